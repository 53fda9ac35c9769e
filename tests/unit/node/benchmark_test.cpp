// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/node/benchmark.h"
#include "engine/platform/system_clock.h"

using namespace meson;
using namespace meson::node;
using namespace std::chrono_literals;

class BenchmarkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everyStepIsMeasuredInItsTurn();
    void aDiskWithoutRoomIsLeftOut();
    void itEndsWhenItIsTold();
    void whatIsMeasuredIsKeptUpToFifty();
    void aFileThatIsNotUnderstoodHoldsNothing();
    void gradesFollowTheLine();

private:
    BenchmarkPlan plan() const {
        return {m_folder->path().toStdString(), base::mebibytes(8), 20ms};
    }

    platform::SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void BenchmarkTest::everyStepIsMeasuredInItsTurn() {
    std::vector<BenchmarkStep> steps;
    const auto result = runBenchmark(plan(), m_clock, [&](BenchmarkStep step) {
        if (steps.empty() || steps.back() != step)
            steps.push_back(step);
        return true;
    });
    QVERIFY(result && result->diskWrite && result->diskRead);
    QVERIFY(result->hashing.count() > 0 && result->sealing.count() > 0 && result->signatures > 0);
    QCOMPARE(steps.size(), std::size_t(kBenchmarkSteps));
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
    const auto all = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
    QVERIFY(QDir(m_folder->path()).entryList(all).isEmpty());
}

void BenchmarkTest::aDiskWithoutRoomIsLeftOut() {
    auto small = plan();
    small.room = base::mebibytes(7);
    const auto result = runBenchmark(small, m_clock, [](BenchmarkStep) { return true; });
    QVERIFY(result && !result->diskWrite && !result->diskRead);
    QCOMPARE(servableRate(*result), std::min(result->hashing, result->sealing));
}

void BenchmarkTest::itEndsWhenItIsTold() {
    auto endless = plan();
    endless.each = std::chrono::hours(1);
    int looks = 0;
    QVERIFY(!runBenchmark(endless, m_clock, [&](BenchmarkStep) { return ++looks < 20; }));
}

void BenchmarkTest::whatIsMeasuredIsKeptUpToFifty() {
    const std::filesystem::path file = plan().folder / "kept" / "benchmarks.json";
    BenchmarkResult result;
    result.folder = "/tmp/ü";
    result.diskRead = base::BytesPerSecond(5);
    result.signatures = 1.5;
    for (int i = 0; i < 52; ++i) {
        result.taken = base::fromUnixSeconds(i);
        QVERIFY(addBenchmark(file, result));
    }
    const auto kept = loadBenchmarks(file);
    QCOMPARE(kept.size(), std::size_t(50));
    QVERIFY(kept.back() == result);
    QVERIFY(kept.front().taken == base::fromUnixSeconds(2));
}

void BenchmarkTest::aFileThatIsNotUnderstoodHoldsNothing() {
    const std::filesystem::path file = plan().folder / "benchmarks.json";
    QVERIFY(loadBenchmarks(file).empty());
    QFile damaged(QString::fromStdString(file.string()));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("{\"a\":[");
    damaged.close();
    QVERIFY(loadBenchmarks(file).empty());
}

void BenchmarkTest::gradesFollowTheLine() {
    QCOMPARE(gradeOf(base::BytesPerSecond(12'499'999)), Grade::Slow);
    QCOMPARE(gradeOf(base::BytesPerSecond(12'500'000)), Grade::Enough);
    QCOMPARE(gradeOf(base::BytesPerSecond(125'000'000)), Grade::Fast);
    QCOMPARE(gradeOfSignatures(99.9), Grade::Slow);
    QCOMPARE(gradeOfSignatures(1000), Grade::Fast);
}

QTEST_GUILESS_MAIN(BenchmarkTest)
#include "benchmark_test.moc"
