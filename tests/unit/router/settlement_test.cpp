// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/protocol/reward_formula.h"
#include "engine/router/settlement.h"

#include <random>

using namespace meson;
using router::NodeWork;

class SettlementTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesTheServingPoolByCreditedBytesAndQuality() {
        const std::vector<NodeWork> work{
            {"a", base::Bytes(300), 1'000'000, 0},
            {"b", base::Bytes(100), 1'000'000, 0},
            {"c", base::Bytes(200), 500'000, 0}};
        const auto rewards = router::distribute(work, base::MicroTokens(1'000)).rewards;
        QCOMPARE(rewards.size(), std::size_t(3)); // 99 % of 1,000 by 300 : 100 : 100
        QCOMPARE(rewards[0].serving.count(), 594);
        QCOMPARE(rewards[1].serving.count(), 198);
        QCOMPARE(rewards[2].serving.count(), 198);
    }

    void paysNextToNothingForStandingReady() {
        const std::vector<NodeWork> work{
            {"idle", base::Bytes(0), 1'000'000, 60}, {"busy", base::Bytes(1), 1'000'000, 180}};
        const auto rewards = router::distribute(work, base::MicroTokens(4'000)).rewards;
        QCOMPARE(rewards[0].standby.count(), 10);
        QCOMPARE(rewards[1].standby.count(), 30);
        QCOMPARE(rewards[1].serving.count(), 3'960);
    }

    void paysNothingToTheSuspended() {
        const std::vector<NodeWork> work{
            {"cheat", base::Bytes(1'000), 0, 60}, {"honest", base::Bytes(1), 1'000'000, 60}};
        const auto rewards = router::distribute(work, base::MicroTokens(1'000)).rewards;
        QCOMPARE(rewards[0].serving.count() + rewards[0].standby.count(), 0);
        QCOMPARE(rewards[1].node, std::string("honest"));
        QCOMPARE(rewards[1].serving.count() + rewards[1].standby.count(), 1'000);
    }

    void leavesTheEmissionWhereNobodyWorked() {
        QVERIFY(router::distribute({}, base::MicroTokens(1'000)).rewards.empty());
        const std::vector<NodeWork> suspended{{"a", base::Bytes(9), 0, 9}};
        const auto rewards = router::distribute(suspended, base::MicroTokens(1'000)).rewards;
        QCOMPARE(rewards[0].serving.count() + rewards[0].standby.count(), 0);
    }

    void givesWhatRoundingLeavesToThoseWhoLostMost() {
        const std::vector<NodeWork> work{
            {"a", base::Bytes(1), 1'000'000, 0},
            {"b", base::Bytes(5), 1'000'000, 0},
            {"c", base::Bytes(1), 1'000'000, 0}};
        const auto rewards = router::distribute(work, base::MicroTokens(10)).rewards;
        QCOMPARE(rewards[0].serving.count(), 2); // 10/7 = 1.43, the first of two that lost most
        QCOMPARE(rewards[1].serving.count(), 7); // 50/7 = 7.14
        QCOMPARE(rewards[2].serving.count(), 1);
    }

    void givesOutEachPoolExactlyAndNobodyMoreThanHisShareRoundedUp() {
        std::mt19937_64 random(1);
        for (int round = 0; round < 1'000; ++round) {
            std::vector<NodeWork> work;
            for (std::uint64_t i = 0, nodes = random() % 20; i < nodes; ++i)
                work.push_back(
                    {std::to_string(i), base::Bytes(std::int64_t(random() >> (15 + random() % 40))),
                     random() % 8 == 0 ? 0 : std::int64_t(random() % 1'000'001),
                     std::int64_t(random() % 86'400)});
            const base::MicroTokens emission(std::int64_t(random() % 20'000'000'000));
            const auto pools = protocol::poolsOf(emission);
            const auto given = router::distribute(work, emission);
            base::MicroTokens serving;
            base::MicroTokens standby;
            for (const auto& reward : given.rewards) {
                serving += reward.serving;
                standby += reward.standby;
                const auto least =
                    protocol::shareOf(pools.serving, reward.weight.count(), given.weights.count());
                QVERIFY(reward.serving == least || reward.serving == least + base::MicroTokens(1));
                QVERIFY(reward.weight.count() > 0 || reward.serving.count() == 0);
            }
            const base::MicroTokens nothing;
            QVERIFY(serving == (given.weights.count() > 0 ? pools.serving : nothing));
            QVERIFY(standby == (given.standbySeconds > 0 ? pools.standby : nothing));
        }
    }

    void chargesByTheGigabyteAndRoundsDown() {
        const base::MicroCredits price(10'000);
        QCOMPARE(router::feeFor(base::Bytes(0), price).count(), 0);
        QCOMPARE(router::feeFor(base::Bytes(99'999), price).count(), 0);
        QCOMPARE(router::feeFor(base::Bytes(100'000), price).count(), 1);
        QCOMPARE(router::feeFor(base::Bytes(2'500'000'000), price).count(), 25'000);
    }

    void scalesTheEmissionOfAShortEpoch() {
        const base::MicroTokens emission(1'000);
        QCOMPARE(router::emissionFor(emission, 5, 10).count(), 500);
        QCOMPARE(router::emissionFor(emission, 10, 10).count(), 1'000);
        QCOMPARE(router::emissionFor(emission, 11, 10).count(), 1'000);
        QCOMPARE(router::emissionFor(emission, -1, 10).count(), 0);
    }
};

QTEST_GUILESS_MAIN(SettlementTest)
#include "settlement_test.moc"
