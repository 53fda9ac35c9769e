// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/diagnostics.h"

#include "engine/platform/host.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/snapshot_json.h"

#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace meson::node {

namespace {

constexpr std::size_t kLogLines = 300;

struct Rule {
    const char* pattern;
    const char* word;
};

/// In this order: what a later one would tear apart goes first.
constexpr Rule kRules[] = {
    {R"(-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----)", "[key]"},
    {R"(\b0x[0-9a-fA-F]{40}\b)", "[wallet]"},
    {R"(\b[0-9a-fA-F]{32,}\b)", "[id]"},
    {R"((?i)bearer\s+\S+)", "[token]"},
    {R"(\b(?=[A-Za-z0-9+_=-]*\d)[A-Za-z0-9+_-]{32,}={0,2})", "[token]"},
    {R"(\b(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}\b)", "[address]"},
    {R"(\b(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}\b)", "[address]"},
    // IPv6 (RFC 4291 §2.2): eight groups, or fewer about a "::"; times of day are neither.
    {R"((?<![\w:])(?:(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|)"
     R"((?:[0-9a-fA-F]{1,4}:)+(?::[0-9a-fA-F]{1,4}){1,6}|(?:[0-9a-fA-F]{1,4}:){2,7}:)(?![\w:]))",
     "[address]"},
};

/// Values that are an owner's own, whatever they look like.
QJsonObject withoutNames(QJsonObject settings) {
    for (const char* key : {"name", "payoutAddress"})
        if (!settings.value(QLatin1String(key)).toString().isEmpty())
            settings.insert(QLatin1String(key), QStringLiteral("[set]"));
    const auto addresses = settings.value(QLatin1String("addresses")).toArray().size();
    settings.insert(QStringLiteral("addresses"), QStringLiteral("[%1]").arg(addresses));
    return settings;
}

std::string indented(const QJsonObject& json) {
    return QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString();
}

std::string timeOf(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time), Qt::UTC)
        .toString(Qt::ISODate)
        .toStdString();
}

std::string stateOf(const MinerSnapshot& snapshot) {
    std::string text = "Engine state " + std::to_string(static_cast<int>(snapshot.state)) +
                       ", failures in a row: " + std::to_string(snapshot.failures) + '\n';
    if (!snapshot.problem.empty())
        text += snapshot.problem + '\n';
    if (!snapshot.terminal)
        return text;
    QJsonObject terminal = terminal::toJson(*snapshot.terminal);
    terminal.remove(QStringLiteral("name"));
    return text + indented(terminal);
}

std::string listOf(const std::vector<metrics::JournalEntry>& events) {
    std::string text;
    for (const metrics::JournalEntry& entry : events)
        text += timeOf(entry.last) + ' ' + std::string(metrics::eventName(entry.event.type)) +
                " ×" + std::to_string(entry.count) + ' ' + entry.event.subject + '\n';
    return text;
}

} // namespace

std::string redacted(std::string text) {
    QString all = QString::fromStdString(text);
    const QString home = QDir::homePath();
    if (home.size() > 1)
        all.replace(home, QStringLiteral("~"));
    for (const Rule& rule : kRules)
        all.replace(QRegularExpression(QLatin1String(rule.pattern)), QLatin1String(rule.word));
    const QString user = QDir(home).dirName();
    if (user.size() > 2)
        all.replace(
            QRegularExpression(
                QStringLiteral("\\b") + QRegularExpression::escape(user) + QStringLiteral("\\b")),
            QStringLiteral("[user]"));
    return all.toStdString();
}

std::string lastLines(const std::filesystem::path& file, std::size_t lines) {
    const std::string all = platform::readFile(file).value_or(std::string());
    std::size_t from = all.size();
    while (lines > 0 && from > 1) {
        const std::size_t end = all.rfind('\n', from - 2);
        from = end == std::string::npos ? 0 : end + 1;
        --lines;
    }
    return all.substr(from);
}

std::string diagnosticsOf(
    const MinerSettings& settings, const MinerSnapshot& snapshot,
    const std::vector<metrics::JournalEntry>& events, const std::filesystem::path& log) {
    const platform::Host host = platform::readHost();
    std::string text = "Meson Miner " MESON_VERSION ", Qt " + std::string(qVersion()) + '\n' +
                       host.system + ", " + host.processor + ", " + std::to_string(host.cores) +
                       " threads, " + std::to_string(host.memory.count() >> 20) + " MiB\n";
    text += "Taken " + timeOf(snapshot.taken) + "\n\n--- Settings\n" +
            indented(withoutNames(toJson(settings)));
    text += "\n--- Node\n" + stateOf(snapshot);
    text += "\n--- Events, the newest first\n" + listOf(events);
    text += "\n--- End of the log\n" + lastLines(log, kLogLines);
    return redacted(std::move(text));
}

} // namespace meson::node
