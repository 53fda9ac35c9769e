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
    std::unique_ptr<PlacementSimulation> warm(base::Bytes length) const {
        auto simulation = std::make_unique<PlacementSimulation>(m_seed, length);
        simulation->run(600s);
        simulation->figures = {};
        return simulation;
    }
    /// 10 MB take a viewer's line two seconds, 50 MB eight, 200 MB half a minute. `most`: of the
    /// viewers who may be served too slowly.
    static void addRows(std::initializer_list<std::pair<qint64, double>> rows) {
        QTest::addColumn<qint64>("megabytes");
        QTest::addColumn<double>("most");
        for (const auto& [megabytes, most] : rows)
            QTest::addRow("%lld MB", static_cast<long long>(megabytes)) << megabytes << most;
    }
    static double most() {
        QFETCH(double, most);
        return most;
    }
    static base::Bytes length() {
        QFETCH(qint64, megabytes);
        return base::Bytes(megabytes * 1'000'000);
    }
    static void print(const char* name, const PlacementFigures& f) {
        std::printf(
            "%-6s %-28s %9lld %9.2f%% %9.2f%% %9.2f%% %10.1f GB %10.1f GB\n",
            QTest::currentDataTag(), name, static_cast<long long>(f.requests),
            100 * f.shareOfTerminals(), 100 * f.shareOverloaded(), 100 * f.shareStalled(),
            f.moved / 1e9, (f.byTerminals + f.byRouter) / 1e9);
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
            "seed %llu: 541 Terminals\n%-35s %9s %10s %10s %10s %13s %13s\n",
            static_cast<unsigned long long>(m_seed), "", "requests", "Terminals", "overload",
            "stalls", "copied", "delivered");
    }

    void anOrdinaryEvening_data() { addRows({{10, 0.005}, {50, 0.005}, {200, 0.005}}); }
    void anOrdinaryEvening() {
        const auto simulation = warm(length());
        simulation->run(600s);
        print("an ordinary evening", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(f.shareOfTerminals() > 0.98, told(f));
        QVERIFY2(f.shareOverloaded() < most(), told(f));
        QVERIFY2(f.shareStalled() < most(), told(f));
    }

    void aFlashCrowd_data() { addRows({{10, 0.02}, {50, 0.02}, {200, 0.02}}); }
    void aFlashCrowd() {
        const auto simulation = warm(length());
        simulation->requestsPerSecond *= 4;
        simulation->shareOfCrowd = 0.8;
        simulation->run(60s);
        print("flash crowd, first minute", simulation->figures);
        const PlacementFigures first = std::exchange(simulation->figures, {});
        simulation->run(120s);
        print("flash crowd, next two", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(first.shareOfTerminals() > 0.9, told(first));
        QVERIFY2(first.shareStalled() < 0.08, told(first)); // until there are copies enough
        QVERIFY2(f.shareOfTerminals() > 0.95, told(f));
        QVERIFY2(f.shareStalled() < most(), told(f));
    }

    void aRegionIsLost_data() { addRows({{10, 0.01}, {50, 0.01}, {200, 0.02}}); }
    void aRegionIsLost() {
        const auto simulation = warm(length());
        simulation->loseRegion(1);
        simulation->run(30s);
        print("a region lost, first 30 s", simulation->figures);
        const PlacementFigures first = std::exchange(simulation->figures, {});
        simulation->run(270s);
        print("a region lost, until 5 min", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(first.shareOfTerminals() > 0.8, told(first));
        QVERIFY2(f.shareOfTerminals() > 0.95, told(f));
        QVERIFY2(f.shareStalled() < most(), told(f));
    }

    void aFifthComesAndGoesEachHour_data() { addRows({{10, 0.01}, {50, 0.01}, {200, 0.01}}); }
    void aFifthComesAndGoesEachHour() {
        const auto simulation = warm(length());
        simulation->leavePerHour = 0.2;
        simulation->run(1'200s);
        print("20 % churn an hour", simulation->figures);
        const PlacementFigures& f = simulation->figures;
        QVERIFY2(f.shareOfTerminals() > 0.98, told(f));
        QVERIFY2(f.shareStalled() < most(), told(f));
    }
};

QTEST_GUILESS_MAIN(PlacementSimulationTest)
#include "placement_simulation_test.moc"
