// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/backoff.h"
#include "engine/terminal/rate_meter.h"
#include "engine/terminal/router_clock.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::RouterClock;

class RouterClockTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void beginsWithTheCalendarUnconfirmed() {
        base::ManualClock clock;
        const RouterClock router(clock, {});
        QVERIFY(router.now() == clock.wall());
        QVERIFY(!router.isConfirmed());
    }

    void takesTheRoutersWord() {
        base::ManualClock clock;
        RouterClock router(clock, {});
        router.learn(1'700'000'000);
        QVERIFY(router.isConfirmed());
        QVERIFY(router.now() == base::fromUnixSeconds(1'700'000'000) + 500ms);
        QCOMPARE(router.skew().count(), 100'000'000);
    }

    void followsTheSteadyHandNotTheCalendar() {
        base::ManualClock clock;
        RouterClock router(clock, {});
        router.learn(1'700'000'000);
        const auto before = router.now();
        clock.setWall(clock.wall() + 24h * 400);
        QVERIFY(router.now() == before);
        clock.advance(10s);
        QVERIFY(router.now() == before + 10s);
        clock.setWall(clock.wall() - 24h * 800);
        QVERIFY(router.now() == before + 10s);
    }

    void leavesTheWiresJitterAlone() {
        base::ManualClock clock;
        RouterClock router(clock, {});
        router.learn(1'700'000'000);
        const auto before = router.now();
        router.learn(1'700'000'002); // two seconds: at the bound
        QVERIFY(router.now() == before);
        router.learn(1'700'000'003); // three: over it
        QVERIFY(router.now() == before + 3s);
    }

    void warnsOncePerSpellOfAWrongClock() {
        terminal::SkewWarning warning;
        QVERIFY(!warning.check(60s)); // at the bound
        QCOMPARE(
            warning.check(61s).value_or(""),
            std::string("The clock of this computer is 61 seconds ahead of the Router's: set it, "
                        "best by NTP."));
        QVERIFY(!warning.check(61s)); // the next heartbeat
        QVERIFY(!warning.check(-500s));
        QVERIFY(!warning.check(-60s)); // was set
        QCOMPARE(
            warning.check(-61s).value_or(""),
            std::string("The clock of this computer is 61 seconds behind the Router's: set it, "
                        "best by NTP."));
        QVERIFY(!warning.check(-62s));
    }

    void goesOnAfterARestartByTheCalendar() {
        base::ManualClock clock;
        RouterClock first(clock, {});
        first.learn(1'700'000'000);
        const RouterClock::Saved saved = first.saved();
        clock.advance(1h);
        const RouterClock second(clock, saved);
        QVERIFY(second.now() == saved.router + 1h);
        QVERIFY(!second.isConfirmed());
    }

    void neverGoesBackBehindWhatWasSaved() {
        base::ManualClock clock;
        RouterClock first(clock, {});
        first.learn(1'700'000'000);
        const RouterClock::Saved saved = first.saved();
        clock.setWall(clock.wall() - 1h);
        QVERIFY(RouterClock(clock, saved).now() == saved.router);
    }

    void pausesDoubleUpToTheLongest() {
        terminal::Backoff backoff(1s, 5s, [] { return 0.0; });
        QCOMPARE(backoff.next().count(), 1000);
        QCOMPARE(backoff.next().count(), 2000);
        QCOMPARE(backoff.next().count(), 4000);
        QCOMPARE(backoff.next().count(), 5000);
        QCOMPARE(backoff.next().count(), 5000);
        backoff.reset();
        QCOMPARE(backoff.next().count(), 1000);
    }

    void jitterShortensAPauseByHalfAtMost() {
        terminal::Backoff backoff(1s, 5s, [] { return 0.999; });
        QVERIFY(backoff.next() >= 500ms);
        QVERIFY(backoff.next() <= 1001ms);
    }

    void metersTheLastTenSeconds() {
        base::ManualClock clock;
        terminal::RateMeter meter;
        QCOMPARE(meter.rate().count(), 0);
        meter.sample(clock.steady(), base::Bytes(0));
        QCOMPARE(meter.rate().count(), 0);
        for (int second = 1; second <= 20; ++second) {
            clock.advance(1s);
            meter.sample(clock.steady(), base::Bytes(second <= 10 ? 0 : (second - 10) * 1000));
        }
        QCOMPARE(meter.rate().count(), 1000);
    }
};

QTEST_GUILESS_MAIN(RouterClockTest)
#include "router_clock_test.moc"
