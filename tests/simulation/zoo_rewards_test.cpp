// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/simulation/simulated_network.h"
#include "tests/simulation/zoo_seed.h"

using namespace meson;
using namespace std::chrono_literals;
using test::Kind;

namespace {

constexpr int kCheats = 4;
constexpr int kHonest = 4;
constexpr auto kDays = 5;
constexpr std::chrono::seconds kStep = 10min;
/// For each of the networks that the clients are in.
constexpr base::Bytes kQuota(1'000'000);

test::SimulatedNetwork::Options withBooks(std::uint64_t seed) {
    test::SimulatedNetwork::Options options{seed};
    options.requests = 8;
    options.bots = 4;
    options.books = router::EpochOptions{
        24h, base::MicroTokens(1'000'000'000), base::MicroCredits(10'000), kQuota};
    return options;
}

} // namespace

/// Whoever cheats ends suspended or poorer: by what Terminals state, the Router settles and its
/// ledger books. A failure prints its seed; MESON_SEED repeats it.
class ZooRewardsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cheatsEndSuspendedOrPoorer_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("isSuspended"); // sooner or later, each of them
        QTest::addColumn<double>("most");      // of an honest one's reward
        QTest::newRow("drops 50 %") << Kind::Drops50 << true << 0.65;
        QTest::newRow("keeps hashes only") << Kind::HashesOnly << true << 0.05;
        QTest::newRow("flips bits") << Kind::Flips << true << 0.25;
        if (test::kIsSanitized)
            return;
        QTest::newRow("honest but flaky") << Kind::Flaky << false << 1.05;
        QTest::newRow("flapping") << Kind::Flapping << false << 0.9;
        QTest::newRow("drops 1 %") << Kind::Drops1 << false << 1.05; // not in so few days
        QTest::newRow("drops 5 %") << Kind::Drops5 << false << 0.98;
        QTest::newRow("drops 10 %") << Kind::Drops10 << true << 0.92;
        QTest::newRow("drops 10 % of blocks") << Kind::DropsBlocks << true << 0.65;
        QTest::newRow("drops the cold") << Kind::DropsCold << true << 0.6;
        QTest::newRow("proxies the origin") << Kind::ProxiesOrigin << true << 0.8;
        QTest::newRow("proxies a peer") << Kind::ProxiesPeer << true << 0.8;
        QTest::newRow("slow") << Kind::Slow << true << 0.8;
        QTest::newRow("trickles") << Kind::Trickles << true << 0.8;
        QTest::newRow("avoids probers") << Kind::AvoidsProbers << true << 0.05;
        QTest::newRow("over-states 10 %") << Kind::Overstates << false << 0.93;
        QTest::newRow("colludes: four, one copy") << Kind::Colludes << true << 0.8;
    }
    void cheatsEndSuspendedOrPoorer() {
        QFETCH(Kind, kind);
        QFETCH(bool, isSuspended);
        QFETCH(double, most);
        test::SimulatedNetwork network(withBooks(m_seed.value()));
        network.addTerminals(kind, kCheats);
        network.addTerminals(Kind::Honest, kHonest);
        live(network);
        int suspended = 0;
        std::chrono::duration<double, std::ratio<3600>> time{};
        for (const auto& terminal : network.terminals()) {
            if (!terminal.suspendedAt)
                continue;
            ++suspended;
            time += *terminal.suspendedAt - base::SteadyTime();
        }
        const double share = rewardShare(network);
        qInfo(
            "%-24s earns %5.1f %% of an honest one's reward; %d of %d suspended%s",
            QTest::currentDataTag(), share * 100, suspended, kCheats,
            suspended > 0
                ? qPrintable(
                      QStringLiteral(", after %1 h").arg(time.count() / suspended, 0, 'f', 1))
                : "");
        QVERIFY2(!isSuspended || suspended == kCheats, m_seed.text());
        QVERIFY2(share <= most, m_seed.text());
    }

    /// Sixteen checks of each kind a day, as a network has them.
    void farmingWithOnesOwnBotsBringsNoMoreThanTheirQuotaAndWhatChecksVouchFor() {
        constexpr int kCheckedEvery = 9;
        auto options = withBooks(m_seed.value());
        options.checkedEvery = kCheckedEvery;
        test::SimulatedNetwork network(options);
        network.addTerminals(Kind::Farms, 1);
        network.addTerminals(Kind::Honest, kHonest);
        live(network);
        double honest = 0;
        double credited = 0;
        for (router::NodeIndex node = 1; node <= kHonest; ++node) {
            honest += double(network.books().earned(node)) / kHonest;
            credited += double(network.credited(node).count()) / kHonest;
        }
        const double share = double(network.books().earned(0)) / honest;
        const double stated = double(network.terminals()[0].farmed.count());
        // Each kind of check looks at one object in its turn.
        const double checked = 2.0 * (24h / kStep) / kCheckedEvery / network.kUnwanted;
        const double counted = kDays * double(kQuota.count()) + checked * stated;
        const double formula = 1 + counted / credited;
        qInfo(
            "farms tokens             earns %5.1f %% of an honest one's reward; its quota and the "
            "checks say %5.1f %% at most, and it stated %5.1f %%",
            share * 100, formula * 100, (1 + stated / credited) * 100);
        QVERIFY2(share <= formula, m_seed.text());
    }

private:
    /// Days of clients and checks, to the end of the last epoch.
    static void live(test::SimulatedNetwork& network) {
        for (int i = 0; i < 400; ++i)
            network.publish();
        for (int step = 0; step < kDays * 24h / kStep; ++step) {
            network.step(kStep);
            if (step % 3 != 0)
                continue;
            network.publish();
            network.retireOldest();
        }
        network.step(kStep);
        QVERIFY(network.books().epochs->settledCount() >= kDays);
        QVERIFY(network.books().epochs->ledgerIsBalanced());
    }
    /// What the first ones earned, in parts of what the honest after them did.
    static double rewardShare(test::SimulatedNetwork& network) {
        double cheats = 0;
        double honest = 0;
        for (router::NodeIndex node = 0; node < kCheats + kHonest; ++node)
            (node < kCheats ? cheats : honest) += double(network.books().earned(node));
        return cheats / kCheats / (honest / kHonest);
    }

    const test::ZooSeed m_seed;
};

QTEST_GUILESS_MAIN(ZooRewardsTest)
#include "zoo_rewards_test.moc"
