// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/simulation/placement_simulation.h"

#include <cstdio>

using namespace meson;
using namespace std::chrono_literals;
using test::PlacementFigures;
using test::PlacementSimulation;

/// The product's scheduler over 541 computers like those of a real network, on a clock moved by
/// hand. Bounds are loose, the table is the result. MESON_SEED gives another run.
class PlacementSimulationTest : public QObject {
    Q_OBJECT

private:
    std::uint64_t m_seed = 1;

    /// Ten minutes, after which every object has its copies.
    std::unique_ptr<PlacementSimulation> warm() const {
        auto simulation = std::make_unique<PlacementSimulation>(m_seed);
        simulation->run(600s);
        simulation->figures = {};
        return simulation;
    }
    static void print(const char* name, const PlacementFigures& f) {
        std::printf(
            "%-28s %9lld %9.2f%% %9.2f%% %9.2f%% %10.1f GB %10.1f GB\n", name,
            static_cast<long long>(f.requests), 100 * f.shareOfTerminals(),
            100 * f.shareOverloaded(), 100 * f.shareStalled(), f.moved / 1e9,
            (f.byTerminals + f.byRouter) / 1e9);
        std::fflush(stdout);
    }
    static QByteArray told(const PlacementFigures& f) {
        return QByteArray::number(f.shareOfTerminals()) + " served, " +
               QByteArray::number(f.shareOverloaded()) + " overloaded, " +
               QByteArray::number(f.shareStalled()) + " stalled";
    }

private Q_SLOTS:
    void initTestCase() {
        const QByteArray given = qgetenv("MESON_SEED");
        m_seed = given.isEmpty() ? 1 : given.toULongLong();
        std::printf(
            "seed %llu: 541 Terminals\n%-28s %9s %10s %10s %10s %13s %13s\n",
            static_cast<unsigned long long>(m_seed), "", "requests", "Terminals", "overload",
            "stalls", "copied", "delivered");
    }

    void anOrdinaryEvening() {
        const auto simulation = warm();
        simulation->run(300s);
        print("an ordinary evening", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(f.shareOfTerminals() > 0.98, told(f));
        QVERIFY2(f.shareOverloaded() < 0.02, told(f));
        QVERIFY2(f.shareStalled() < 0.02, told(f));
    }

    void aFlashCrowd() {
        const auto simulation = warm();
        simulation->requestsPerSecond *= 4;
        simulation->shareOfCrowd = 0.8;
        simulation->run(60s);
        print("flash crowd, first minute", simulation->figures);
        const PlacementFigures first = std::exchange(simulation->figures, {});
        simulation->run(120s);
        print("flash crowd, next two", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(first.shareOfTerminals() > 0.9, told(first));
        QVERIFY2(f.shareOfTerminals() > 0.95, told(f));
        QVERIFY2(f.shareStalled() < 0.1, told(f));
    }

    void aRegionIsLost() {
        const auto simulation = warm();
        simulation->loseRegion(1);
        simulation->run(30s);
        print("a region lost, first 30 s", simulation->figures);
        const PlacementFigures first = std::exchange(simulation->figures, {});
        simulation->run(270s);
        print("a region lost, until 5 min", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(first.shareOfTerminals() > 0.8, told(first));
        QVERIFY2(f.shareOfTerminals() > 0.95, told(f));
        QVERIFY2(f.shareStalled() < 0.05, told(f));
    }

    void aFifthComesAndGoesEachHour() {
        const auto simulation = warm();
        simulation->leavePerHour = 0.2;
        simulation->run(1'200s);
        print("20 % churn an hour", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(f.shareOfTerminals() > 0.98, told(f));
        QVERIFY2(f.shareStalled() < 0.02, told(f));
    }
};

QTEST_GUILESS_MAIN(PlacementSimulationTest)
#include "placement_simulation_test.moc"
