// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/command_runner.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using protocol::AckStatus;
using terminal::EvictionAgent;

namespace {

/// Runs commands against a store and a Router that serves pull URLs.
struct Runner : test::RouterSide {
    explicit Runner(terminal::DownloadOptions options = {}) {
        cache.options.volumes.front().quota = base::mebibytes(2);
        if (!cache.open())
            qFatal("the store does not open");
        options.client.addresses = http::AddressPolicy::Any;
        downloads = std::make_unique<terminal::DownloadQueue>(*cache.store, options);
        terminal::CommandEvents events;
        events.acknowledge = [this](const protocol::Acknowledgement& done) {
            acknowledged.push_back(done);
        };
        events.makeRoom = [this](base::Bytes length, EvictionAgent::RoomDone done) {
            wishes.push_back(length);
            control.post([this, done = std::move(done)] { done(onWish()); });
        };
        events.changed = [this](const std::string& problem) { problems += problem; };
        runner = std::make_unique<terminal::CommandRunner>(
            *cache.store, *downloads, control, identity.nodeId(), std::vector<std::string>(),
            events);
    }
    ~Runner() {
        control.close();
        downloads->stop();
        runner.reset();
        downloads.reset();
    }

    protocol::CacheCommand offer(const std::string& bytes, const std::string& path) {
        router.serve(path, bytes);
        return router.orderFor(bytes, {path});
    }
    void run(decltype(protocol::Command::body) body) { runner->run({++lastId, std::move(body)}); }
    std::vector<std::int64_t> order() const {
        std::vector<std::int64_t> ids;
        for (const auto& done : acknowledged)
            ids.push_back(done.command);
        return ids;
    }
    bool holds(const base::ContentId& id) { return cache.store->find(id).has_value(); }

    std::unique_ptr<terminal::DownloadQueue> downloads;
    std::unique_ptr<terminal::CommandRunner> runner;
    std::vector<protocol::Acknowledgement> acknowledged;
    std::vector<base::Bytes> wishes;
    std::function<EvictionAgent::Room()> onWish = [] { return EvictionAgent::Room::None; };
    std::string problems;
    std::int64_t lastId = 0;
};

using Ids = std::vector<std::int64_t>;

} // namespace

class CommandRunnerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deletesAfterTheCachingThatCameFirst() {
        Runner bench;
        const auto object = bench.offer("first here, then gone", "/pull/1");
        bench.run(object);
        bench.run(protocol::DeleteCommand{object.id});
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2}));
        QCOMPARE(bench.acknowledged.back().status, AckStatus::Done);
        QVERIFY(!bench.holds(object.id));
    }

    void aSourceThatTakesForEverEnds() {
        terminal::DownloadOptions options;
        options.stallTimeout = std::chrono::hours(1); // as when a byte comes now and then
        options.patience = std::chrono::milliseconds(200);
        Runner bench(options);
        bench.router.ignore("/pull/1");
        bench.run(bench.offer("never comes", "/pull/1"));
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        QCOMPARE(bench.acknowledged.back().reason, std::string("source-failed"));
    }

    void cachesAfterTheDeletionThatCameFirst() {
        Runner bench;
        const auto object = bench.offer("gone and back again", "/pull/1");
        bench.run(object);
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        bench.run(protocol::DeleteCommand{object.id});
        bench.run(object);
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2, 3}));
        QVERIFY(bench.holds(object.id));
    }

    void doesALongLineForOneObjectInOrder() {
        Runner bench;
        const auto object = bench.offer("to and fro", "/pull/1");
        Ids expected;
        for (std::int64_t i = 1; i <= 40; ++i) {
            expected.push_back(i);
            if (i % 2 == 0)
                bench.run(protocol::DeleteCommand{object.id});
            else
                bench.run(object);
        }
        bench.run(object);
        expected.push_back(41);
        MESON_TRY_COMPARE(bench.order(), expected);
        QCOMPARE(bench.acknowledged.back().status, AckStatus::Done);
        QVERIFY(bench.holds(object.id));
    }

    void doesNotFetchWhatADeletionTakesBack() {
        Runner bench;
        const auto object = bench.router.orderFor("pointless", {"/pull/silent"});
        bench.run(object);
        bench.run(object);
        bench.run(protocol::DeleteCommand{object.id});
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2, 3}));
        QCOMPARE(bench.acknowledged[1].reason, std::string("cancelled"));
        QVERIFY(bench.router.count("/pull/silent") <= 1);
    }

    void whatCannotBeReadNowIsNotMissing() {
#ifdef _WIN32
        QSKIP("needs a file that leads nowhere");
#else
        Runner bench;
        const auto object = bench.offer("still here", "/pull/1");
        bench.run(object);
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        bench.cache.makeUnreadable(object.id);
        bench.run(protocol::SpotCheckCommand{object.id, {}, {0}, 2000});
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2}));
        QCOMPARE(bench.acknowledged.back().reason, std::string("busy"));
        QVERIFY(bench.holds(object.id));

        std::filesystem::remove(bench.cache.blobFile(object.id));
        bench.run(protocol::SpotCheckCommand{object.id, {}, {0}, 2000});
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2, 3}));
        QCOMPARE(bench.acknowledged.back().reason, std::string("not-stored"));
        MESON_TRY_VERIFY(!bench.holds(object.id));
#endif
    }

    void checksWhatIsJustBeingCached() {
        Runner bench;
        const auto object = bench.offer("is it there?", "/pull/1");
        bench.run(object);
        bench.run(protocol::SpotCheckCommand{object.id, {}, {0}, 2000});
        MESON_TRY_COMPARE(bench.order(), (Ids{1, 2}));
        QCOMPARE(bench.acknowledged.back().status, AckStatus::Done);
        QCOMPARE(bench.acknowledged.back().answers.size(), std::size_t(1));
    }

    void asksForRoomAndFetchesOnceThereIsSome() {
        Runner bench;
        const auto old = bench.cache.save(test::StoreFixture::bytes(1'500'000, 1));
        QVERIFY(old);
        const auto object = bench.offer(std::string(1'000'000, 'x'), "/pull/1");
        bench.onWish = [&] {
            const auto removed = bench.cache.store->remove(*old, store::RemovalReason::Evicted);
            return removed ? EvictionAgent::Room::Made : EvictionAgent::Room::None;
        };
        bench.run(object);
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        QCOMPARE(bench.acknowledged.front().status, AckStatus::Done);
        QCOMPARE(bench.wishes.front().count(), 1'000'000);
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(1)); // its URL is good once
    }

    /// A pull URL is good for once: the Router orders it again, with another.
    void doesNotAskAUsedSourceAgainWhenSpaceEndsInTheMiddle() {
        Runner bench;
        auto object = bench.offer(std::string(2 * 1024 * 1024 - 2 * 4096, 'x'), "/pull/1");
        object.fields = {
            {"X-Long", std::string(20'000, 'a')}}; // what is kept beside it is too much
        bench.onWish = [] { return EvictionAgent::Room::Made; };
        bench.run(object);
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        QCOMPARE(bench.acknowledged.front().status, AckStatus::Failed);
        QCOMPARE(bench.acknowledged.front().reason, std::string("no-space"));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(1));
    }

    void failsWithNoSpaceWhenNoRoomIsMade() {
        Runner bench;
        QVERIFY(bench.cache.save(test::StoreFixture::bytes(1'500'000, 1)));
        bench.run(bench.offer(std::string(1'000'000, 'x'), "/pull/1"));
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        QCOMPARE(bench.acknowledged.front().reason, std::string("no-space"));
        QCOMPARE(bench.wishes.size(), std::size_t(1));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(0));
    }

    void asksForRoomTwiceAtMost() {
        Runner bench;
        QVERIFY(bench.cache.save(test::StoreFixture::bytes(1'500'000, 1)));
        bench.onWish = [] { return EvictionAgent::Room::Made; }; // which is not true
        bench.run(bench.offer(std::string(1'000'000, 'x'), "/pull/1"));
        MESON_TRY_COMPARE(bench.order(), Ids{1});
        QCOMPARE(bench.acknowledged.front().reason, std::string("no-space"));
        QCOMPARE(bench.wishes.size(), std::size_t(2));
    }

    void neverSaysTheSecretOfASource() {
        Runner bench;
        test::LogRecorder log;
        const std::string secret = "CANARY-9f2c";
        bench.router.serve("/pull/" + secret + "-short", "wrong length");
        bench.router.serve("/pull/" + secret + "-lying", "other bytes");
        bench.router.serve("/pull/" + secret + "-cut", std::string(200'000, 'c'), 10);
        bench.run(bench.router.orderFor("not there", {"/pull/" + secret + "-none"}));
        bench.run(bench.router.orderFor("x", {"/pull/" + secret + "-short"}));
        bench.run(bench.router.orderFor("right bytes", {"/pull/" + secret + "-lying"}));
        bench.run(bench.router.orderFor(std::string(200'000, 'c'), {"/pull/" + secret + "-cut"}));
        auto refused = bench.router.orderFor("nobody listens", {});
        refused.sources = {"http://127.0.0.1:1/pull/" + secret, "nonsense " + secret};
        bench.run(refused);
        MESON_TRY_COMPARE(bench.acknowledged.size(), std::size_t(5));
        QVERIFY(bench.problems.find(bench.router.url()) != std::string::npos);
        QVERIFY2(bench.problems.find("CANARY") == std::string::npos, bench.problems.c_str());
        QVERIFY2(!log.text().contains(QLatin1String("CANARY")), qPrintable(log.text()));
        for (const auto& done : bench.acknowledged)
            QVERIFY(
                done.status == AckStatus::Failed && done.reason.find(secret) == done.reason.npos);
    }
};

QTEST_GUILESS_MAIN(CommandRunnerTest)
#include "command_runner_test.moc"
