// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QTranslator>

#include "engine/base/clock.h"
#include "engine/router/check_judge.h"
#include "engine/router/reputation.h"
#include "tests/support/widget_walk.h"
#include "ui/bridge/words.h"

using namespace meson;
using router::CheckOutcome;
using router::Reputation;

/// What the Router tells the owner of a node is read in the owner's language: each sentence that
/// Reputation makes is one that the app knows.
class RouterSentencesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNoticeIsKnown_data();
    void everyNoticeIsKnown();
    void absenceAndTheEndOfASuspensionAreKnown();
    void whatIsNotKnownStaysAsItCame();

private:
    static QString inChinese(const std::string& english);
    inline static const base::WallTime kNow = base::fromUnixSeconds(1'800'000'000);
};

QString RouterSentencesTest::inChinese(const std::string& english) {
    QTranslator chinese;
    if (!chinese.load(QStringLiteral(":/translations/meson_zh_CN.qm")))
        qFatal("no translation");
    QCoreApplication::installTranslator(&chinese);
    return bridge::engineSentence(english);
}

void RouterSentencesTest::everyNoticeIsKnown_data() {
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("what");
    const QString object = QString::fromStdString(router::aboutObject({}));
    const auto row = [](const char* name, CheckOutcome outcome, const QString& what) {
        QTest::newRow(name) << static_cast<int>(outcome) << what;
    };
    row("wrong bytes", CheckOutcome::WrongBytes, object + QStringLiteral(" between 0 and 16384"));
    row("a wrong block", CheckOutcome::WrongBytes, object + QStringLiteral(", block 3"));
    row("wrong once", CheckOutcome::WrongOnce, object);
    row("missing", CheckOutcome::Missing, object);
    row("slow", CheckOutcome::Late,
        object + QStringLiteral(" between 0 and 16384, at less than 64 KiB a second"));
    row("late blocks", CheckOutcome::Late,
        object + QStringLiteral(", 4 blocks after 900 ms, where 300 ms are allowed"));
    row("a late block", CheckOutcome::Late,
        object + QStringLiteral(", a block after 900 ms, where 300 ms are allowed"));
    row("overstated", CheckOutcome::Overstated,
        QStringLiteral("9000 of ") + object +
            QStringLiteral(" where at most 100 can have been sent, and so in 2 receipts of the "
                           "batch"));
    row("no answer", CheckOutcome::UnknownError, QStringLiteral("status 503"));
    row("a strange answer", CheckOutcome::UnknownError,
        QStringLiteral("the answer to a check was \"403\""));
}

/// As a warning, and as a suspension.
void RouterSentencesTest::everyNoticeIsKnown() {
    QFETCH(int, outcome);
    QFETCH(QString, what);
    Reputation reputation;
    int said = 0;
    for (int i = 0; i < 200 && !reputation.isSuspended(); ++i) {
        const std::string notice = reputation.note(
            CheckOutcome(outcome), what.toStdString(), kNow + std::chrono::minutes(i));
        if (notice.empty())
            continue;
        ++said;
        const QStringList left = test::leftInEnglish(
            inChinese(notice).split(QString::fromUtf8("。"), Qt::SkipEmptyParts));
        QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char('\n'))));
        QVERIFY(inChinese(notice).contains(QString::fromUtf8("。")));
    }
    QVERIFY(said > 0);
    QVERIFY(reputation.isSuspended());
}

void RouterSentencesTest::absenceAndTheEndOfASuspensionAreKnown() {
    Reputation reputation;
    std::string absence;
    for (int hour = 0; hour < 500 && absence.empty(); ++hour)
        absence = reputation.noteHour(router::Presence::Away);
    reputation.note(CheckOutcome::WrongBytes, router::aboutObject({}), kNow);
    const std::string end = reputation.endSuspension(kNow + std::chrono::hours(24 * 365));
    const std::string cause =
        "Checks found 98 % of what was promised, and it was there 97 % of the latest hours.";
    for (const std::string& english : {absence, end, cause}) {
        const QStringList left = test::leftInEnglish(
            inChinese(english).split(QString::fromUtf8("。"), Qt::SkipEmptyParts));
        QVERIFY2(left.isEmpty() && !english.empty(), qPrintable(left.join(QLatin1Char('\n'))));
    }
}

void RouterSentencesTest::whatIsNotKnownStaysAsItCame() {
    QCOMPARE(
        inChinese("Rewards are not lowered by this. A later Router says more."),
        QString::fromUtf8("收益不会因此降低。 A later Router says more."));
    QCOMPARE(
        bridge::engineSentence("A later Router says more."),
        QStringLiteral("A later Router says more."));
    QCOMPARE(
        bridge::engineSentence("Wrong bytes of object a1 in two checks. Use the program as it is "
                               "published."),
        QStringLiteral("Wrong bytes of object a1 in two checks. Use the program as it is "
                       "published."));
}

QTEST_MAIN(RouterSentencesTest)
#include "router_sentences_test.moc"
