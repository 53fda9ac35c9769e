// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/record_sums.h"

#include <QTest>

using namespace meson;
using namespace std::chrono_literals;
using metrics::HistorySeries;

namespace {

const base::WallTime kDay = base::fromUnixSeconds(1'790'000'000 / 900 * 900);

/// Of that average over so much of an hour that begins then.
metrics::HistoryBucket
bucket(base::WallTime start, double average, std::chrono::seconds measured = 1h) {
    return {start, 1h, 0, average, average, measured};
}

} // namespace

/// Sums of a history's buckets: what they come to, and how much of the time they speak of.
class RecordSumsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSumWeighsEachBucketByWhatWasMeasured();
    void withoutHistoryThereIsNoUptime();
    void itBeginsWithTheHistory();
    void timeInWhichTheProgramDidNotRunCounts();
    void pausesDoNotCount();
    void lessThanAMinuteSaysNothing();
};

void RecordSumsTest::aSumWeighsEachBucketByWhatWasMeasured() {
    QCOMPARE(bridge::sumOf({}), 0.0);
    QCOMPARE(bridge::sumOf({bucket(kDay, 2), bucket(kDay + 1h, 3, 10s)}), 2 * 3600.0 + 30);
}

void RecordSumsTest::withoutHistoryThereIsNoUptime() {
    QVERIFY(!bridge::uptimeOf({}, {}, kDay));
}

void RecordSumsTest::itBeginsWithTheHistory() {
    const HistorySeries serving{bucket(kDay, 1, 20min), bucket(kDay + 1h, 1, 30min)};
    const auto uptime = bridge::uptimeOf(serving, {}, kDay + 90min);
    QVERIFY(uptime);
    QCOMPARE(uptime->share, 1.0);
    QVERIFY(uptime->since == kDay + 40min);
    QCOMPARE(uptime->of, std::chrono::seconds(50min));
}

void RecordSumsTest::timeInWhichTheProgramDidNotRunCounts() {
    const HistorySeries serving{bucket(kDay, 1), bucket(kDay + 3h, 1)};
    QCOMPARE(bridge::uptimeOf(serving, {}, kDay + 4h)->share, 0.5);
    const HistorySeries connecting{bucket(kDay, 0.25)};
    QCOMPARE(bridge::uptimeOf(connecting, {}, kDay + 1h)->share, 0.25);
}

void RecordSumsTest::pausesDoNotCount() {
    const HistorySeries serving{bucket(kDay, 1), bucket(kDay + 1h, 0.25)};
    const HistorySeries paused{bucket(kDay, 0), bucket(kDay + 1h, 0.75)};
    const auto uptime = bridge::uptimeOf(serving, paused, kDay + 2h);
    QCOMPARE(uptime->share, 1.0);
    QCOMPARE(uptime->of, std::chrono::seconds(75min));
    QVERIFY(!bridge::uptimeOf({bucket(kDay, 0)}, {bucket(kDay, 1)}, kDay + 1h));
}

void RecordSumsTest::lessThanAMinuteSaysNothing() {
    QVERIFY(!bridge::uptimeOf({bucket(kDay, 1, 59s)}, {}, kDay + 59s));
    QVERIFY(bridge::uptimeOf({bucket(kDay, 1, 60s)}, {}, kDay + 60s));
}

QTEST_APPLESS_MAIN(RecordSumsTest)
#include "record_sums_test.moc"
