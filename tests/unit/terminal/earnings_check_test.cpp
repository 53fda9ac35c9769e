// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/earnings_check.h"

#include "engine/protocol/reward_formula.h"

#include <QTest>
#include <algorithm>
#include <functional>

using namespace meson;
using namespace meson::terminal;
using protocol::Statement;

namespace {

using Change = std::function<void(EarningsRecord&)>;

/// Two epochs in which every figure follows from the others; in the second 30 of 100 held bytes
/// were corroborated, 50 stated bytes were beyond what was issued, and quality was 0.9.
std::vector<EarningsRecord> twoEpochs() {
    std::vector<EarningsRecord> records(2);
    for (std::size_t i = 0; i < records.size(); ++i) {
        EarningsRecord& record = records[i];
        Statement& s = record.statement;
        s.epoch = static_cast<std::int64_t>(i) + 1;
        s.previous = static_cast<std::int64_t>(i);
        s.receipts = 7;
        s.stated = base::Bytes(1'000);
        s.credited = base::Bytes(i == 0 ? 1'000 : 880);
        s.held = base::Bytes(i == 0 ? 0 : 100);
        s.quality = i == 0 ? protocol::kFullQuality : 900'000;
        s.standbySeconds = 60;
        s.weight = protocol::weightOf(s.credited, s.quality);
        s.emission = base::MicroTokens(1'000'000);
        s.allWeights = base::Bytes(3'000);
        s.allStandby = 180;
        const protocol::EmissionPools pools = protocol::poolsOf(s.emission);
        s.serving = protocol::shareOf(pools.serving, s.weight.count(), s.allWeights.count());
        s.standby = protocol::shareOf(pools.standby, 60, 180);
        s.balance = s.reward() + (i == 0 ? base::MicroTokens(0) : records[0].statement.balance);
        record.isSignatureValid = true;
        record.own = {
            7,
            s.stated,
            base::Bytes(i == 0 ? 1'000 : 950),
            base::Bytes(0),
            base::Bytes(i == 0 ? 1'000 : 850),
            s.held};
    }
    return records;
}

bool has(const std::vector<CheckLine>& lines, Explanation explanation, std::int64_t amount) {
    return std::any_of(lines.begin(), lines.end(), [&](const CheckLine& line) {
        return line.explanation == explanation && line.explained == amount &&
               line.verdict == Verdict::Explained;
    });
}

} // namespace

Q_DECLARE_METATYPE(Change)
Q_DECLARE_METATYPE(Figure)

class EarningsCheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyDifferenceIsExplainedLineByLine() {
        const auto lines = checkEarnings(twoEpochs());
        QVERIFY(addsUp(lines));
        QVERIFY(has(lines, Explanation::Corroborated, 30));
        QVERIFY(has(lines, Explanation::NotCorroborated, 70));
        QVERIFY(has(lines, Explanation::BeyondIssued, 50));
        QVERIFY(has(lines, Explanation::Quality, 88));
    }

    void thePriceOfAPenaltyIsWhatFullQualityWouldHaveEarnedMore() {
        Statement s = twoEpochs()[1].statement;
        s.serving = rewardSteps(s).serving;
        const std::int64_t others = s.allWeights.count() - s.weight.count();
        // 880 of 3088 instead of 792 of 3000, of 99 % of the emission.
        QCOMPARE(
            rewardSteps(s).lost.count(), 990'000 * 880 / (others + 880) - 990'000 * 792 / 3'000);
        s.quality = 0;
        s.weight = base::Bytes(0);
        s.allWeights = base::Bytes(others);
        s.allStandby = 120; // nobody counts the seconds of one who is shut out
        QCOMPARE(rewardSteps(s).serving.count(), 0);
        QCOMPARE(rewardSteps(s).standby.count(), 0);
        QCOMPARE(
            rewardSteps(s).lost.count(), 990'000 * 880 / (others + 880) + 10'000 * 60 / (120 + 60));
        s.quality = protocol::kFullQuality;
        QCOMPARE(rewardSteps(s).lost.count(), 0);
    }

    void aFigureThatWasAlteredIsDifferent_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<Figure>("figure");
        const auto row = [](const char* name, Figure figure, Change change) {
            QTest::newRow(name) << change << figure;
        };
        const base::Bytes one(1);
        row("signature", Figure::Signature, [](auto& r) { r.isSignatureValid = false; });
        row("a receipt lost", Figure::Receipts, [](auto& r) { --r.statement.receipts; });
        row("less stated", Figure::Stated, [=](auto& r) { r.statement.stated -= one; });
        row("more held", Figure::Held, [=](auto& r) { r.statement.held += one; });
        row("less credited", Figure::Credited,
            [=](auto& r) { r.statement.credited = base::Bytes(849); });
        row("the Router answered less than the receipts are good for", Figure::Credited,
            [=](auto& r) {
                r.own->credited -= base::Bytes(425);
                r.statement.credited = base::Bytes(455);
            });
        row("more credited than held", Figure::Credited,
            [=](auto& r) { r.statement.credited = base::Bytes(951); });
        row("less weight", Figure::Weight, [=](auto& r) { r.statement.weight -= one; });
        row("a smaller emission", Figure::Serving,
            [](auto& r) { r.statement.emission -= base::MicroTokens(10'000); });
        row("a share short of one", Figure::Serving,
            [](auto& r) { r.statement.serving -= base::MicroTokens(1); });
        row("standby of a suspended node", Figure::Standby,
            [](auto& r) { r.statement.quality = 0; });
        row("balance", Figure::Balance,
            [](auto& r) { r.statement.balance -= base::MicroTokens(1); });
    }
    void aFigureThatWasAlteredIsDifferent() {
        QFETCH(const Change, change);
        QFETCH(const Figure, figure);
        auto records = twoEpochs();
        change(records[1]);
        const auto lines = checkEarnings(records);
        QVERIFY(!addsUp(lines));
        QVERIFY(std::any_of(lines.begin(), lines.end(), [&](const CheckLine& line) {
            return line.epoch == 2 && line.figure == figure && line.verdict == Verdict::Different;
        }));
    }

    void oneMicroTokenOfTheRemainderIsExplained() {
        auto records = twoEpochs();
        records[1].statement.serving += base::MicroTokens(1);
        records[1].statement.balance += base::MicroTokens(1);
        const auto lines = checkEarnings(records);
        // 990,000 × 792 ÷ 3,000 leaves no remainder, 10,000 × 60 ÷ 180 does.
        QVERIFY(!addsUp(lines));
        records = twoEpochs();
        records[1].statement.standby += base::MicroTokens(1);
        records[1].statement.balance += base::MicroTokens(1);
        QVERIFY(addsUp(checkEarnings(records)));
        QVERIFY(has(checkEarnings(records), Explanation::Remainder, 1));
    }

    void whatCameTooLateIsExplainedUpToThat() {
        auto records = twoEpochs();
        EarningsRecord& first = records[0];
        first.own->late = base::Bytes(200);
        first.own->credited = first.statement.credited = base::Bytes(800);
        first.statement.weight = protocol::weightOf(first.statement.credited, 1'000'000);
        const auto credited = [&] {
            std::vector<Verdict> verdicts;
            for (const CheckLine& line : checkEarnings({first}))
                if (line.figure == Figure::Credited)
                    verdicts.push_back(line.verdict);
            return verdicts;
        };
        QCOMPARE(credited(), std::vector{Verdict::Explained});
        QVERIFY(has(checkEarnings({first}), Explanation::Late, 200));
        first.own->late = base::Bytes(199);
        QCOMPARE(credited(), std::vector{Verdict::Different});
    }

    void whatThisFolderDidNotSeeIsSaid() {
        auto records = twoEpochs();
        records[0].own.reset();
        QVERIFY(has(checkEarnings(records), Explanation::NoOwnRecord, 7));
        records.erase(records.begin());
        const auto lines = checkEarnings(records);
        QVERIFY(addsUp(lines));
        QVERIFY(has(lines, Explanation::NoPrevious, 1));
    }
};

QTEST_GUILESS_MAIN(EarningsCheckTest)
#include "earnings_check_test.moc"
