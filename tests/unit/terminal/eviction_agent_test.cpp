// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/eviction_agent.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::EvictionAgent;
using Room = EvictionAgent::Room;
using Router = EvictionAgent::Router;

namespace {

constexpr std::size_t kObject = 100'000;

/// A cache of 2 MiB that holds `count` objects of 100,000 bytes.
struct FullCache : test::RouterSide {
    explicit FullCache(std::uint32_t count, std::chrono::milliseconds timeout = 30s) {
        cache.options.volumes.front().quota = base::mebibytes(2);
        if (!cache.open())
            qFatal("the store does not open");
        for (std::uint32_t i = 0; i < count; ++i)
            if (!cache.save(test::StoreFixture::bytes(kObject, i)))
                qFatal("object %u does not fit", i);
        agent = std::make_unique<EvictionAgent>(
            *cache.store, *channel, routerClock, cache.clock, timeout);
    }
    ~FullCache() { agent.reset(); }

    void makeRoom(std::size_t length) {
        room.reset();
        agent->makeRoom(
            base::Bytes(static_cast<std::int64_t>(length)), [this](Room made) { room = made; });
    }
    std::vector<protocol::EvictionProposal> proposals() const {
        return router.received<protocol::EvictionProposal>("/evictions");
    }
    /// Confirms whatever may be proposed.
    void confirmAll(std::int64_t graceSeconds) {
        protocol::EvictionVerdict verdict;
        for (const auto& object : cache.store->list().first)
            verdict.confirmed.push_back(object.id);
        verdict.graceSeconds = graceSeconds;
        router.setVerdict(verdict);
    }
    std::size_t objects() const { return cache.store->list().first.size(); }

    std::unique_ptr<EvictionAgent> agent;
    std::optional<Room> room;
};

} // namespace

class EvictionAgentTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deletesExpiredObjectsNoLongerThanItsTimeInOneGo() {
        FullCache bench(18);
        const test::SlowClock clock;
        EvictionAgent agent(*bench.cache.store, *bench.channel, bench.routerClock, clock);
        bench.routerClock.learn(base::unixSeconds(bench.systemClock.wall()) + 7200);
        agent.check(Router::Offline);
        QVERIFY2(
            agent.expired() >= 1 && agent.expired() <= 10,
            qPrintable(QString::number(agent.expired())));
        for (int checks = 0; checks < 18 && agent.expired() < 18; ++checks)
            agent.check(Router::Offline);
        QCOMPARE(agent.expired(), 18);
        QCOMPARE(bench.objects(), std::size_t(0));
    }

    void asksForNothingBelowTheThreshold() {
        FullCache bench(10);
        bench.agent->check(Router::Online);
        bench.makeRoom(500'000); // one proposal at a time: another one would come before its own
        MESON_TRY_VERIFY(([&] {
            bench.cache.clock.advance(10s);
            bench.agent->check(Router::Online);
            return bench.room.has_value();
        }()));
        QCOMPARE(bench.router.count("/evictions"), std::size_t(1));
    }

    void makesRoomForAnObjectThatDoesNotFit() {
        FullCache bench(18);
        QVERIFY(!bench.cache.store->begin(base::Bytes(500'000)));
        bench.confirmAll(10);
        bench.makeRoom(500'000);
        bench.agent->check(Router::Online);
        MESON_TRY_COMPARE(bench.proposals().size(), std::size_t(1));
        const std::size_t proposed = bench.proposals().front().ids.size();
        QVERIFY2(proposed >= 2 && proposed <= 5, qPrintable(QString::number(proposed)));

        MESON_TRY_COMPARE(bench.agent->due(), proposed);
        MESON_TRY_VERIFY(([&] {
            bench.cache.clock.advance(10s);
            bench.agent->check(Router::Online);
            return bench.room.has_value();
        }()));
        QCOMPARE(*bench.room, Room::Made);
        QCOMPARE(bench.objects(), 18 - proposed);
        QCOMPARE(bench.agent->evicted(), static_cast<std::int64_t>(proposed));
        MESON_TRY_VERIFY(bench.cache.store->begin(base::Bytes(500'000)));
    }

    void waitsForTheGraceBeforeItDeletes() {
        FullCache bench(18);
        bench.confirmAll(10);
        bench.makeRoom(500'000);
        bench.agent->check(Router::Online);
        MESON_TRY_VERIFY(bench.agent->due() > 0);
        const std::size_t due = bench.agent->due();
        bench.cache.clock.advance(9s);
        bench.agent->check(Router::Online);
        QCOMPARE(bench.objects(), std::size_t(18));
        QCOMPARE(bench.agent->due(), due);
        QVERIFY(!bench.room);
        bench.cache.clock.advance(1s);
        bench.agent->check(Router::Online);
        QCOMPARE(bench.objects(), 18 - due);
    }

    void keepsEverythingWithoutAVerdict() {
        FullCache bench(18, 200ms);
        bench.router.ignore("/evictions");
        bench.makeRoom(500'000);
        bench.agent->check(Router::Online);
        MESON_TRY_VERIFY(bench.room);
        QCOMPARE(*bench.room, Room::None);
        bench.cache.clock.advance(9s);
        bench.agent->check(Router::Online);
        QCOMPARE(bench.objects(), std::size_t(18));
        QCOMPARE(bench.agent->evicted(), 0);
        QCOMPARE(bench.router.count("/evictions"), std::size_t(1));

        bench.cache.clock.advance(1s); // above the threshold it asks again
        bench.agent->check(Router::Online);
        MESON_TRY_COMPARE(bench.router.count("/evictions"), std::size_t(2));
    }

    void proposesOthersWhenTheRouterWantsSomeKept() {
        FullCache bench(18);
        bench.makeRoom(300'000);
        bench.agent->check(Router::Online);
        MESON_TRY_COMPARE(bench.proposals().size(), std::size_t(1));
        const auto first = bench.proposals().front().ids;
        MESON_TRY_VERIFY(bench.room); // nothing was confirmed
        QCOMPARE(*bench.room, Room::None);

        bench.router.setVerdict({{}, first, 0});
        const auto again = [&] {
            bench.cache.clock.advance(10s);
            bench.makeRoom(300'000);
            bench.agent->check(Router::Online);
        };
        again();
        MESON_TRY_VERIFY(bench.room);
        QCOMPARE(bench.proposals().back().ids, first);
        again();
        MESON_TRY_COMPARE(bench.proposals().size(), std::size_t(3));
        const auto last = bench.proposals().back();
        for (const base::ContentId& id : last.ids)
            QVERIFY(std::find(first.begin(), first.end(), id) == first.end());
        QVERIFY(!last.ids.empty());
        MESON_TRY_VERIFY(bench.room);
    }

    void deletesNothingThatItDidNotPropose() {
        FullCache bench(18);
        bench.confirmAll(0);
        bench.makeRoom(300'000);
        MESON_TRY_VERIFY(([&] {
            bench.agent->check(Router::Online);
            return bench.room.has_value();
        }()));
        QCOMPARE(bench.objects(), 18 - bench.proposals().front().ids.size());
    }

    void hasNoRoomWhileTheRouterIsAway() {
        FullCache bench(18);
        bench.makeRoom(500'000);
        bench.agent->check(Router::Offline);
        QVERIFY(bench.room);
        QCOMPARE(*bench.room, Room::None);
        QCOMPARE(bench.router.count("/evictions"), std::size_t(0));
    }

    void hasNoRoomForWhatNoVolumeCanHold() {
        FullCache bench(10);
        bench.makeRoom(3'000'000);
        bench.agent->check(Router::Online);
        QVERIFY(bench.room);
        QCOMPARE(*bench.room, Room::None);
    }

    void makesRoomOnOneVolume() {
        FullCache bench(0);
        bench.agent.reset();
        bench.cache.close();
        auto second = bench.cache.options.volumes.front();
        second.folder = bench.cache.root() / "second";
        bench.cache.options.volumes.push_back(second);
        QVERIFY(bench.cache.open());
        for (std::uint32_t i = 0; i < 34; ++i)
            QVERIFY(bench.cache.save(test::StoreFixture::bytes(kObject, i)));
        bench.agent = std::make_unique<EvictionAgent>(
            *bench.cache.store, *bench.channel, bench.routerClock, bench.cache.clock);
        bench.confirmAll(0);
        bench.makeRoom(1'000'000);
        MESON_TRY_VERIFY(([&] {
            bench.agent->check(Router::Online);
            return bench.room.has_value();
        }()));
        QCOMPARE(*bench.room, Room::Made);
        MESON_TRY_VERIFY(bench.cache.store->begin(base::Bytes(1'000'000)));
        QVERIFY(bench.objects() >= 23);
    }
};

QTEST_GUILESS_MAIN(EvictionAgentTest)
#include "eviction_agent_test.moc"
