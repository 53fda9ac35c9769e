// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/simulation/simulated_network.h"
#include "tests/simulation/zoo_seed.h"

using namespace meson;
using namespace std::chrono_literals;
using test::Kind;

/// The honest are never hurt, whatever their lines and owners do. A failure prints its seed;
/// MESON_SEED repeats it.
class ZooHonestTest : public QObject {
    Q_OBJECT

    static constexpr int kParts = 10;

private Q_SLOTS:
    void neverPenalisesTheHonestInAMillionChecks_data() {
        QTest::addColumn<int>("part");
        for (int part = 1; part <= (test::kIsSanitized ? 1 : kParts); ++part)
            QTest::newRow(qPrintable(QStringLiteral("part %1").arg(part))) << part;
    }
    void neverPenalisesTheHonestInAMillionChecks() {
        QFETCH(int, part);
        test::SimulatedNetwork::Options options{m_seed.value() + static_cast<std::uint64_t>(part)};
        options.smallness = 12; // so that a million take a minute
        test::SimulatedNetwork network(options);
        network.addTerminals(Kind::Honest, 12);
        network.addTerminals(Kind::Flaky, 6);
        network.addTerminals(Kind::Flapping, 2);
        for (int i = 0; i < 1'000; ++i)
            network.publish();
        for (int step = 1; network.answered() < 1'000'000 / kParts; ++step) {
            network.step(2s);
            if (step % 64 != 0)
                continue;
            network.publish();
            network.retireOldest();
        }
        for (router::NodeIndex node = 0; node < network.terminals().size(); ++node)
            QVERIFY2(
                !network.isPenalised(node), (network.notice(node) + " " + m_seed.text()).c_str());
    }

private:
    const test::ZooSeed m_seed;
};

QTEST_GUILESS_MAIN(ZooHonestTest)
#include "zoo_honest_test.moc"
