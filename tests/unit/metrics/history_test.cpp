// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "engine/metrics/history.h"

#include <cmath>
#include <future>
#include <limits>

using namespace meson;
using namespace meson::metrics;
using namespace std::chrono_literals;

namespace {

const QByteArray kBerlin = "Europe/Berlin";

base::WallTime at(const char* local) {
    return base::fromUnixSeconds(
        QDateTime(
            QDate::fromString(QLatin1String(local).left(10), Qt::ISODate),
            QTime::fromString(QLatin1String(local).mid(11), QStringLiteral("hh:mm")),
            QTimeZone(kBerlin))
            .toSecsSinceEpoch());
}

HistorySeries answered(History& history, int series, HistorySpan span) {
    std::promise<std::vector<HistorySeries>> promise;
    history.query({series}, span, [&](auto all) { promise.set_value(std::move(all)); });
    return promise.get_future().get().front();
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aSecondIsReadAsASecond();
    void whatWasNotMeasuredIsAGap();
    void aLongSpanHasLeastGreatestAndAverage();
    void neverMorePointsThanAskedFor_data();
    void neverMorePointsThanAskedFor();
    void everyLevelIsBounded_data();
    void everyLevelIsBounded();
    void historyIsKeptAcrossRestarts();
    void aDayOf23HoursIsOneDay();
    void aDayOf25HoursIsOneDay();
    void aClockSetBackJoinsItsTime();
    void aFutureThatWasWrongGoesFirst();
    void aDamagedFileIsKeptAside();
    void aFileInUseIsRefused();
    void aFolderThatDoesNotExistIsRefused();
    void seriesThatAreNewBeginEmpty();

private:
    std::unique_ptr<History> open(std::vector<std::string> names = {"up", "down"});
    void recordEvery(History& history, std::chrono::seconds step, int times, double value);
    HistorySpan last(std::chrono::seconds span, int points = 300) const {
        return {m_clock->wall() - span, m_clock->wall(), points};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<base::ManualClock> m_clock;
};

void HistoryTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_clock = std::make_unique<base::ManualClock>(at("2026-05-10 12:00"));
}

std::unique_ptr<History> HistoryTest::open(std::vector<std::string> names) {
    auto opened = History::create(
        m_folder->filePath(QStringLiteral("history.sqlite")).toStdString(), names, *m_clock,
        QTimeZone(kBerlin));
    return opened ? std::move(*opened) : nullptr;
}

void HistoryTest::recordEvery(
    History& history, std::chrono::seconds step, int times, double value) {
    for (int i = 0; i < times; ++i) {
        history.record({value, std::numeric_limits<double>::quiet_NaN()});
        m_clock->advance(step);
    }
}

void HistoryTest::aSecondIsReadAsASecond() {
    auto history = open();
    recordEvery(*history, 1s, 60, 5);
    const auto series = answered(*history, 0, last(60s, 60));
    QCOMPARE(series.size(), std::size_t(60));
    QCOMPARE(series.front().length, 1s);
    QCOMPARE(series.front().average, 5.0);
}

void HistoryTest::whatWasNotMeasuredIsAGap() {
    auto history = open();
    recordEvery(*history, 1s, 10, 5);
    QVERIFY(answered(*history, 1, last(60s)).empty());
}

void HistoryTest::aLongSpanHasLeastGreatestAndAverage() {
    auto history = open();
    for (int i = 0; i < 120; ++i) {
        history->record({double(i % 60), 0});
        m_clock->advance(1s);
    }
    const auto series = answered(*history, 0, {m_clock->wall() - 2min, m_clock->wall(), 2});
    QCOMPARE(series.size(), std::size_t(2));
    QCOMPARE(series[0].least, 0.0);
    QCOMPARE(series[0].greatest, 59.0);
    QCOMPARE(series[0].average, 29.5);
}

void HistoryTest::neverMorePointsThanAskedFor_data() {
    QTest::addColumn<int>("minutes");
    for (const int minutes : {1, 5, 30, 180, 1440, 10080, 43200}) {
        QTest::addRow("%d minutes", minutes) << minutes;
    }
}

void HistoryTest::neverMorePointsThanAskedFor() {
    QFETCH(int, minutes);
    auto history = open();
    const std::chrono::seconds span = std::chrono::minutes(minutes);
    recordEvery(*history, std::max<std::chrono::seconds>(1s, span / 400), 401, 1);
    for (const int points : {1, 7, 60, 300}) {
        const auto count = answered(*history, 0, last(span, points)).size();
        QVERIFY2(
            count >= 1 && count <= std::size_t(std::max(points, minutes / 1440 + 2)),
            qPrintable(QString::number(count)));
    }
}

void HistoryTest::everyLevelIsBounded_data() {
    QTest::addColumn<int>("stepSeconds");
    QTest::addColumn<int>("kept");
    QTest::newRow("seconds") << 1 << 1800;
    QTest::newRow("minutes") << 60 << 1500;
    QTest::newRow("quarter hours") << 900 << 3000;
    QTest::newRow("days") << 86'400 << 400;
}

void HistoryTest::everyLevelIsBounded() {
    QFETCH(int, stepSeconds);
    QFETCH(int, kept);
    auto history = open();
    const std::chrono::seconds step(stepSeconds);
    const auto file = m_folder->filePath(QStringLiteral("history.sqlite"));
    for (const int records : {kept - 1, 1, 1, 200}) {
        recordEvery(*history, step, records, 1);
    }
    history->flush();
    m_clock->advance(1min);
    history->record({1, 1});
    history->flush();
    history.reset();
    auto reader = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("reader"));
    reader.setDatabaseName(file);
    QVERIFY(reader.open());
    {
        QSqlQuery query(reader);
        QVERIFY(query.exec(QStringLiteral(
            "SELECT level, count(DISTINCT start) FROM buckets GROUP BY level ORDER BY level")));
        const std::array<int, 4> bounds{1800, 1500, 3000, 400};
        while (query.next()) {
            QVERIFY(query.value(1).toInt() <= bounds[std::size_t(query.value(0).toInt())]);
        }
    }
    reader.close();
    reader = {};
    QSqlDatabase::removeDatabase(QStringLiteral("reader"));
    QVERIFY(QFile(file).size() < 2'000'000);
}

void HistoryTest::historyIsKeptAcrossRestarts() {
    recordEvery(*open(), 1s, 30, 7);
    const auto series = answered(*open(), 0, last(1min, 60));
    QCOMPARE(series.size(), std::size_t(30));
    QCOMPARE(series.back().average, 7.0);
}

void HistoryTest::aDayOf23HoursIsOneDay() {
    m_clock->setWall(at("2026-03-28 00:00"));
    auto history = open();
    recordEvery(*history, 30min, 48 * 3, 1);
    const auto days = answered(*history, 0, {at("2025-06-01 00:00"), at("2026-04-01 00:00"), 300});
    QCOMPARE(days.size(), std::size_t(4));
    QCOMPARE(days[1].start, at("2026-03-29 00:00"));
    QCOMPARE(days[1].length, 23h);
}

void HistoryTest::aDayOf25HoursIsOneDay() {
    m_clock->setWall(at("2026-10-24 00:00"));
    auto history = open();
    recordEvery(*history, 30min, 48 * 3, 1);
    const auto days = answered(*history, 0, {at("2026-01-01 00:00"), at("2026-10-27 00:00"), 290});
    QCOMPARE(days.size(), std::size_t(3));
    QCOMPARE(days[1].start, at("2026-10-25 00:00"));
    QCOMPARE(days[1].length, 25h);
}

void HistoryTest::aClockSetBackJoinsItsTime() {
    auto history = open();
    recordEvery(*history, 1s, 60, 4);
    m_clock->setWall(m_clock->wall() - 60s);
    recordEvery(*history, 1s, 60, 8);
    const auto series = answered(*history, 0, last(60s, 60));
    QCOMPARE(series.size(), std::size_t(60));
    QCOMPARE(series.front().average, 6.0);
    QCOMPARE(series.front().least, 4.0);
    QCOMPARE(series.front().greatest, 8.0);
}

void HistoryTest::aFutureThatWasWrongGoesFirst() {
    auto history = open();
    const auto now = m_clock->wall();
    recordEvery(*history, 1s, 1000, 1);
    m_clock->setWall(now + 24h * 3650);
    recordEvery(*history, 1s, 100, 1);
    m_clock->setWall(now + 1000s);
    recordEvery(*history, 1s, 800, 1);
    history->flush();
    m_clock->advance(1min);
    history->record({1, 1});
    QVERIFY(answered(*history, 0, last(1800s, 1800)).size() >= 1700);
    const auto future = now + 24h * 3650;
    QVERIFY(answered(*history, 0, {future, future + 100s, 100}).empty());
}

void HistoryTest::aDamagedFileIsKeptAside() {
    recordEvery(*open(), 1s, 30, 7);
    const auto path = m_folder->filePath(QStringLiteral("history.sqlite"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray words("These are not the pages you are looking for.");
    file.write(words);
    file.close();
    auto history = open();
    QVERIFY(history);
    QVERIFY(history->keptAside());
    QFile aside(QString::fromStdString(history->keptAside()->string()));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), words);
    recordEvery(*history, 1s, 3, 7);
    QCOMPARE(answered(*history, 0, last(1min, 60)).size(), std::size_t(3));
}

void HistoryTest::aFileInUseIsRefused() {
    auto first = open();
    const auto second = History::create(
        m_folder->filePath(QStringLiteral("history.sqlite")).toStdString(), {"up"}, *m_clock);
    QVERIFY(!second);
    QCOMPARE(second.error().code, RecordError::InUse);
}

void HistoryTest::aFolderThatDoesNotExistIsRefused() {
    const auto history = History::create(
        m_folder->filePath(QStringLiteral("nowhere/history.sqlite")).toStdString(), {"up"},
        *m_clock);
    QVERIFY(!history);
    QCOMPARE(history.error().code, RecordError::NotWritable);
}

void HistoryTest::seriesThatAreNewBeginEmpty() {
    recordEvery(*open({"up", "down"}), 1s, 5, 7);
    auto history = open({"heat", "up"});
    QVERIFY(answered(*history, 0, last(1min, 60)).empty());
    QCOMPARE(answered(*history, 1, last(1min, 60)).size(), std::size_t(5));
}

QTEST_GUILESS_MAIN(HistoryTest)
#include "history_test.moc"
