// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/terminal/serving_control.h"
#include "engine/terminal/terminal_state.h"

using namespace meson;
using namespace meson::terminal;
using namespace std::chrono_literals;

namespace {

/// Local time of this computer, whatever its zone.
base::WallTime at(const char* text) {
    return base::fromUnixSeconds(
        QDateTime::fromString(QLatin1String(text), Qt::ISODate).toSecsSinceEpoch());
}

TrafficCap capOf(base::Bytes limit) {
    TrafficCap cap;
    cap.setOptions({limit, 1});
    return cap;
}

} // namespace

class ServingControlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTimedPauseEndsByItself() {
        base::ManualClock clock(at("2026-07-15T12:00:00"));
        ServingControl control({}, {}, {}, clock);
        control.setPause(OwnerPause{
            QDateTime::fromSecsSinceEpoch(base::unixSeconds(clock.wall() + 1h)), "video call"});
        control.decide();
        QVERIFY(control.decision().paused == PauseReason::Owner);
        QCOMPARE(control.reason(), std::string("video call (until 2026-07-15 13:00)"));
        clock.advance(59min + 59s);
        control.decide();
        QVERIFY(control.decision().paused);
        clock.advance(1s);
        control.decide();
        QVERIFY(!control.decision().paused);
        QVERIFY(!control.pause());
        QVERIFY(control.reason().empty());
    }

    void theWeekPausesAndLimitsByTheClockOnTheWall() {
        base::ManualClock clock(at("2026-07-15T08:59:59")); // a Wednesday
        ServingRules rules;
        rules.schedule = *WeekSchedule::parse("wed 09:00-10:00 paused; wed 10:00-11:00 limited");
        rules.limit = base::BytesPerSecond(1'000'000);
        rules.alternativeLimit = base::BytesPerSecond(200'000);
        ServingControl control(rules, {}, {}, clock);
        control.decide();
        QVERIFY(!control.decision().paused);
        QCOMPARE(control.decision().limit.count(), 1'000'000);
        clock.advance(1s);
        control.decide();
        QVERIFY(control.decision().paused == PauseReason::Schedule);
        QCOMPARE(
            control.reason(), std::string("Paused by the owner's week until 2026-07-15 10:00."));
        QCOMPARE(control.decision().limit.count(), 1'000'000); // for what still runs
        clock.advance(1h);
        control.decide();
        QVERIFY(!control.decision().paused);
        QCOMPARE(control.decision().limit.count(), 200'000);
        clock.advance(1h);
        control.decide();
        QCOMPARE(control.decision().limit.count(), 1'000'000);
    }

    void trafficSlowsAndThenPausesUntilTheNextMonth() {
        base::ManualClock clock(at("2026-07-31T23:00:00"));
        ServingRules rules;
        rules.alternativeLimit = base::BytesPerSecond(200'000);
        ServingControl control(rules, capOf(base::Bytes(1000)), {}, clock);
        control.countTraffic(base::Bytes(949));
        control.decide();
        QCOMPARE(control.decision().limit.count(), 0);
        control.countTraffic(base::Bytes(950));
        control.decide();
        QCOMPARE(control.decision().limit.count(), 200'000);
        control.countTraffic(base::Bytes(999));
        control.decide();
        QVERIFY(!control.decision().paused);
        control.countTraffic(base::Bytes(1000));
        control.decide();
        QVERIFY(control.decision().paused == PauseReason::Cap);
        QCOMPARE(
            control.reason(), std::string("This month's traffic allowance is used up; the next one "
                                          "starts on 2026-08-01."));
        clock.advance(1h);
        control.decide();
        QVERIFY(!control.decision().paused);
        control.countTraffic(base::Bytes(1010));
        QCOMPARE(control.trafficStatus().used.count(), 10);
    }

    void readingsPauseAndAreNamed() {
        base::ManualClock clock;
        ServingRules rules;
        rules.pauseAboveCelsius = 80;
        ServingControl control(rules, {}, {}, clock);
        const auto pausedBy = [&](const ComputerState& computer) {
            control.setComputer(computer);
            control.decide();
            return control.decision().paused;
        };
        QVERIFY(pausedBy({.metered = true}) == PauseReason::Metered);
        QCOMPARE(control.reason(), std::string("The connection of this computer is metered."));
        QVERIFY(pausedBy({.onBattery = true}) == PauseReason::Battery);
        QVERIFY(pausedBy({.celsius = 81}) == PauseReason::Heat);
        QVERIFY(pausedBy({.celsius = 76}) == PauseReason::Heat);
        QVERIFY(!pausedBy({.celsius = 75}));
        QVERIFY(!pausedBy({}));
    }

    void theMonthAndThePauseSurviveARestart() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("s")).toStdString();
        TerminalState state;
        state.pause = OwnerPause{QDateTime::fromSecsSinceEpoch(1'900'000'000), "holiday"};
        state.traffic = {base::Bytes(4711), QDate(2026, 7, 5)};
        QVERIFY(state.save(file));
        const TerminalState loaded = TerminalState::load(file);
        QVERIFY(loaded.pause);
        QCOMPARE(loaded.pause->reason, std::string("holiday"));
        QCOMPARE(loaded.pause->until->toSecsSinceEpoch(), 1'900'000'000);
        QCOMPARE(loaded.traffic.counted().count(), 4711);
        QCOMPARE(loaded.traffic.period(), QDate(2026, 7, 5));
        QVERIFY(TerminalState{}.save(file));
        QVERIFY(!TerminalState::load(file).pause);
        QVERIFY(!TerminalState::load(file).traffic.period().isValid());
    }
};

QTEST_GUILESS_MAIN(ServingControlTest)
#include "serving_control_test.moc"
