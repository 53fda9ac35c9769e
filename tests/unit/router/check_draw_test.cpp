// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/check_draw.h"
#include "engine/router/router_options.h"
#include "tests/support/scheduling.h"

#include <cmath>
#include <map>
#include <set>

using namespace meson;
using namespace std::chrono_literals;
using router::CheckDraw;

namespace {

CheckDraw::Parts partsOf(test::Scheduling& network) {
    return {
        network.registry, network.holders, network.scheduler.demand(), network.objects,
        network.clock};
}

/// Objects with chosen weights: their lengths, for all are as old and as little asked for.
class Bench {
public:
    explicit Bench(const std::vector<std::int64_t>& weights) {
        const router::NodeIndex node = network.addNode();
        for (const std::int64_t weight : weights) {
            const auto& object =
                network.addObject(static_cast<std::uint8_t>(++m_count), base::kibibytes(weight));
            network.scheduler.demand().add(object.id, object.length, network.clock.steady());
            network.holders.list(node, object.id);
        }
    }
    /// How often each object was drawn, by its number from 1.
    std::map<int, int> draw(int times) {
        std::map<int, int> drawn;
        for (int i = 0; i < times; ++i)
            ++drawn[m_draw.next().object->id.bytes[0]];
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
    CheckDraw m_draw{partsOf(network), 0ms, 5};
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
        // No round was complete: of two that are as cold, the first that is looked at.
        const double share = 6.0 / 8 * pairShare(weight) + 1.0 / 8 * 0.5;
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
            const double expected =
                kDraws * objects *
                (6.0 / 8 * static_cast<double>(weight) / static_cast<double>(total) +
                 1.0 / 8 / 60); // the coldest's turn, when all are
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
        QVERIFY(isShare(first, 6.0 / 8 * pairShare(101))); // and the second is newest and coldest
    }

    void comesBetweenHalfAndOneAndAHalfIntervals() {
        test::Scheduling network;
        const router::NodeIndex node = network.addNode();
        const auto& object = network.addObject(1);
        network.scheduler.demand().add(object.id, object.length, network.clock.steady());
        network.holders.list(node, object.id);
        CheckDraw draw(partsOf(network), 1000ms, 9);
        int shortest = 1'000'000;
        int longest = 0;
        int since = 0;
        bool isFirst = true;
        for (int i = 0; i < 1'000'000; ++i) {
            network.clock.advance(1ms);
            ++since;
            if (draw.due().empty())
                continue;
            if (!std::exchange(isFirst, false)) {
                shortest = std::min(shortest, since);
                longest = std::max(longest, since);
            }
            since = 0;
        }
        QVERIFY2(shortest >= 500 && shortest < 520, qPrintable(QString::number(shortest)));
        QVERIFY2(longest <= 1501 && longest > 1480, qPrintable(QString::number(longest)));
    }

    void eachOfAnyNumberOfTerminalsIsCheckedSixteenTimesADay_data() {
        QTest::addColumn<int>("terminals");
        QTest::newRow("three") << 3;
        QTest::newRow("a thousand") << 1'000;
    }
    void eachOfAnyNumberOfTerminalsIsCheckedSixteenTimesADay() {
        QFETCH(int, terminals);
        test::Scheduling network;
        for (std::uint8_t name = 1; name <= 200; ++name) {
            const auto& object =
                network.objects.add(name, base::mebibytes(name), network.clock.wall() + 48h);
            network.scheduler.demand().add(object.id, object.length, network.clock.steady());
        }
        for (int i = 0; i < terminals; ++i) {
            router::Enrolment enrolment;
            enrolment.publicKey = crypto::Identity::generate().publicKey();
            enrolment.address =
                boost::asio::ip::address_v4(0x0a000001U + static_cast<std::uint32_t>(i));
            enrolment.port = 8080;
            const router::NodeIndex node = *network.registry.enrol(enrolment);
            base::ContentId id;
            id.bytes.fill(static_cast<std::uint8_t>(1 + i % 200));
            network.holders.list(node, id);
        }
        CheckDraw draw(partsOf(network), router::RouterOptions().spotCheckInterval, 9);
        std::vector<int> turns(static_cast<std::size_t>(terminals));
        for (auto passed = 0s; passed < 6h; passed += 30s) {
            network.clock.advance(30s);
            for (const CheckDraw::Draw& drawn : draw.due())
                for (const router::NodeIndex node : drawn.nodes)
                    ++turns[node];
        }
        const int least = *std::min_element(turns.begin(), turns.end());
        QVERIFY2(least >= 16 / 4, qPrintable(QString::number(least))); // of a day
    }

    void asksAllWhoHoldTheObjectUpToTheMostCopies_data() {
        QTest::addColumn<int>("holders");
        QTest::addColumn<int>("asked");
        QTest::newRow("twelve") << 12 << 12;
        QTest::newRow("more than can be asked for") << 80 << int(CheckDraw::kTogether);
    }
    void asksAllWhoHoldTheObjectUpToTheMostCopies() {
        QFETCH(int, holders);
        QFETCH(int, asked);
        test::Scheduling network;
        const auto& object = network.addObject(1);
        network.scheduler.demand().add(object.id, object.length, network.clock.steady());
        for (int i = 0; i < holders; ++i)
            network.holders.list(network.addNode(), object.id);
        CheckDraw draw(partsOf(network), 0ms, 9);
        std::set<router::NodeIndex> all;
        for (int i = 0; i < 100; ++i) {
            const auto nodes = draw.next().nodes;
            QCOMPARE(nodes.size(), std::size_t(asked));
            QCOMPARE(std::set(nodes.begin(), nodes.end()).size(), nodes.size());
            all.insert(nodes.begin(), nodes.end());
        }
        QCOMPARE(all.size(), std::size_t(holders));
    }

    void drawsEachOfManyObjectsOfATerminalAlike() {
        test::Scheduling network;
        const router::NodeIndex node = network.addNode();
        for (std::uint8_t name = 1; name <= 200; ++name)
            network.holders.list(node, network.addObject(name).id);
        std::mt19937_64 random(7);
        std::map<int, int> drawn;
        for (int i = 0; i < 200'000; ++i)
            ++drawn[network.holders.anyListed(node, random)->bytes[0]];
        QCOMPARE(drawn.size(), std::size_t(200));
        for (const auto& [name, count] : drawn)
            QVERIFY2(std::abs(count - 1'000) < 160, qPrintable(QString::number(count)));
        for (std::uint8_t name = 3; name <= 200; ++name) {
            base::ContentId id;
            id.bytes.fill(name);
            network.holders.unlist(node, id);
        }
        QVERIFY(network.holders.anyListed(node, random)->bytes[0] <= 2);
    }
};

QTEST_GUILESS_MAIN(CheckDrawTest)
#include "check_draw_test.moc"
