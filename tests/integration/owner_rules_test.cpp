// SPDX-License-Identifier: GPL-3.0-or-later
// What the owner's rules do to real traffic.
#include <QElapsedTimer>
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/terminal_bench.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::PauseReason;
using terminal::TerminalPhase;
using test::statusOf;

namespace {

/// A Terminal that holds one object of 400 kB.
class Bench : public test::TerminalBench {
public:
    void startWithObject() {
        start();
        m_bytes.assign(400'000, 'm');
        router.serve("/pull/1", m_bytes);
        m_object = router.orderFor(m_bytes, {"/pull/1"});
        const std::int64_t command = router.order(m_object);
        MESON_TRY_VERIFY(isDone(command));
    }
    /// "200" or where a client is sent instead.
    QByteArray answer() {
        auto* reply = getObject(m_object);
        return statusOf(reply) == 307 && reply->rawHeader("Location").contains("/p/")
                   ? QByteArray("307 paused")
                   : QByteArray::number(statusOf(reply));
    }
    qint64 millisecondsOfOneAnswer() {
        QElapsedTimer timer;
        timer.start();
        return answer() == "200" ? timer.elapsed() : -1;
    }
    bool isPausedBy(PauseReason reason) const {
        const auto snapshot = terminal->snapshot();
        return snapshot.phase == TerminalPhase::Paused && snapshot.pausedBy == reason;
    }
    /// These bodies and their heads.
    bool hasUsed(std::int64_t bytes) const {
        const std::int64_t used = terminal->snapshot().traffic.used.count();
        return used >= bytes && used < bytes + 8'000;
    }
    protocol::StateChange lastStateChange() const {
        return router.received<protocol::StateRequest>("/state").back().change;
    }
    QJsonObject status() {
        return QJsonDocument::fromJson(control(QStringLiteral("/v1/status"), "GET", {})->readAll())
            .object();
    }

private:
    std::string m_bytes;
    protocol::CacheCommand m_object;
};

} // namespace

class OwnerRulesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void batteryMeteredAndHeatSendClientsBackUntilTheyEnd_data() {
        QTest::addColumn<int>("reason");
        QTest::newRow("battery") << static_cast<int>(PauseReason::Battery);
        QTest::newRow("metered") << static_cast<int>(PauseReason::Metered);
        QTest::newRow("heat") << static_cast<int>(PauseReason::Heat);
    }
    void batteryMeteredAndHeatSendClientsBackUntilTheyEnd() {
        QFETCH(int, reason);
        const auto expected = static_cast<PauseReason>(reason);
        std::atomic<bool> holds{false};
        Bench bench;
        bench.options.rules.pauseAboveCelsius = 85;
        bench.options.readComputer = [&] {
            return terminal::ComputerState{
                holds && expected == PauseReason::Metered,
                holds && expected == PauseReason::Battery,
                holds && expected == PauseReason::Heat ? 90.0 : 50.0};
        };
        bench.startWithObject();
        QCOMPARE(bench.answer(), QByteArray("200"));
        holds = true;
        MESON_TRY_VERIFY(bench.isPausedBy(expected));
        QCOMPARE(bench.answer(), QByteArray("307 paused"));
        MESON_TRY_VERIFY(bench.router.count("/state") == 1);
        QCOMPARE(bench.lastStateChange(), protocol::StateChange::Pause);
        QCOMPARE(
            bench.status().value(QStringLiteral("pausedBy")).toString().toStdString(),
            std::string(pauseName(expected)));
        holds = false;
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(bench.answer(), QByteArray("200"));
        MESON_TRY_VERIFY(bench.router.count("/state") == 2);
        QCOMPARE(bench.lastStateChange(), protocol::StateChange::Resume);
    }

    void aTimedPauseEndsByItselfAndTheRouterHearsTheReason() {
        Bench bench;
        bench.startWithObject();
        auto* reply = bench.control(
            QStringLiteral("/v1/pause"), "POST", R"({"reason":"video call","seconds":3600})");
        QCOMPARE(statusOf(reply), 200);
        QVERIFY(bench.isPausedBy(PauseReason::Owner));
        QCOMPARE(bench.answer(), QByteArray("307 paused"));
        MESON_TRY_VERIFY(bench.router.count("/state") == 1);
        QVERIFY(bench.router.received<protocol::StateRequest>("/state").back().reason.starts_with(
            "video call (until "));
        bench.clock.shift(1h);
        MESON_TRY_VERIFY(bench.isServing());
        QCOMPARE(bench.answer(), QByteArray("200"));
        for (const char* bad :
             {R"({"seconds":0})", R"({"seconds":-5})", R"({"seconds":"1h"})",
              R"({"seconds":31536001})"})
            QCOMPARE(statusOf(bench.control(QStringLiteral("/v1/pause"), "POST", bad)), 400);
        QVERIFY(bench.isServing());
    }

    void aPausedHourOfTheWeekSendsClientsBackFromTheStartOn() {
        Bench bench;
        bench.startWithObject();
        bench.stop();
        bench.options.rules.schedule = *terminal::WeekSchedule::parse("daily 00:00-24:00 paused");
        bench.start();
        MESON_TRY_VERIFY(bench.terminal->snapshot().probed);
        QVERIFY(bench.isPausedBy(PauseReason::Schedule));
        QCOMPARE(bench.answer(), QByteArray("307 paused"));
        bench.terminal->setRules({});
        QCOMPARE(bench.answer(), QByteArray("200"));
    }

    void theMonthlyCapCountsBothDirectionsAndPausesAlsoAfterARestart() {
        Bench bench;
        bench.options.cap = {base::Bytes(1'100'000), 1};
        bench.startWithObject(); // 400 kB in
        MESON_TRY_VERIFY(bench.hasUsed(400'000));
        QCOMPARE(bench.answer(), QByteArray("200")); // 400 kB out
        MESON_TRY_VERIFY(bench.hasUsed(800'000));
        QVERIFY(bench.isServing());
        QCOMPARE(bench.answer(), QByteArray("200"));
        MESON_TRY_VERIFY(bench.isPausedBy(PauseReason::Cap));
        QCOMPARE(bench.answer(), QByteArray("307 paused"));
        bench.router.serve("/pull/2", "nothing is fetched either");
        const auto later = bench.router.orderFor("nothing is fetched either", {"/pull/2"});
        const std::int64_t command = bench.router.order(later);
        MESON_TRY_COMPARE(bench.terminal->snapshot().downloadsWaiting, 1);
        bench.stop();
        bench.start();
        MESON_TRY_VERIFY(bench.terminal->snapshot().probed);
        QVERIFY(bench.isPausedBy(PauseReason::Cap));
        QVERIFY(bench.hasUsed(1'200'000));
        QVERIFY(!bench.isDone(command));
        bench.clock.shift(31 * 24h);
        MESON_TRY_VERIFY(!bench.terminal->snapshot().pausedBy);
        QCOMPARE(bench.answer(), QByteArray("200"));
    }

    void theAlternativeLimitSlowsRealTrafficWhileItIsSwitchedOn() {
        Bench bench;
        bench.startWithObject();
        const qint64 fast = bench.millisecondsOfOneAnswer();
        QVERIFY(fast >= 0);
        auto* limits = bench.control(
            QStringLiteral("/v1/limits"), "POST",
            R"({"alternativeLimit":200000,"useAlternative":true})");
        QCOMPARE(statusOf(limits), 200);
        QCOMPARE(bench.terminal->snapshot().uploadLimit.count(), 200'000);
        const qint64 slow = bench.millisecondsOfOneAnswer();
        // 400 kB at 200 kB/s less the burst of a quarter second, ± 5 %.
        QVERIFY2(slow >= 1'660, qPrintable(QString::number(slow)));
        QCOMPARE(
            statusOf(
                bench.control(QStringLiteral("/v1/limits"), "POST", R"({"useAlternative":false})")),
            200);
        QCOMPARE(bench.terminal->snapshot().uploadLimit.count(), 0);
        QVERIFY(bench.millisecondsOfOneAnswer() < slow);
    }
};

QTEST_GUILESS_MAIN(OwnerRulesTest)
#include "owner_rules_test.moc"
