// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/registry.h"

#include <QTest>

using namespace meson::metrics;

class RegistryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesAnEmptyRegistryAsItsEndOnly() {
        QCOMPARE(Registry().writeOpenMetrics(), std::string("# EOF\n"));
    }

    void writesCountersWithTypeUnitAndHelp() {
        Registry registry;
        registry.counter("meson_served_bytes", "bytes", "Body bytes sent.").add(7);
        QCOMPARE(
            registry.writeOpenMetrics(), std::string("# TYPE meson_served_bytes counter\n"
                                                     "# UNIT meson_served_bytes bytes\n"
                                                     "# HELP meson_served_bytes Body bytes sent.\n"
                                                     "meson_served_bytes_total 7\n"
                                                     "# EOF\n"));
    }

    void givesTheSameCounterForTheSameNameAndLabels() {
        Registry registry;
        Counter& first = registry.counter("a", "", "A.", {{"k", "1"}});
        QVERIFY(&first == &registry.counter("a", "", "A.", {{"k", "1"}}));
        QVERIFY(&first != &registry.counter("a", "", "A.", {{"k", "2"}}));
    }

    void keepsTheSeriesOfOneFamilyTogether() {
        Registry registry;
        registry.counter("a", "", "A.", {{"k", "1"}}).add(1);
        registry.counter("b", "", "B.").add(2);
        registry.counter("a", "", "A.", {{"k", "2"}}).add(3);
        QCOMPARE(
            registry.writeOpenMetrics(),
            std::string("# TYPE a counter\n# HELP a A.\na_total{k=\"1\"} 1\na_total{k=\"2\"} 3\n"
                        "# TYPE b counter\n# HELP b B.\nb_total 2\n# EOF\n"));
    }

    void escapesWhatWouldBreakALine() {
        Registry registry;
        registry.gauge("g", "", "A \"b\"\nc", {{"path", "C:\\x\n"}}, [] { return 1.5; });
        QCOMPARE(
            registry.writeOpenMetrics(),
            std::string("# TYPE g gauge\n# HELP g A \\\"b\\\"\\nc\ng{path=\"C:\\\\x\\n\"} 1.5\n"
                        "# EOF\n"));
    }

    void asksGaugesWhenItWrites() {
        Registry registry;
        double value = 1;
        registry.gauge("g", "", "G.", {}, [&] { return value; });
        value = 3e9;
        QVERIFY(registry.writeOpenMetrics().find("g 3e+09\n") != std::string::npos);
    }

    void countsFromManyThreadsWithoutLoss() {
        Registry registry;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < 10'000; ++n)
                    registry.counter("a", "", "A.").add();
            });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(registry.counter("a", "", "A.").count(), 40'000);
    }
};

QTEST_GUILESS_MAIN(RegistryTest)
#include "registry_test.moc"
