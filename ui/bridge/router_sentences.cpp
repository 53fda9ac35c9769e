// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/router_sentences.h"

#include "ui/bridge/words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <vector>

namespace meson::bridge {
namespace {

/// %1 … %4 stand for what differs.
constexpr const char* kSentences[] = {
    QT_TRANSLATE_NOOP("engine", "Wrong bytes of %1 in two checks."),
    QT_TRANSLATE_NOOP("engine", "Wrong bytes of %1 in one check, though not in the next."),
    QT_TRANSLATE_NOOP("engine", "Your list of contents has %1, but it is not there."),
    QT_TRANSLATE_NOOP("engine", "Checks are answered too late: %1."),
    QT_TRANSLATE_NOOP("engine", "Receipts state more bytes than were sent: %1."),
    QT_TRANSLATE_NOOP(
        "engine", "The reputation fell to %1 %, and rewards with it; below %2 % it is out of "
                  "service for an hour."),
    QT_TRANSLATE_NOOP("engine", "Each check that is passed raises it again."),
    QT_TRANSLATE_NOOP("engine", "No usable answer from outside since %1: %2."),
    QT_TRANSLATE_NOOP("engine", "No usable answer from outside to %1 checks in a row: %2."),
    QT_TRANSLATE_NOOP("engine", "If it goes on until %1, service pauses."),
    QT_TRANSLATE_NOOP("engine", "Rewards are not lowered by this."),
    QT_TRANSLATE_NOOP("engine", "Service goes on by itself after %1."),
    QT_TRANSLATE_NOOP(
        "engine", "This Terminal was away, without having paused, for much of the last day: its "
                  "rewards are multiplied by %1 %."),
    QT_TRANSLATE_NOOP(
        "engine", "Pause it, or set hours of service, before you switch it off; each hour of "
                  "presence raises this again."),
    QT_TRANSLATE_NOOP(
        "engine", "The suspension is over: service goes on with a reputation of %1 %, and each "
                  "check that is passed raises it."),
    QT_TRANSLATE_NOOP(
        "engine", "Checks found %1 % of what was promised, and it was there %2 % of the latest "
                  "hours."),
    QT_TRANSLATE_NOOP("engine", "Check the disk and its cable and let the cache be verified."),
    QT_TRANSLATE_NOOP(
        "engine", "Check the memory, the disk and what stands between this computer and the "
                  "internet."),
    QT_TRANSLATE_NOOP(
        "engine", "Do not delete files of the cache by hand; lower its size instead."),
    QT_TRANSLATE_NOOP(
        "engine", "Keep the cache on a disk of this computer that is not busy with other work."),
    QT_TRANSLATE_NOOP("engine", "Use the program as it is published."),
    QT_TRANSLATE_NOOP(
        "engine", "Check that the port is forwarded, that no firewall blocks it and that the "
                  "certificate is valid."),
};

/// What a check was about, the longer before what it begins with.
constexpr const char* kSubjects[] = {
    QT_TRANSLATE_NOOP("engine", "object %1 between %2 and %3, at less than %4 KiB a second"),
    QT_TRANSLATE_NOOP("engine", "object %1 between %2 and %3"),
    QT_TRANSLATE_NOOP("engine", "object %1, block %2 was not opened: \"%3\""),
    QT_TRANSLATE_NOOP("engine", "object %1, block %2"),
    QT_TRANSLATE_NOOP("engine", "object %1, a block after %2 ms, where %3 ms are allowed"),
    QT_TRANSLATE_NOOP("engine", "object %1, %2 blocks after %3 ms, where %4 ms are allowed"),
    QT_TRANSLATE_NOOP(
        "engine", "%1 of object %2 where at most %3 can have been sent, and so in %4 receipts of "
                  "the batch"),
    QT_TRANSLATE_NOOP("engine", "%1 of object %2 where at most %3 can have been sent"),
    QT_TRANSLATE_NOOP("engine", "object %1"),
    QT_TRANSLATE_NOOP("engine", "status %1"),
    QT_TRANSLATE_NOOP("engine", "the answer to a check was \"%1\""),
};

struct Pattern {
    const char* english;
    QRegularExpression expression;
};

template <std::size_t kCount>
std::vector<Pattern> patternsOf(const char* const (&all)[kCount], const QString& end) {
    static const QRegularExpression kPlace(QStringLiteral("\\\\?%[1-4]"));
    std::vector<Pattern> patterns;
    for (const char* english : all) {
        QString text = QRegularExpression::escape(QString::fromUtf8(english));
        text.replace(kPlace, QStringLiteral("(.+?)"));
        patterns.push_back({english, QRegularExpression(QLatin1Char('^') + text + end)});
    }
    return patterns;
}

QString subjectText(const QString& english) {
    static const std::vector<Pattern> kPatterns = patternsOf(kSubjects, QStringLiteral("$"));
    for (const Pattern& pattern : kPatterns) {
        const QRegularExpressionMatch match = pattern.expression.match(english);
        if (!match.hasMatch())
            continue;
        QString text = QCoreApplication::translate("engine", pattern.english);
        for (int i = 1; i <= match.lastCapturedIndex(); ++i)
            text.replace(QLatin1Char('%') + QString::number(i), match.captured(i));
        return text;
    }
    return engineSentence(english.toStdString());
}

} // namespace

std::optional<QString> routerSentence(const QString& english) {
    static const std::vector<Pattern> kPatterns = patternsOf(kSentences, QStringLiteral("(?: |$)"));
    QStringList said;
    QString rest = english;
    while (!rest.isEmpty()) {
        const auto before = said.size();
        for (const Pattern& pattern : kPatterns) {
            const QRegularExpressionMatch match = pattern.expression.match(rest);
            if (!match.hasMatch())
                continue;
            QString text = QCoreApplication::translate("engine", pattern.english);
            for (int i = 1; i <= match.lastCapturedIndex(); ++i)
                text.replace(QLatin1Char('%') + QString::number(i), subjectText(match.captured(i)));
            said << text;
            rest = rest.mid(match.capturedLength());
            break;
        }
        if (said.size() == before)
            break;
    }
    if (said.isEmpty())
        return std::nullopt;
    if (!rest.isEmpty())
        said << rest;
    return said.join(QLatin1Char(' '));
}

} // namespace meson::bridge
