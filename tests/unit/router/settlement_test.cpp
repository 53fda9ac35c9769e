// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

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
        const auto rewards = router::distribute(work, base::MicroTokens(1'000));
        QCOMPARE(rewards.size(), std::size_t(3)); // 99 % of 1,000 by 300 : 100 : 100
        QCOMPARE(rewards[0].serving.count(), 594);
        QCOMPARE(rewards[1].serving.count(), 198);
        QCOMPARE(rewards[2].serving.count(), 198);
    }

    void paysNextToNothingForStandingReady() {
        const std::vector<NodeWork> work{
            {"idle", base::Bytes(0), 1'000'000, 60}, {"busy", base::Bytes(1), 1'000'000, 180}};
        const auto rewards = router::distribute(work, base::MicroTokens(4'000));
        QCOMPARE(rewards[0].standby.count(), 10);
        QCOMPARE(rewards[1].standby.count(), 30);
        QCOMPARE(rewards[1].serving.count(), 3'960);
    }

    void paysNothingToTheSuspended() {
        const std::vector<NodeWork> work{
            {"cheat", base::Bytes(1'000), 0, 60}, {"honest", base::Bytes(1), 1'000'000, 60}};
        const auto rewards = router::distribute(work, base::MicroTokens(1'000));
        QCOMPARE(rewards.size(), std::size_t(1));
        QCOMPARE(rewards[0].node, std::string("honest"));
        QCOMPARE(rewards[0].serving.count() + rewards[0].standby.count(), 1'000);
    }

    void leavesTheEmissionWhereNobodyWorked() {
        QVERIFY(router::distribute({}, base::MicroTokens(1'000)).empty());
    }

    void neverPaysMoreThanTheEmission() {
        std::mt19937_64 random(1);
        for (int round = 0; round < 1'000; ++round) {
            std::vector<NodeWork> work;
            for (std::uint64_t i = 0, nodes = random() % 20; i < nodes; ++i)
                work.push_back(
                    {std::to_string(i), base::Bytes(std::int64_t(random() >> (2 + random() % 50))),
                     std::int64_t(random() % 1'000'001), std::int64_t(random() % 86'400)});
            const base::MicroTokens emission(std::int64_t(random() % 20'000'000'000));
            std::int64_t sum = 0;
            for (const auto& reward : router::distribute(work, emission)) {
                QVERIFY(reward.serving.count() >= 0 && reward.standby.count() >= 0);
                sum += reward.serving.count() + reward.standby.count();
            }
            QVERIFY(sum <= emission.count());
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
