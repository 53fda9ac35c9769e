// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <QTimeZone>

#include "engine/terminal/serving_rules.h"
#include "tests/support/tools.h"

using namespace meson;
using namespace meson::terminal;

namespace {

QDateTime at(const char* text) {
    return QDateTime::fromString(QLatin1String(text), Qt::ISODate);
}

// Wednesday noon.
const QDateTime kNow = at("2026-07-15T12:00:00");

ServingDecision decide(
    const ServingRules& rules, const ComputerState& computer = {},
    base::Bytes used = base::Bytes(0), const std::optional<OwnerPause>& pause = {},
    const ServingDecision& before = {}) {
    TrafficCap cap;
    cap.setOptions({base::gibibytes(100), 1});
    cap.add(used, kNow);
    return decideServing(rules, cap.status(kNow), computer, pause, before, kNow);
}

} // namespace

class ServingRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void servesAtTheOwnersLimitWhenNothingSpeaksAgainstIt() {
        ServingRules rules;
        rules.limit = base::BytesPerSecond(5'000'000);
        const ServingDecision decision = decide(rules);
        QVERIFY(!decision.paused);
        QCOMPARE(decision.limit.count(), 5'000'000);
    }

    void eachReasonPausesAndIsNamed() {
        ServingRules rules;
        rules.pauseAboveCelsius = 80;
        rules.schedule = *WeekSchedule::parse("wed 11:00-13:00 paused");
        QVERIFY(decide(rules).paused == PauseReason::Schedule);
        QCOMPARE(*decide(rules).until, at("2026-07-15T13:00:00"));
        rules.schedule = {};
        QVERIFY(decide(rules, {.metered = true}).paused == PauseReason::Metered);
        QVERIFY(decide(rules, {.onBattery = true}).paused == PauseReason::Battery);
        QVERIFY(decide(rules, {.celsius = 80.5}).paused == PauseReason::Heat);
        QVERIFY(!decide(rules, {.celsius = 80}).paused);
        QVERIFY(decide(rules, {}, base::gibibytes(100)).paused == PauseReason::Cap);
        QCOMPARE(*decide(rules, {}, base::gibibytes(100)).until, at("2026-08-01T00:00:00"));
        QVERIFY(decide(rules, {}, {}, OwnerPause{}).paused == PauseReason::Owner);
    }

    void whatCannotBeReadDoesNotPause() {
        ServingRules rules;
        rules.pauseAboveCelsius = 1;
        QVERIFY(!decide(rules, {}).paused);
    }

    void rulesThatAreOffDoNotPause() {
        ServingRules rules;
        rules.pauseWhenMetered = rules.pauseOnBattery = false;
        QVERIFY(!decide(rules, {.metered = true, .onBattery = true, .celsius = 200}).paused);
    }

    void aTimedPauseOfTheOwnerEnds() {
        QVERIFY(decide({}, {}, {}, OwnerPause{kNow.addSecs(1)}).paused == PauseReason::Owner);
        QVERIFY(!decide({}, {}, {}, OwnerPause{kNow}).paused);
    }

    void heatEndsFiveDegreesLower() {
        ServingRules rules;
        rules.pauseAboveCelsius = 80;
        const ServingDecision hot = decide(rules, {.celsius = 81});
        QVERIFY(decide(rules, {.celsius = 76}, {}, {}, hot).paused == PauseReason::Heat);
        QVERIFY(!decide(rules, {.celsius = 75}, {}, {}, hot).paused);
    }

    void theAlternativeLimitHoldsByScheduleBySwitchAndNearTheCap() {
        ServingRules rules;
        rules.limit = base::BytesPerSecond(9'000);
        rules.alternativeLimit = base::BytesPerSecond(1'000);
        QCOMPARE(decide(rules).limit.count(), 9'000);
        QCOMPARE(decide(rules, {}, base::gibibytes(95)).limit.count(), 1'000);
        rules.useAlternative = true;
        QCOMPARE(decide(rules).limit.count(), 1'000);
        rules.useAlternative = false;
        rules.schedule = *WeekSchedule::parse("daily 00:00-24:00 limited");
        QCOMPARE(decide(rules).limit.count(), 1'000);
        rules.limit = base::BytesPerSecond(0); // no limit otherwise
        QCOMPARE(decide(rules).limit.count(), 1'000);
    }

    void schedulesCrossMidnight() {
        const auto schedule = WeekSchedule::parse("sun 22:00-06:30 paused");
        QVERIFY(schedule);
        QVERIFY(schedule->at(at("2026-07-19T21:59:59")) == Allowance::Full); // a Sunday
        QVERIFY(schedule->at(at("2026-07-19T22:00:00")) == Allowance::Paused);
        QVERIFY(schedule->at(at("2026-07-20T06:29:59")) == Allowance::Paused);
        QVERIFY(schedule->at(at("2026-07-20T06:30:00")) == Allowance::Full);
        QCOMPARE(*schedule->nextChange(at("2026-07-19T23:10:05")), at("2026-07-20T06:30:00"));
        QVERIFY(!WeekSchedule().nextChange(kNow));
    }

    void schedulesFollowTheClockOnTheWallThroughDaylightSaving() {
        const QTimeZone berlin("Europe/Berlin");
        if (!berlin.isValid())
            MESON_SKIP(QStringLiteral("needs the time zone database"));
        const auto schedule = WeekSchedule::parse("sun 01:00-04:00 paused");
        // 2026-03-29: 02:00 becomes 03:00, so the three hours on the wall last two.
        const QDateTime before(QDate(2026, 3, 29), QTime(1, 0), berlin);
        QCOMPARE(before.secsTo(*schedule->nextChange(before)), 2 * 3600);
        // 2026-10-25: 03:00 becomes 02:00, so they last four.
        const QDateTime autumn(QDate(2026, 10, 25), QTime(1, 0), berlin);
        QCOMPARE(autumn.secsTo(*schedule->nextChange(autumn)), 4 * 3600);
    }

    void schedulesSayWhatIsWrongWithARule_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("error");
        QTest::addRow("word") << QByteArray("mon 09:00-10:00 slow") << int(ScheduleError::BadRule);
        QTest::addRow("short") << QByteArray("mon 09:00-10:00") << int(ScheduleError::BadRule);
        QTest::addRow("day") << QByteArray("moon 09:00-10:00 full") << int(ScheduleError::BadDay);
        QTest::addRow("quarter") << QByteArray("mon 09:15-10:00 full")
                                 << int(ScheduleError::BadTime);
        QTest::addRow("25 h") << QByteArray("mon 09:00-25:00 full") << int(ScheduleError::BadTime);
        QTest::addRow("24:30") << QByteArray("mon 09:00-24:30 full") << int(ScheduleError::BadTime);
    }

    void schedulesSayWhatIsWrongWithARule() {
        QFETCH(QByteArray, text);
        const auto schedule = WeekSchedule::parse(text.toStdString());
        QVERIFY(!schedule);
        QTEST(int(schedule.error().code), "error");
    }

    void schedulesSurviveTheirText() {
        const auto schedule =
            WeekSchedule::parse("fri-mon 20:00-24:00 limited; sat 21:00-22:00 paused");
        QVERIFY(schedule);
        QVERIFY(*WeekSchedule::parse(schedule->toText()) == *schedule);
        QVERIFY(!WeekSchedule::parse("ff"));
        const std::string text = schedule->toText();
        QCOMPARE(std::count(text.begin(), text.end(), 'l'), 4 * 8 - 2);
    }

    void theCapStartsAnewOnItsDay() {
        TrafficCap cap;
        cap.setOptions({base::Bytes(1000), 31});
        cap.add(base::Bytes(700), at("2026-02-27T10:00:00"));
        QCOMPARE(cap.status(at("2026-02-27T11:00:00")).used.count(), 700);
        QCOMPARE(cap.status(at("2026-02-27T11:00:00")).ends, QDate(2026, 2, 28));
        QCOMPARE(cap.status(at("2026-02-28T00:00:00")).used.count(), 0);
        cap.add(base::Bytes(5), at("2026-02-28T00:00:00"));
        QCOMPARE(cap.counted().count(), 5);
        QCOMPARE(cap.status(at("2026-02-28T00:00:01")).ends, QDate(2026, 3, 31));
    }

    void aClockSetBackDoesNotForgetTheMonth() {
        TrafficCap cap;
        cap.setOptions({base::Bytes(1000), 1});
        cap.add(base::Bytes(700), at("2026-07-02T00:00:00"));
        cap.add(base::Bytes(50), at("2026-06-20T00:00:00"));
        QCOMPARE(cap.counted().count(), 750);
    }

    void theCapForecastsByElapsedSeconds() {
        TrafficCap cap;
        cap.setOptions({base::Bytes(0), 1});
        cap.add(base::Bytes(1'000), at("2026-06-01T00:30:00"));
        QCOMPARE(cap.status(at("2026-06-01T00:59:59")).forecast.count(), 1'000);
        QCOMPARE(cap.status(at("2026-06-02T00:00:00")).forecast.count(), 30'000);
        QVERIFY(cap.status(kNow).level == TrafficCapStatus::Level::Fine);
    }

    void theCapsLevelsBeginAt80And95And100Percent_data() {
        QTest::addColumn<int>("used");
        QTest::addColumn<int>("level");
        using Level = TrafficCapStatus::Level;
        QTest::addRow("79") << 799 << int(Level::Fine);
        QTest::addRow("80") << 800 << int(Level::Warn);
        QTest::addRow("94") << 949 << int(Level::Warn);
        QTest::addRow("95") << 950 << int(Level::Slow);
        QTest::addRow("99") << 999 << int(Level::Slow);
        QTest::addRow("100") << 1000 << int(Level::Reached);
        QTest::addRow("over") << 1001 << int(Level::Reached);
    }

    void theCapsLevelsBeginAt80And95And100Percent() {
        QFETCH(int, used);
        TrafficCap cap;
        cap.setOptions({base::Bytes(1000), 1});
        cap.add(base::Bytes(used), kNow);
        QTEST(int(cap.status(kNow).level), "level");
    }
};

QTEST_GUILESS_MAIN(ServingRulesTest)
#include "serving_rules_test.moc"
