// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/placement.h"

#include <array>
#include <vector>

using namespace meson;
using router::NetworkDiversity;
using router::Placement;
using router::PlacementCandidate;

class PlacementTest : public QObject {
    Q_OBJECT

    static PlacementCandidate
    candidate(std::int64_t free, double load = 0, double quality = 1, std::uint64_t network = 1) {
        return {base::Bytes(free), base::Bytes(1000), load, quality, network};
    }

private Q_SLOTS:
    void wantsAsManyCopiesAsThePopularityAsksFor_data() {
        QTest::addColumn<double>("requests");
        QTest::addColumn<int>("megabytes");
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("copies");
        QTest::newRow("nobody asks") << 0.0 << 1 << 10 << 2;
        QTest::newRow("as often as the minimum serves") << 60.0 << 1 << 10 << 2;
        QTest::newRow("a little more") << 60.1 << 1 << 10 << 3;
        QTest::newRow("ordinary length") << 60.0 << 10 << 10 << 2;
        QTest::newRow("twice as long") << 60.0 << 20 << 10 << 4;
        QTest::newRow("long and cold") << 0.0 << 1'000 << 10 << 2;
        QTest::newRow("very hot") << 1e6 << 1 << 10 << 10;
        QTest::newRow("fewer nodes than the minimum") << 0.0 << 1 << 1 << 1;
        QTest::newRow("no nodes") << 100.0 << 1 << 0 << 0;
    }
    void wantsAsManyCopiesAsThePopularityAsksFor() {
        QFETCH(double, requests);
        QFETCH(int, megabytes);
        QFETCH(int, nodes);
        QFETCH(int, copies);
        const Placement placement({2, 30, NetworkDiversity::Required});
        QCOMPARE(
            placement.wantedCopies(
                requests, base::Bytes(megabytes * 1'000'000), static_cast<std::size_t>(nodes)),
            static_cast<std::size_t>(copies));
    }

    void placesOnlyWhereItFits() {
        const Placement placement({});
        const std::array candidates{candidate(99), candidate(100)};
        QCOMPARE(placement.best(candidates, base::Bytes(100), {}), std::optional<std::size_t>(1));
        QCOMPARE(placement.best(candidates, base::Bytes(101), {}), std::nullopt);
        QCOMPARE(placement.best({}, base::Bytes(1), {}), std::nullopt);
    }

    void prefersFreeIdleAndReliableNodes() {
        const Placement placement({});
        const auto best = [&](PlacementCandidate a, PlacementCandidate b) {
            return placement.best(std::array{a, b}, base::Bytes(1), {});
        };
        QCOMPARE(best(candidate(500), candidate(600)), std::optional<std::size_t>(1));
        QCOMPARE(best(candidate(500, 0.5), candidate(500, 0.1)), std::optional<std::size_t>(1));
        QCOMPARE(best(candidate(500, 0, 0.5), candidate(500)), std::optional<std::size_t>(1));
    }

    void allowsTwoCopiesInOneNetwork() {
        const std::array candidates{candidate(900, 0, 1, 1), candidate(100, 0, 1, 2)};
        const std::vector<std::uint64_t> one{1};
        const std::vector<std::uint64_t> two{1, 1};
        const Placement strict({2, 30, NetworkDiversity::Required});
        const Placement lax({2, 30, NetworkDiversity::Ignored});
        QCOMPARE(strict.best(candidates, base::Bytes(1), one), std::optional<std::size_t>(0));
        QCOMPARE(strict.best(candidates, base::Bytes(1), two), std::optional<std::size_t>(1));
        QCOMPARE(lax.best(candidates, base::Bytes(1), two), std::optional<std::size_t>(0));
    }

    void picksTheFirstOfTheLeastLoaded() {
        QCOMPARE(Placement::pick({}), std::nullopt);
        QCOMPARE(Placement::pick(std::array{3.0, 2.0, 4.0}), std::optional<std::size_t>(1));
        QCOMPARE(Placement::pick(std::array{0.5, 0.0, 0.0}), std::optional<std::size_t>(1));
    }
};

QTEST_GUILESS_MAIN(PlacementTest)
#include "placement_test.moc"
