// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/simulation/simulated_network.h"
#include "tests/simulation/zoo_seed.h"

#include <algorithm>
#include <cmath>

using namespace meson;
using namespace std::chrono_literals;
using test::Kind;

namespace {

constexpr int kTerminals = 20; ///< of the kind that is to be found

/// What betrays a Terminal: a share of all objects or blocks, or its first so many answers to
/// questions. Without a formula it is only found.
enum class Clue { Objects, Blocks, Questions, NoFormula };

/// Means over the Terminals that were to be found, until each of them was.
struct Found {
    double objects = 0;
    double chances = 0;
    double checks = 0;
    double questions = 0;
    std::chrono::duration<double, std::ratio<3600>> time{};
};

Found meansOf(const test::SimulatedNetwork& network) {
    Found found;
    for (int i = 0; i < kTerminals; ++i) {
        const auto& terminal = network.terminals()[static_cast<std::size_t>(i)];
        found.objects += static_cast<double>(terminal.checked.size()) / kTerminals;
        found.chances += terminal.chances / kTerminals;
        found.checks += static_cast<double>(terminal.checks) / kTerminals;
        found.questions += static_cast<double>(terminal.controlChecks) / kTerminals;
        found.time += (terminal.foundAt - base::SteadyTime()) / kTerminals;
    }
    return found;
}

} // namespace

/// Cheats are found as fast as the formula says. A failure prints its seed; MESON_SEED repeats it.
class ZooTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsCheatsAsFastAsTheFormulaSays_data() {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<Clue>("clue");
        QTest::addColumn<double>("figure"); // the share, or the number of questions
        QTest::newRow("drops 50 %") << Kind::Drops50 << Clue::Objects << 0.5;
        QTest::newRow("drops 10 % of blocks") << Kind::DropsBlocks << Clue::Blocks << 0.1;
        QTest::newRow("keeps hashes only") << Kind::HashesOnly << Clue::Objects << 1.0;
        QTest::newRow("flips bits") << Kind::Flips << Clue::NoFormula << 0.0;
        if (test::kIsSanitized)
            return;
        QTest::newRow("drops 1 %") << Kind::Drops1 << Clue::Objects << 0.01;
        QTest::newRow("drops 5 %") << Kind::Drops5 << Clue::Objects << 0.05;
        QTest::newRow("drops 10 %") << Kind::Drops10 << Clue::Objects << 0.1;
        QTest::newRow("drops the cold") << Kind::DropsCold << Clue::NoFormula << 0.0;
        // The median of so many answers tells their time.
        const double median = router::Punctuality::kJudged;
        QTest::newRow("proxies the origin") << Kind::ProxiesOrigin << Clue::Questions << median;
        QTest::newRow("proxies a peer") << Kind::ProxiesPeer << Clue::Questions << median;
        QTest::newRow("slow") << Kind::Slow << Clue::Questions << median;
        QTest::newRow("avoids probers")
            << Kind::AvoidsProbers << Clue::Questions << 2.0; // one and its confirmation
        QTest::newRow("over-states 10 %") << Kind::Overstates << Clue::Objects << 0.1;
        QTest::newRow("trickles") << Kind::Trickles << Clue::NoFormula << 0.0;
        QTest::newRow("colludes: four, one copy") << Kind::Colludes << Clue::NoFormula << 0.0;
    }
    void findsCheatsAsFastAsTheFormulaSays() {
        QFETCH(Kind, kind);
        QFETCH(Clue, clue);
        QFETCH(double, figure);
        test::SimulatedNetwork network({m_seed.value()});
        network.addTerminals(kind, kTerminals);
        network.addTerminals(Kind::Honest, 4);
        for (int i = 0; i < 400; ++i)
            network.publish();
        const auto allFound = [&] {
            return std::all_of(
                network.terminals().begin(), network.terminals().begin() + kTerminals,
                [](const auto& terminal) { return terminal.isFound; });
        };
        for (int step = 0; step < 60'000 && !allFound(); ++step) {
            network.step(10s);
            if (step % 8 == 0) {
                network.publish();
                network.retireOldest();
            }
        }
        QVERIFY2(allFound(), m_seed.text());
        for (std::size_t i = kTerminals; i < network.terminals().size(); ++i)
            QVERIFY2(!network.isPenalised(static_cast<router::NodeIndex>(i)), m_seed.text());
        const Found found = meansOf(network);
        qInfo(
            "%-24s found after %5.1f h: %6.1f objects, %6.1f checks; %s", QTest::currentDataTag(),
            found.time.count(), found.objects, found.checks,
            qPrintable(compare(found, clue, figure)));
    }

private:
    /// The formula in words; a failure if what was found is not within three deviations of it.
    QString compare(const Found& found, Clue clue, double figure) {
        if (clue == Clue::NoFormula)
            return QStringLiteral("no formula");
        if (clue == Clue::Questions) {
            expectBetween(found.questions, figure, figure + kBeforeRoundTripIsKnown);
            return QStringLiteral("%1 of them questions, and %2 are the least")
                .arg(found.questions, 0, 'f', 1)
                .arg(figure);
        }
        if (clue == Clue::Blocks) {
            // Whatever the checks' sizes, their chances add up to 1 in the mean, and deviate by 1
            // at most; that of the confirmation comes on top.
            const double three = 3 / std::sqrt(kTerminals);
            expectBetween(found.chances, 1 - three, 2 + three);
            return QStringLiteral("the chances 1-(1-f)^k of k blocks add up to %1, where 1 is the "
                                  "mean and the confirmation's comes on top")
                .arg(found.chances, 0, 'f', 2);
        }
        // First success of independent trials: mean 1 ÷ f, deviation sqrt(1 - f) ÷ f.
        const double mean = 1 / figure;
        const double sigma = std::sqrt(1 - figure) / figure / std::sqrt(kTerminals);
        expectBetween(found.objects, mean - 3 * sigma, mean + 3 * sigma + kAskedDuringGrace);
        return QStringLiteral("1-(1-f)^k says %1 ± %2 objects")
            .arg(mean, 0, 'f', 1)
            .arg(sigma, 0, 'f', 1);
    }
    void expectBetween(double value, double least, double most) {
        QVERIFY2(value >= least - 1e-9, m_seed.text());
        QVERIFY2(value <= most, m_seed.text());
    }

    /// What a Terminal is asked while a deletion may still be reported.
    static constexpr double kAskedDuringGrace = 2;
    /// Questions that come before an ordinary check has told how far the Terminal is.
    static constexpr double kBeforeRoundTripIsKnown = 1.5;

    const test::ZooSeed m_seed;
};

QTEST_GUILESS_MAIN(ZooTest)
#include "zoo_test.moc"
