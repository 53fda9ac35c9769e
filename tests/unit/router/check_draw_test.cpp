// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/check_draw.h"
#include "tests/support/scheduling.h"

#include <cmath>
#include <map>

using namespace meson;
using namespace std::chrono_literals;
using router::CheckDraw;

namespace {

/// Objects with chosen weights: their lengths, for all are as old and as little asked for.
class Bench {
public:
    explicit Bench(const std::vector<std::int64_t>& weights) {
        const router::NodeIndex node = network.addNode();
        for (const std::int64_t weight : weights) {
            const auto& object =
                network.addObject(static_cast<std::uint8_t>(++m_count), base::kibibytes(weight));
            network.scheduler.demand().add(object.id, object.length, network.clock.steady());
            network.holders.add(node, object.id);
        }
    }
    /// How often each object was drawn, by its number from 1.
    std::map<int, int> draw(int times) {
        std::map<int, int> drawn;
        for (int i = 0; i < times; ++i)
            ++drawn[m_draw.object()->id.bytes[0]];
        return drawn;
    }
    void countRequests(int number, int requests) {
        base::ContentId id;
        id.bytes.fill(static_cast<std::uint8_t>(number));
        for (int i = 0; i < requests; ++i)
            network.scheduler.demand().find(id)->countRequest(network.clock.steady());
    }
    /// Two complete rounds over all objects, which find the coldest.
    void goRound() {
        for (int i = 0; i < 2; ++i)
            network.scheduler.demand().visitNext(
                m_count, network.clock.steady(), [](router::ObjectDemand&) {});
        network.scheduler.demand().visitNext(
            1, network.clock.steady(), [](router::ObjectDemand&) {});
    }

    test::Scheduling network;

private:
    std::size_t m_count = 0;
    CheckDraw m_draw{
        {network.registry, network.holders, network.scheduler.demand(), network.objects,
         network.clock},
        0ms,
        5};
};

constexpr int kDraws = 24'000;

/// Whether `drawn` is within four standard deviations of a share of all draws.
bool isShare(int drawn, double share) {
    const double sigma = std::sqrt(kDraws * share * (1 - share));
    return std::abs(drawn - kDraws * share) <= 4 * sigma;
}

/// Of two objects with weights w and 1, the first one's share of weighted draws: each compares 16
/// that are drawn evenly, so c of them are the first with the binomial probability.
double pairShare(double w) {
    constexpr int n = CheckDraw::kCompared;
    double share = 0;
    double binomial = std::pow(0.5, n);
    for (int c = 0; c <= n; ++c) {
        share += binomial * c * w / (c * w + (n - c));
        binomial = binomial * (n - c) / (c + 1);
    }
    return share;
}

} // namespace

class CheckDrawTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNewestAndTheColdestHaveOneTurnInEightEach() {
        // The weighted draws practically always take the second.
        Bench bench({1, 1'000'000'000, 1});
        bench.countRequests(2, 10);
        bench.countRequests(3, 5);
        bench.goRound();
        const auto drawn = bench.draw(kDraws);
        const int newest = drawn.at(3);
        const int coldest = drawn.at(1);
        QVERIFY2(
            std::abs(newest - kDraws / 8) <= kDraws / 500, qPrintable(QString::number(newest)));
        QVERIFY2(
            std::abs(coldest - kDraws / 8) <= kDraws / 500, qPrintable(QString::number(coldest)));
    }

    void weightedDrawsFollowTheWeights_data() {
        QTest::addColumn<int>("weight");
        for (const int weight : {1, 2, 3, 10})
            QTest::newRow(qPrintable(QStringLiteral("%1 to 1").arg(weight))) << weight;
    }
    void weightedDrawsFollowTheWeights() {
        QFETCH(int, weight);
        Bench bench({weight, 1}); // the second is the newest
        const int first = bench.draw(kDraws).at(1);
        const double share =
            7.0 / 8 * pairShare(weight); // no round was complete: nothing is coldest
        QVERIFY2(
            isShare(first, share),
            qPrintable(QStringLiteral("%1, not %2").arg(first).arg(kDraws * share)));
    }

    void amongManyEachIsDrawnAsOftenAsItWeighs() {
        std::vector<std::int64_t> weights;
        std::int64_t total = 0;
        for (std::int64_t i = 0; i < 60; ++i)
            total += weights.emplace_back(1 + i % 4);
        Bench bench(weights);
        const auto drawn = bench.draw(kDraws);
        std::map<std::int64_t, int> byWeight;
        for (int number = 1; number < 60; ++number) // the last is the newest
            byWeight[weights[static_cast<std::size_t>(number - 1)]] +=
                drawn.contains(number) ? drawn.at(number) : 0;
        // 16 of 60 are compared at a time: heavy ones come a little too seldom, by 4 % at most.
        for (const auto& [weight, count] : byWeight) {
            const double objects = weight == 4 ? 14 : 15;
            const double expected = kDraws * 7.0 / 8 * static_cast<double>(weight) * objects /
                                    static_cast<double>(total);
            QVERIFY2(
                std::abs(count / expected - 1) < 0.08,
                qPrintable(
                    QStringLiteral("weight %1: %2, not %3").arg(weight).arg(count).arg(expected)));
        }
    }

    void demandAndNewnessWeighToo() {
        Bench bench({1, 1});
        bench.countRequests(1, 10); // (0.1 + 10) to 0.1
        const int first = bench.draw(kDraws).at(1);
        QVERIFY(isShare(first, 7.0 / 8 * pairShare(101)));
    }

    void comesBetweenHalfAndOneAndAHalfIntervals() {
        test::Scheduling network;
        CheckDraw draw(
            {network.registry, network.holders, network.scheduler.demand(), network.objects,
             network.clock},
            1000ms, 9);
        int shortest = 1'000'000;
        int longest = 0;
        int since = 0;
        bool isFirst = true;
        for (int i = 0; i < 1'000'000; ++i) {
            network.clock.advance(1ms);
            ++since;
            if (!draw.isDue())
                continue;
            if (!std::exchange(isFirst, false)) {
                shortest = std::min(shortest, since);
                longest = std::max(longest, since);
            }
            since = 0;
        }
        QVERIFY2(shortest >= 500 && shortest < 520, qPrintable(QString::number(shortest)));
        QVERIFY2(longest <= 1500 && longest > 1480, qPrintable(QString::number(longest)));
    }
};

QTEST_GUILESS_MAIN(CheckDrawTest)
#include "check_draw_test.moc"
