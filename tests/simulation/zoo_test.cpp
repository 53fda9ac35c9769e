// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/client_quota.h"
#include "engine/router/network_prefix.h"
#include "tests/simulation/simulated_network.h"

#include <QLoggingCategory>
#include <algorithm>
#include <cmath>

using namespace meson;
using namespace std::chrono_literals;
using test::Kind;

/// Cheats are found as fast as the formula says, and the honest are never hurt. A failure prints
/// its seed; MESON_SEED repeats it.
class ZooTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLoggingCategory::setFilterRules(QStringLiteral("meson.router.checks=false"));
        const QByteArray given = qgetenv("MESON_SEED");
        m_seed = given.isEmpty() ? 1 : given.toULongLong();
    }

    void findsCheatsAsFastAsTheFormulaSays_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<double>("share"); // of objects that betray it; 0: no such formula
        QTest::addColumn<int>("control");  // control checks that betray it; 0: no such formula
        QTest::newRow("drops 1 %") << Kind::Drops1 << 0.01 << 0;
        QTest::newRow("drops 5 %") << Kind::Drops5 << 0.05 << 0;
        QTest::newRow("drops 10 %") << Kind::Drops10 << 0.1 << 0;
        QTest::newRow("drops 50 %") << Kind::Drops50 << 0.5 << 0;
        QTest::newRow("drops the cold") << Kind::DropsCold << 0.0 << 0;
        QTest::newRow("keeps hashes only") << Kind::HashesOnly << 1.0 << 0;
        QTest::newRow("flips bits") << Kind::Flips << 0.0 << 0;
        // The median of so many answers tells their time.
        const int median = static_cast<int>(router::Punctuality::kJudged);
        QTest::newRow("proxies the origin") << Kind::ProxiesOrigin << 0.0 << median;
        QTest::newRow("proxies a peer") << Kind::ProxiesPeer << 0.0 << median;
        QTest::newRow("slow") << Kind::Slow << 0.0 << median;
        QTest::newRow("avoids probers")
            << Kind::AvoidsProbers << 0.0 << 2; // one and its confirmation
        QTest::newRow("over-states 10 %") << Kind::Overstates << 0.1 << 0;
        QTest::newRow("trickles") << Kind::Trickles << 0.0 << 0;
        QTest::newRow("colludes: four, one copy") << Kind::Colludes << 0.0 << 0;
    }
    void findsCheatsAsFastAsTheFormulaSays() {
        QFETCH(Kind, kind);
        QFETCH(double, share);
        QFETCH(int, control);
        constexpr int kTerminals = 40;
        test::SimulatedNetwork network(m_seed);
        network.addTerminals(kind, kTerminals);
        network.addTerminals(Kind::Honest, 4);
        for (int i = 0; i < 400; ++i)
            network.publish();
        const auto allFound = [&] {
            return std::all_of(
                network.terminals().begin(), network.terminals().begin() + kTerminals,
                [](const auto& terminal) { return terminal.isFound; });
        };
        for (int step = 0; step < 60'000 && !allFound(); ++step) {
            network.step(10s);
            network.noteFound();
            if (step % 8 == 0) {
                network.publish();
                network.retireOldest();
            }
        }
        double objects = 0;
        double checks = 0;
        double controlChecks = 0;
        std::chrono::duration<double, std::ratio<3600>> time{};
        for (int i = 0; i < kTerminals; ++i) {
            const auto& terminal = network.terminals()[static_cast<std::size_t>(i)];
            QVERIFY2(terminal.isFound, seed());
            objects += static_cast<double>(terminal.checked.size()) / kTerminals;
            checks += static_cast<double>(terminal.checks) / kTerminals;
            controlChecks += static_cast<double>(terminal.controlChecks) / kTerminals;
            time += (terminal.foundAt - base::SteadyTime()) / kTerminals;
        }
        for (std::size_t i = kTerminals; i < network.terminals().size(); ++i)
            QVERIFY2(!network.isPenalised(static_cast<router::NodeIndex>(i)), seed());
        // First success of independent trials: mean 1 ÷ f, deviation sqrt(1 - f) ÷ f. What the
        // Terminal is asked during the grace for a deletion to be reported comes on top.
        const double mean = share > 0 ? 1 / share : 0;
        const double sigma = share > 0 ? std::sqrt(1 - share) / share / std::sqrt(kTerminals) : 0;
        QString formula = QStringLiteral("no formula");
        if (share > 0)
            formula = QStringLiteral("1-(1-f)^k says %1 ± %2 objects")
                          .arg(mean, 0, 'f', 1)
                          .arg(sigma, 0, 'f', 1);
        else if (control > 0)
            formula = QStringLiteral("%1 of them on the control channel, and %2 are the least")
                          .arg(controlChecks, 0, 'f', 1)
                          .arg(control);
        qInfo(
            "%-24s found after %5.1f h: %6.1f objects, %6.1f checks; %s", QTest::currentDataTag(),
            time.count(), objects, checks, qPrintable(formula));
        if (control > 0) {
            QVERIFY2(controlChecks >= control - 1e-9, seed());
            QVERIFY2(controlChecks <= control + kBeforeRoundTripIsKnown, seed());
        }
        if (share > 0) {
            QVERIFY2(objects >= mean - 3 * sigma - 1e-9, seed());
            QVERIFY2(objects <= mean + 3 * sigma + kAskedDuringGrace, seed());
        }
    }

    void cheatsEndSuspendedOrPoorer_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("isSuspended"); // sooner or later, each of them
        QTest::addColumn<double>("most");      // of an honest one's reward
        QTest::newRow("honest but flaky") << Kind::Flaky << false << 1.0;
        QTest::newRow("flapping") << Kind::Flapping << false << 0.9;
        QTest::newRow("drops 1 %") << Kind::Drops1 << false << 0.995;
        QTest::newRow("drops 5 %") << Kind::Drops5 << false << 0.96;
        QTest::newRow("drops 10 %") << Kind::Drops10 << true << 0.92;
        QTest::newRow("drops 50 %") << Kind::Drops50 << true << 0.65;
        QTest::newRow("drops the cold") << Kind::DropsCold << true << 0.6;
        QTest::newRow("keeps hashes only") << Kind::HashesOnly << true << 0.05;
        QTest::newRow("flips bits") << Kind::Flips << true << 0.25;
        QTest::newRow("proxies the origin") << Kind::ProxiesOrigin << true << 0.8;
        QTest::newRow("proxies a peer") << Kind::ProxiesPeer << true << 0.8;
        QTest::newRow("slow") << Kind::Slow << true << 0.8;
        QTest::newRow("trickles") << Kind::Trickles << true << 0.8;
        QTest::newRow("avoids probers") << Kind::AvoidsProbers << true << 0.05;
        QTest::newRow("over-states 10 %") << Kind::Overstates << false << 0.93;
        QTest::newRow("colludes: four, one copy") << Kind::Colludes << true << 0.8;
    }
    /// Thirty days with a check of each kind every half hour, a third of what is usual.
    void cheatsEndSuspendedOrPoorer() {
        QFETCH(Kind, kind);
        QFETCH(bool, isSuspended);
        QFETCH(double, most);
        constexpr int kCheats = 4;
        constexpr int kHonest = 4;
        test::SimulatedNetwork network(m_seed);
        network.addTerminals(kind, kCheats);
        network.addTerminals(Kind::Honest, kHonest);
        for (int i = 0; i < 400; ++i)
            network.publish();
        constexpr std::chrono::seconds kStep = 30min;
        for (int step = 0; step < 30 * 24h / kStep; ++step) {
            network.step(kStep);
            network.publish();
            network.retireOldest();
        }
        double cheats = 0;
        double honest = 0;
        int suspended = 0;
        std::chrono::duration<double, std::ratio<3600>> time{};
        for (const auto& terminal : network.terminals()) {
            (terminal.kind == kind ? cheats : honest) += terminal.earned;
            if (!terminal.suspendedAt)
                continue;
            ++suspended;
            time += *terminal.suspendedAt - base::SteadyTime();
        }
        const double share = cheats / kCheats / (honest / kHonest);
        qInfo(
            "%-24s earns %5.1f %% of an honest one's reward; %d of %d suspended%s",
            QTest::currentDataTag(), share * 100, suspended, kCheats,
            suspended > 0
                ? qPrintable(
                      QStringLiteral(", after %1 h").arg(time.count() / suspended, 0, 'f', 1))
                : "");
        QVERIFY2(!isSuspended || suspended == kCheats, seed());
        QVERIFY2(share <= most, seed());
    }

    void farmingWithOnesOwnClientsBringsNoMoreThanTheirNetworksQuota() {
        constexpr base::Bytes kQuota(1'000'000);
        constexpr base::Bytes kLength(10'000);
        test::Scheduling network;
        router::ClientQuota quota(kQuota);
        const router::NodeIndex farmer = network.addNode();
        const auto& key = network.registry.at(farmer).tokenKey;
        base::Bytes stated;
        base::Bytes counted;
        std::mt19937_64 random(m_seed);
        for (std::uint64_t nonce = 1; nonce <= 1'000; ++nonce) {
            protocol::DeliveryToken token;
            token.length = kLength;
            token.expires = base::unixSeconds(network.clock.wall()) + 60;
            token.nonce = nonce;
            const boost::asio::ip::address_v4 client(0xc6336400U + random() % 256); // one /24
            network.tokens.add(
                token, farmer, router::TokenPurpose::Client, router::clientNetworkOf(client));
            protocol::Receipt receipt;
            receipt.token = protocol::writeToken(token, key);
            receipt.bytes = kLength;
            const auto batch =
                network.tokens.assess(farmer, {1, {receipt}}, key, network.clock.wall());
            for (const router::Credit& credit : batch.credits) {
                stated += credit.bytes;
                counted += quota.take(credit.network, credit.bytes);
            }
        }
        qInfo(
            "farms tokens             %.0f %% of what it states counts; quota ÷ stated says %.0f "
            "%%",
            100.0 * static_cast<double>(counted.count()) / static_cast<double>(stated.count()),
            100.0 * static_cast<double>(kQuota.count()) / static_cast<double>(stated.count()));
        QCOMPARE(stated, base::Bytes(10'000'000));
        QCOMPARE(counted, kQuota);
    }

    void neverPenalisesTheHonestInAMillionChecks_data() {
        QTest::addColumn<int>("part");
        for (int part = 1; part <= kParts; ++part)
            QTest::newRow(qPrintable(QStringLiteral("part %1").arg(part))) << part;
    }
    void neverPenalisesTheHonestInAMillionChecks() {
        QFETCH(int, part);
        test::SimulatedNetwork network(m_seed + static_cast<std::uint64_t>(part));
        network.addTerminals(Kind::Honest, 12);
        network.addTerminals(Kind::Flaky, 6);
        network.addTerminals(Kind::Flapping, 2);
        for (int i = 0; i < 1'000; ++i)
            network.publish();
        while (network.answered() < 1'000'000 / kParts) {
            network.step(2s);
            if (network.answered() % 64 != 0)
                continue;
            network.publish();
            network.retireOldest();
        }
        for (router::NodeIndex node = 0; node < network.terminals().size(); ++node)
            QVERIFY2(!network.isPenalised(node), (network.notice(node) + " " + seed()).c_str());
    }

private:
    static constexpr double kAskedDuringGrace = 2;
    /// Control checks that come before an ordinary one has told how far the Terminal is.
    static constexpr double kBeforeRoundTripIsKnown = 1.5;
    static constexpr int kParts = 10;

    const char* seed() {
        m_seedText = "MESON_SEED=" + std::to_string(m_seed);
        return m_seedText.c_str();
    }

    std::uint64_t m_seed = 0;
    std::string m_seedText;
};

QTEST_GUILESS_MAIN(ZooTest)
#include "zoo_test.moc"
