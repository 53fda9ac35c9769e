// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/protocol/codec.h"
#include "tests/support/scheduling.h"

#include <set>

using namespace meson;
using namespace std::chrono_literals;
using router::NodeIndex;
using router::Scheduler;
using test::Scheduling;

namespace {

std::int64_t cacheOrders(const std::vector<protocol::Command>& commands) {
    return std::count_if(commands.begin(), commands.end(), [](const protocol::Command& command) {
        return std::holds_alternative<protocol::CacheCommand>(command.body);
    });
}

} // namespace

class NetworkSchedulerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picksNobodyWhileNobodyHoldsTheObject() {
        Scheduling network;
        network.addNode();
        QVERIFY(!network.ask(network.addObject(1)));
    }

    void ordersTheMinimumOfCopiesForANewObject() {
        Scheduling network;
        for (int i = 0; i < 4; ++i)
            network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        const auto commands = network.obey();
        QCOMPARE(cacheOrders(commands), 2);
        const auto& order = std::get<protocol::CacheCommand>(commands.front().body);
        QCOMPARE(order.binding, std::string("video.example"));
        QCOMPARE(order.fields.size(), std::size_t(2));
        QCOMPARE(order.fields[1].second, std::string("max-age=60"));
        QCOMPARE(order.sources.size(), std::size_t(1));
        QCOMPARE(network.holders.of(object.id).size(), std::size_t(2));
        QVERIFY(network.ask(object));
    }

    void ordersOnlyWhatAMessageCanSay_data() {
        QTest::addColumn<qint64>("lastModified");
        QTest::addColumn<qint64>("said");
        QTest::newRow("none") << qint64(0) << qint64(0);
        QTest::newRow("before 1970") << qint64(-1) << qint64(0);
        QTest::newRow("usual") << qint64(1'700'000'000) << qint64(1'700'000'000);
        QTest::newRow("the year 9999") << qint64(9'223'372'036) << qint64(0);
    }
    void ordersOnlyWhatAMessageCanSay() {
        QFETCH(const qint64, lastModified);
        QFETCH(const qint64, said);
        Scheduling network;
        network.addNode();
        auto& object = network.objects.add(1, base::mebibytes(1), base::WallTime::max());
        object.lastModified = lastModified;
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        const protocol::HeartbeatAnswer answer{1'800'000'000, network.obey(), {}, {}};
        const auto heard = protocol::decode<protocol::HeartbeatAnswer>(protocol::encode(answer));
        QVERIFY2(heard, heard ? "" : explain(heard.error()).c_str());
        const auto& order = std::get<protocol::CacheCommand>(heard->commands.front().body);
        QCOMPARE(order.lastModified, said);
        QCOMPARE(order.expires, 9'000'000'000);
    }

    void pushesALiveSegmentToSeveralAtOnce() {
        Scheduling network;
        for (int i = 0; i < 5; ++i)
            network.addNode();
        network.scheduler.objectAdded(network.addObject(1), Scheduler::Urgency::Live);
        QCOMPARE(cacheOrders(network.obey()), 3);
    }

    void namesAPublicOriginAsASource() {
        Scheduling network;
        network.addNode();
        network.objects.binding.originIsPublic = true;
        network.scheduler.objectAdded(network.addObject(1), Scheduler::Urgency::Normal);
        const auto commands = network.obey();
        const auto& order = std::get<protocol::CacheCommand>(commands.front().body);
        QCOMPARE(order.sources.back(), std::string("http://origin.example/video/1.mp4"));
    }

    void givesHotObjectsMoreCopies() {
        Scheduling network;
        for (int i = 0; i < 6; ++i)
            network.addNode();
        const auto& object = network.addObject(1);
        for (int i = 0; i < 100; ++i) { // 100 requests a minute ÷ 30 → 4 copies
            network.ask(object, ("192.0.2." + std::to_string(i)).c_str());
            network.obey();
        }
        QCOMPARE(network.holders.of(object.id).size(), std::size_t(4));
    }

    void sendsARetryToAnotherNodeForTenSeconds() {
        Scheduling network;
        network.addNode();
        network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        const auto first = network.ask(object);
        const auto second = network.ask(object);
        QVERIFY(first && second && *first != *second);
        QVERIFY(!network.ask(object)); // both failed this client
        QVERIFY(network.ask(object, "192.0.2.1", "bytes=0-1"));
        QVERIFY(network.ask(object, "192.0.2.2"));
        network.clock.advance(10s);
        network.everybodyBeats();
        QVERIFY(!network.ask(object));
        network.clock.advance(10s + 1ms);
        network.everybodyBeats();
        QVERIFY(network.ask(object));
    }

    void takesARequestAfterAReceiptForANewOne() {
        Scheduling network;
        network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        QVERIFY(network.ask(object));
        QVERIFY(!network.ask(object));
        network.scheduler.receiptCame(network.lastNonce);
        QVERIFY(network.ask(object));
    }

    void leavesOutWhoTheClientExcludes() {
        Scheduling network;
        const NodeIndex node = network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        QVERIFY(!network.ask(object, "192.0.2.1", {}, {network.registry.at(node).shortId}));
    }

    void dropsAHolderThatReturnsAClientForWantOfTheObject() {
        Scheduling network;
        const NodeIndex node = network.addNode();
        const auto& object = network.addObject(1);
        network.holders.list(node, object.id);
        network.scheduler.returned(
            network.registry.at(node).shortId, object.id, protocol::ReturnReason::Missing);
        QVERIFY(!network.holders.holds(node, object.id));
        QVERIFY(network.holders.isListed(node, object.id)); // its index still claims it
        QCOMPARE(network.scheduler.counters().returns, 1);
    }

    void givesAnOverloadedNodeARest() {
        Scheduling network;
        const NodeIndex tired = network.addNode();
        const NodeIndex fresh = network.addNode();
        const auto& object = network.addObject(1);
        network.holders.list(tired, object.id);
        network.holders.list(fresh, object.id);
        network.scheduler.returned(
            network.registry.at(tired).shortId, object.id, protocol::ReturnReason::Overloaded);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(network.ask(object, ("192.0.2." + std::to_string(i)).c_str()), fresh);
        network.registry.lost(fresh); // better a tired node than none
        QCOMPARE(network.ask(object, "192.0.2.200"), tired);
    }

    void losesANodeAfterOneMissedBeatAndOrdersItsShareElsewhere() {
        Scheduling network;
        const NodeIndex silent = network.addNode();
        const NodeIndex steady = network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        const NodeIndex fresh = network.addNode();
        network.clock.advance(5s);
        network.registry.heard(steady);
        network.registry.heard(fresh);
        network.scheduler.tick();
        QVERIFY(network.registry.at(silent).isServing()); // 5 s are allowed
        network.clock.advance(1ms);
        network.scheduler.tick();
        QVERIFY(!network.registry.at(silent).isServing());
        QCOMPARE(network.ask(object), steady);
        network.clock.advance(60s); // not for a short absence
        network.registry.heard(steady);
        network.registry.heard(fresh);
        network.scheduler.tick();
        network.obey();
        QVERIFY(network.holders.holds(fresh, object.id));
    }

    void asksAnotherNodeWhenOneRefuses() {
        Scheduling network;
        network.addNode();
        network.addNode();
        network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        const NodeIndex refusing = network.orders.underWay(object.id).front();
        const auto commands = network.orders.take(refusing);
        network.scheduler.acknowledged(
            refusing, {commands.front().id, protocol::AckStatus::Refused, "no-space", {}});
        network.obey();
        QCOMPARE(network.holders.of(object.id).size(), std::size_t(2));
        QVERIFY(!network.holders.holds(refusing, object.id));
    }

    void backsOffWhenAnObjectFailsEverywhere() {
        Scheduling network;
        for (int i = 0; i < 3; ++i)
            network.addNode();
        network.scheduler.objectAdded(network.addObject(1), Scheduler::Urgency::Normal);
        int rounds = 0;
        while (cacheOrders(network.obey(protocol::AckStatus::Failed)) > 0)
            ++rounds;
        QVERIFY(rounds <= 3);
        network.scheduler.tick();
        QCOMPARE(cacheOrders(network.obey()), 0);
        network.clock.advance(301s);
        network.everybodyBeats();
        network.scheduler.tick();
        QCOMPARE(cacheOrders(network.obey()), 2);
    }

    void doesNotPlaceWhatDoesNotFit() {
        Scheduling network;
        network.addNode(base::Bytes(1023));
        network.scheduler.objectAdded(
            network.addObject(1, base::Bytes(1024)), Scheduler::Urgency::Normal);
        QCOMPARE(cacheOrders(network.obey()), 0);
        network.addNode(base::Bytes(1024));
        network.clock.advance(2s);
        network.scheduler.tick();
        QCOMPARE(cacheOrders(network.obey()), 1);
    }

    void doesNotPromiseTheSameSpaceTwice() {
        Scheduling network;
        network.addNode(base::Bytes(1500));
        network.scheduler.objectAdded(
            network.addObject(1, base::Bytes(1000)), Scheduler::Urgency::Normal);
        network.scheduler.objectAdded(
            network.addObject(2, base::Bytes(1000)), Scheduler::Urgency::Normal);
        QCOMPARE(network.orders.take(0).size(), std::size_t(1));
    }

    void ordersARemovedObjectAwayAndForgetsIt() {
        Scheduling network;
        const NodeIndex node = network.addNode();
        const auto object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        network.objects.remove(object.id);
        network.scheduler.objectRemoved(object.id);
        QVERIFY(!network.ask(object));
        const auto commands = network.orders.take(node);
        QCOMPARE(commands.size(), std::size_t(1));
        QCOMPARE(std::get<protocol::DeleteCommand>(commands[0].body).id, object.id);
    }

    void looksForARemovedObjectInTheIndexOfWhoMayNotHaveHeard_data() {
        QTest::addColumn<bool>("isSent");
        QTest::addColumn<bool>("isLost");
        QTest::newRow("lost before it was told") << false << true;
        QTest::newRow("lost after it was told") << true << true;
        QTest::newRow("says nothing") << true << false;
    }
    void looksForARemovedObjectInTheIndexOfWhoMayNotHaveHeard() {
        QFETCH(const bool, isSent);
        QFETCH(const bool, isLost);
        Scheduling network;
        const NodeIndex node = network.addNode();
        const auto object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        network.objects.remove(object.id);
        network.scheduler.objectRemoved(object.id);
        if (isSent)
            QCOMPARE(network.orders.take(node).size(), std::size_t{1});
        if (isLost) {
            network.scheduler.nodeLost(node);
            network.registry.heard(node);
        } else {
            network.clock.advance(std::chrono::seconds(61));
            QCOMPARE(network.orders.takeOverdue().size(), std::size_t{1});
        }
        for (int i = 0; i < 2; ++i) { // lost with that, too
            const auto commands = network.orders.take(node);
            QCOMPARE(commands.size(), std::size_t{1});
            QVERIFY(std::holds_alternative<protocol::SendIndexCommand>(commands[0].body));
            network.scheduler.nodeLost(node);
        }
        network.obey();
        network.scheduler.nodeLost(node);
        QVERIFY(network.orders.take(node).empty());
    }

    void ordersAwayWhatAnIndexListsAndNobodyKnows() {
        Scheduling network;
        const NodeIndex node = network.addNode();
        base::ContentId unknown;
        unknown.bytes.fill(9);
        network.holders.list(node, unknown);
        network.scheduler.listed(node, {{unknown, base::Bytes(1)}});
        QVERIFY(!network.holders.holds(node, unknown));
        QVERIFY(std::holds_alternative<protocol::DeleteCommand>(
            network.orders.take(node).front().body));
    }

    void refusesAnEvictionThatWouldLeaveTooFewCopiesOfWhatIsAskedFor() {
        Scheduling network;
        for (int i = 0; i < 3; ++i)
            network.addNode();
        const auto& hot = network.addObject(1);
        const auto& cold = network.addObject(2);
        for (const auto* object : {&hot, &cold}) {
            network.scheduler.objectAdded(*object, Scheduler::Urgency::Normal);
            network.obey();
        }
        network.ask(hot);
        const NodeIndex holder = network.holders.of(hot.id).front();
        network.holders.list(holder, cold.id);
        const auto verdict = network.scheduler.judge(holder, {{hot.id, cold.id}});
        QCOMPARE(verdict.keep, std::vector{hot.id});
        QCOMPARE(verdict.confirmed, std::vector{cold.id});
        QVERIFY(!network.holders.holds(holder, cold.id));
    }

    void refusesTheEvictionOfTheOnlyCopyAlsoByWhoseCopyDoesNotCount() {
        Scheduling network;
        for (int i = 0; i < 3; ++i)
            network.addNode();
        const auto& hot = network.addObject(1);
        network.scheduler.objectAdded(hot, Scheduler::Urgency::Normal);
        network.obey();
        network.ask(hot);
        const NodeIndex holder = network.holders.of(hot.id).front();
        for (NodeIndex node = 0; node < network.registry.size(); ++node)
            if (node != holder)
                network.holders.remove(node, hot.id);
        network.registry.at(holder).state = protocol::TerminalState::Draining;
        const auto verdict = network.scheduler.judge(holder, {{hot.id}});
        QCOMPARE(verdict.keep, std::vector{hot.id});
    }

    void confirmsAnEvictionOfTheOnlyNode() {
        Scheduling network;
        const NodeIndex node = network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        network.ask(object);
        QCOMPARE(network.scheduler.judge(node, {{object.id}}).keep.size(), std::size_t(0));
    }

    void spreadsRequestsOverHoldersByTheirCapacity() {
        Scheduling network;
        const auto& object = network.addObject(1, base::mebibytes(4));
        for (int i = 0; i < 3; ++i) {
            const NodeIndex node = network.addNode();
            network.registry.at(node).uploadLimit =
                base::BytesPerSecond(i == 0 ? 10'000'000 : 1'000'000);
            network.holders.list(node, object.id);
        }
        network.scheduler.tick();
        std::map<NodeIndex, int> picked;
        for (int i = 0; i < 600; ++i)
            ++picked[*network.ask(object, ("192.0.2.1"), std::to_string(i))];
        QVERIFY(std::abs(picked[0] - 500) <= 2); // 10 : 1 : 1
        QVERIFY(std::abs(picked[1] - 50) <= 2);
        QVERIFY(std::abs(picked[2] - 50) <= 2);
    }

    void remembersALongTransferUntilItsReceipt() {
        Scheduling network;
        const auto& object = network.addObject(1, base::Bytes(200'000'000));
        network.holders.list(network.addNode(), object.id);
        const NodeIndex busy = *network.ask(object, "192.0.2.1");
        const std::uint64_t nonce = network.lastNonce;
        const NodeIndex idle = network.addNode();
        network.holders.list(idle, object.id);
        const auto fiftyOthers = [&] {
            std::set<NodeIndex> nodes;
            for (int i = 0; i < 50; ++i) {
                nodes.insert(*network.ask(object, "192.0.2.2", std::to_string(i)));
                network.scheduler.receiptCame(network.lastNonce);
            }
            return nodes;
        };
        network.clock.advance(60s); // the client takes 27 Mbit/s
        network.everybodyBeats();
        network.scheduler.tick();
        QCOMPARE(fiftyOthers(), std::set{idle});
        network.scheduler.receiptCame(nonce);
        network.scheduler.receiptCame(nonce); // a token may be used again
        QCOMPARE(fiftyOthers(), (std::set{busy, idle}));
    }

    void forgetsAClientThatNeverCame() {
        Scheduling network;
        const auto& object = network.addObject(1, base::Bytes(5'000'000));
        network.holders.list(network.addNode(), object.id);
        const NodeIndex busy = *network.ask(object, "192.0.2.1");
        network.holders.list(network.addNode(), object.id);
        const auto sentToBusy = [&](std::chrono::seconds later) {
            network.clock.advance(later);
            network.everybodyBeats();
            network.scheduler.tick();
            bool isSent = false;
            for (int i = 0; i < 100; ++i) {
                isSent |= network.ask(object, "192.0.2.2", std::to_string(i)) == busy;
                network.scheduler.receiptCame(network.lastNonce);
            }
            return isSent;
        };
        QVERIFY(!sentToBusy(19s)); // 10 s, and 5 MB at 4 Mbit/s
        QVERIFY(sentToBusy(1s));
    }

    void tellsHoldersANewTimeToLive() {
        Scheduling network;
        network.addNode();
        auto object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        object.expires += 1h;
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        QCOMPARE(cacheOrders(network.obey()), 1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        QCOMPARE(cacheOrders(network.obey()), 0);
    }

    void keepsCopiesInDifferentNetworksWhereThatIsTheRule() {
        Scheduling network({4, 30, router::NetworkDiversity::Required});
        for (int i = 0; i < 6; ++i)
            network.addNode(base::gibibytes(1), 1);
        const NodeIndex elsewhere = network.addNode(base::gibibytes(1), 2);
        const auto& object = network.addObject(1);
        network.scheduler.objectAdded(object, Scheduler::Urgency::Normal);
        network.obey();
        QCOMPARE(network.holders.of(object.id).size(), std::size_t(3));
        QVERIFY(network.holders.holds(elsewhere, object.id));
    }
};

QTEST_GUILESS_MAIN(NetworkSchedulerTest)
#include "network_scheduler_test.moc"
