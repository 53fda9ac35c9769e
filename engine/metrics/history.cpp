// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/metrics/history.h"

#include <QDateTime>
#include <algorithm>
#include <array>
#include <cmath>

namespace meson::metrics {

namespace {

using namespace std::chrono_literals;

struct Level {
    std::chrono::seconds length; ///< 0: a local day
    std::int64_t kept;           ///< buckets
};
constexpr std::array kLevels{
    Level{1s, 1800}, Level{1min, 1500}, Level{15min, 3000}, Level{0s, 400}};
constexpr int kDays = static_cast<int>(kLevels.size()) - 1;
constexpr auto kWriteEvery = 15s;
constexpr auto kPruneEvery = 60s;
constexpr std::size_t kPendingAtMost = 200'000;

constexpr int kSchema = 1;
constexpr const char* kTables[] = {
    "CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE buckets(level INTEGER NOT NULL, start INTEGER NOT NULL, series INTEGER NOT NULL,"
    " least REAL NOT NULL, greatest REAL NOT NULL, sum REAL NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY(level, start, series)) WITHOUT ROWID",
    "PRAGMA user_version = 1",
};

qlonglong number(std::int64_t value) {
    return value;
}

std::int64_t lengthOf(int level) {
    return level == kDays ? 86'400 : kLevels[static_cast<std::size_t>(level)].length.count();
}

} // namespace

void History::Bucket::add(const Bucket& other) {
    least = count == 0 ? other.least : std::min(least, other.least);
    greatest = count == 0 ? other.greatest : std::max(greatest, other.greatest);
    sum += other.sum;
    count += other.count;
}

History::History(const base::Clock& clock, const QTimeZone& zone)
    : m_clock(clock)
    , m_zone(zone)
    , m_written(clock.steady())
    , m_pruned(clock.steady()) {}

History::~History() {
    m_writer.run([this] {
        if (m_file)
            write();
        m_file.reset();
    });
}

base::Result<std::unique_ptr<History>, RecordFailure> History::create(
    const std::filesystem::path& file, const std::vector<std::string>& names,
    const base::Clock& clock, const QTimeZone& zone) {
    std::unique_ptr<History> history(new History(clock, zone));
    bool opened = false;
    history->m_writer.run([&] { opened = history->openFile(file, names); });
    if (!opened)
        return tl::unexpected(*history->m_failure);
    return history;
}

bool History::openFile(const std::filesystem::path& file, const std::vector<std::string>& names) {
    auto opened = RecordFile::open(file, kSchema, kTables, m_clock.wall());
    if (!opened) {
        m_failure = opened.error();
        return false;
    }
    m_file = std::move(*opened);
    m_keptAside = m_file->keptAside();
    for (const std::string& name : names) {
        const QVariant text = QString::fromStdString(name);
        m_file->run("INSERT OR IGNORE INTO series(name) VALUES(?)", {text});
        QSqlQuery& row = m_file->run("SELECT id FROM series WHERE name = ?", {text});
        m_ids.push_back(row.next() ? row.value(0).toLongLong() : 0);
        row.finish();
    }
    return true;
}

std::int64_t History::bucketStart(int level, std::int64_t time) const {
    if (level == kDays)
        return QDateTime::fromSecsSinceEpoch(time, m_zone)
            .date()
            .startOfDay(m_zone)
            .toSecsSinceEpoch();
    const std::int64_t length = lengthOf(level);
    return time - ((time % length) + length) % length;
}

std::int64_t History::bucketEnd(int level, std::int64_t start) const {
    if (level == kDays)
        return QDateTime::fromSecsSinceEpoch(start, m_zone)
            .date()
            .addDays(1)
            .startOfDay(m_zone)
            .toSecsSinceEpoch();
    return start + lengthOf(level);
}

void History::record(std::vector<double> values) {
    const std::int64_t now = base::unixSeconds(m_clock.wall());
    m_writer.post([this, now, values = std::move(values)] {
        const int series = static_cast<int>(std::min(values.size(), m_ids.size()));
        for (int level = 0; level <= kDays; ++level) {
            const std::int64_t start = bucketStart(level, now);
            for (int i = 0; i < series; ++i) {
                const double value = values[static_cast<std::size_t>(i)];
                if (std::isfinite(value))
                    m_pending[{level, start, i}].add({value, value, value, 1});
            }
        }
        if (m_clock.steady() - m_written >= kWriteEvery)
            write();
    });
}

void History::write() {
    m_written = m_clock.steady();
    if (m_pending.empty())
        return;
    m_file->begin();
    for (const auto& [key, bucket] : m_pending)
        m_file->run(
            "INSERT INTO buckets VALUES(?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT(level, start, series) DO UPDATE SET least = min(least, excluded.least),"
            " greatest = max(greatest, excluded.greatest), sum = sum + excluded.sum,"
            " count = count + excluded.count",
            {key.level, number(key.start), number(m_ids[static_cast<std::size_t>(key.series)]),
             bucket.least, bucket.greatest, bucket.sum, number(bucket.count)});
    if (m_clock.steady() - m_pruned >= kPruneEvery)
        prune();
    if (m_file->commit())
        m_pending.clear();
    else
        dropOldestPending();
}

/// What is farthest from now goes first: the oldest, or a future that a wrong clock made.
void History::prune() {
    m_pruned = m_clock.steady();
    const qlonglong now = base::unixSeconds(m_clock.wall());
    for (int level = 0; level <= kDays; ++level)
        m_file->run(
            "DELETE FROM buckets WHERE level = ? AND start IN (SELECT DISTINCT start FROM buckets"
            " WHERE level = ? ORDER BY abs(start - ?) LIMIT -1 OFFSET ?)",
            {level, level, now, number(kLevels[static_cast<std::size_t>(level)].kept)});
}

/// While the disk refuses, memory stays bounded; the finest level comes first in the map.
void History::dropOldestPending() {
    while (m_pending.size() > kPendingAtMost)
        m_pending.erase(m_pending.begin());
}

/// The coarsest level that still has a bucket for each point; a finer one may have forgotten the
/// span's beginning.
int History::levelFor(const HistorySpan& span) const {
    const std::int64_t from = base::unixSeconds(span.from);
    const std::int64_t width = (base::unixSeconds(span.to) - from) / span.points;
    const std::int64_t age = base::unixSeconds(m_clock.wall()) - from;
    int level = 0;
    while (level < kDays && lengthOf(level + 1) <= width)
        ++level;
    while (level < kDays && age > lengthOf(level) * kLevels[static_cast<std::size_t>(level)].kept)
        ++level;
    return level;
}

void History::query(
    std::vector<int> series, HistorySpan span,
    std::function<void(std::vector<HistorySeries>)> answer) {
    m_writer.post([this, series = std::move(series), span, answer = std::move(answer)]() mutable {
        span.points = std::clamp(span.points, 1, 2000);
        write();
        const int level = levelFor(span);
        std::vector<HistorySeries> all;
        for (const int one : series)
            all.push_back(read(one, level, span));
        answer(std::move(all));
    });
}

HistorySeries History::read(int series, int level, const HistorySpan& span) {
    const std::int64_t from = bucketStart(level, base::unixSeconds(span.from));
    const std::int64_t to = base::unixSeconds(span.to);
    const std::int64_t rows = (to - from + lengthOf(level) - 1) / lengthOf(level);
    const std::int64_t rowsAPoint = (rows + span.points - 1) / span.points;
    const std::int64_t stretch = std::max<std::int64_t>(1, rowsAPoint) * lengthOf(level);
    HistorySeries result;
    if (series < 0 || series >= static_cast<int>(m_ids.size()))
        return result;
    QSqlQuery& row = m_file->run(
        "SELECT start, least, greatest, sum, count FROM buckets"
        " WHERE level = ? AND start >= ? AND start < ? AND series = ? ORDER BY start",
        {level, number(from), number(to), number(m_ids[static_cast<std::size_t>(series)])});
    Bucket sum;
    std::int64_t place = -1;
    while (row.next()) {
        const std::int64_t start = row.value(0).toLongLong();
        const std::int64_t here =
            level == kDays ? start : from + (start - from) / stretch * stretch;
        if (here != place) {
            sum = {};
            place = here;
            result.emplace_back();
        }
        sum.add(
            {row.value(1).toDouble(), row.value(2).toDouble(), row.value(3).toDouble(),
             row.value(4).toLongLong()});
        const std::int64_t end = level == kDays ? bucketEnd(level, here) : here + stretch;
        result.back() = {
            base::fromUnixSeconds(here),
            std::chrono::seconds(end - here),
            sum.least,
            sum.greatest,
            sum.sum / static_cast<double>(sum.count),
            std::chrono::seconds(sum.count)};
    }
    row.finish();
    return result;
}

void History::flush() {
    m_writer.run([this] { write(); });
}

} // namespace meson::metrics
