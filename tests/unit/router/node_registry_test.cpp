// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/scheduling.h"

using namespace meson;
using namespace std::chrono_literals;
using router::NodeIndex;

class NodeRegistryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheAuthorityThatRedirectsUse_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("tls");
        QTest::addColumn<QString>("authority");
        QTest::newRow("IPv4") << "192.0.2.1" << false << "http://192.0.2.1:8080";
        QTest::newRow("IPv6, TLS") << "2001:db8::1" << true << "https://[2001:db8::1]:8080";
    }
    void namesTheAuthorityThatRedirectsUse() {
        QFETCH(QString, address);
        QFETCH(bool, tls);
        QFETCH(QString, authority);
        test::Scheduling network;
        router::Enrolment enrolment;
        enrolment.address = boost::asio::ip::make_address(address.toStdString());
        enrolment.port = 8080;
        enrolment.tls = tls;
        const NodeIndex node = *network.registry.enrol(enrolment);
        QCOMPARE(network.registry.at(node).authority, authority.toStdString());
    }

    void keepsTheListOfServingNodesInStepWithTheirState() {
        test::Scheduling network;
        auto& registry = network.registry;
        for (int i = 0; i < 3; ++i)
            network.addNode();
        QCOMPARE(registry.serving().size(), std::size_t(3));
        registry.lost(0);
        registry.at(1).state = protocol::TerminalState::Paused;
        registry.stateChanged(1);
        QCOMPARE(registry.serving().size(), std::size_t(1));
        QCOMPARE(registry.serving()[0], NodeIndex(2));
        registry.heard(0);
        registry.at(1).state = protocol::TerminalState::Serving;
        registry.stateChanged(1);
        registry.stateChanged(1);
        QCOMPARE(registry.serving().size(), std::size_t(3));
        registry.at(2).hasLeft = true;
        registry.stateChanged(2);
        QCOMPARE(registry.serving().size(), std::size_t(2));
    }

    void endsASuspensionWhenItsTimeIsOver() {
        test::Scheduling network;
        const NodeIndex node = network.addNode();
        auto& registry = network.registry;
        registry.at(node).reputation.note(
            router::CheckOutcome::WrongBytes, "an object", network.clock.wall());
        registry.stateChanged(node);
        network.clock.advance(router::Reputation::kWrongBytesSuspension - 1s);
        QVERIFY(registry.endSuspensions().empty());
        QVERIFY(registry.serving().empty());
        network.clock.advance(1s);
        QCOMPARE(registry.endSuspensions(), std::vector{node});
        QCOMPARE(registry.serving().size(), std::size_t(1));
    }

    void keepsANodeThatRegistersAgain() {
        test::Scheduling network;
        router::Enrolment enrolment;
        enrolment.publicKey = crypto::Identity::generate().publicKey();
        enrolment.address = boost::asio::ip::make_address("192.0.2.1");
        const NodeIndex node = *network.registry.enrol(enrolment);
        network.registry.at(node).hasLeft = true;
        enrolment.address = boost::asio::ip::make_address("192.0.2.2");
        QCOMPARE(*network.registry.enrol(enrolment), node);
        QCOMPARE(network.registry.size(), NodeIndex(1));
        QVERIFY(network.registry.at(node).isServing());
        QCOMPARE(network.registry.find(network.registry.at(node).shortId), node);
    }

    void countsAnHourAsAbsenceOnlyIfItWasNotAnnounced() {
        test::Scheduling network;
        const NodeIndex there = network.addNode();
        const NodeIndex away = network.addNode();
        const NodeIndex paused = network.addNode();
        auto& registry = network.registry;
        registry.lost(away);
        registry.lost(paused);
        registry.at(paused).state = protocol::TerminalState::Paused;
        for (int second = 1; second < 3600; ++second) {
            network.clock.advance(1s);
            QVERIFY(registry.countPresence().empty());
        }
        network.clock.advance(1s);
        QCOMPARE(registry.countPresence(), std::vector<NodeIndex>{away});
        QCOMPARE(registry.at(there).reputation.quality(), 1.0);
        QVERIFY(registry.at(away).reputation.quality() < 1);
        QCOMPARE(registry.at(paused).reputation.quality(), 1.0);
    }
};

QTEST_GUILESS_MAIN(NodeRegistryTest)
#include "node_registry_test.moc"
