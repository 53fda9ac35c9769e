// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/metrics/record_file.h"

#include <QTimeZone>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace meson::metrics {

/// The values that one series took in a stretch of time.
struct HistoryBucket {
    base::WallTime start;
    std::chrono::seconds length{0};
    double least = 0;
    double greatest = 0;
    double average = 0;
    std::chrono::seconds measured{0}; ///< how much of the length, at a value a second
};

/// From `from` up to `to`; at most `points` buckets a series, or one a day where days are read.
struct HistorySpan {
    base::WallTime from;
    base::WallTime to;
    int points = 300; ///< 1–2000
};

/// One series over the span asked for, oldest first; stretches without a value are left out.
using HistorySeries = std::vector<HistoryBucket>;

/// What a computer measured of itself, kept for a year in a file of bounded size: each value is
/// rolled up at once into buckets of 1 s (kept for 30 min), 1 min (a day), 15 min (a month) and a
/// local day (400 days). A day that daylight saving makes 23 or 25 hours long is one day. When the
/// calendar is set back, values join the buckets of that time; buckets of a future that turned out
/// wrong are the first to go. A crash loses the last 15 s.
/// Thread: any; queries answer on the history's own thread.
class History {
public:
    /// `names` are the series, in the order in which record() gets them; names that a file does not
    /// know yet begin empty, and those not named any more stay unread. Blocks on the disk.
    static base::Result<std::unique_ptr<History>, RecordFailure> create(
        const std::filesystem::path& file, const std::vector<std::string>& names,
        const base::Clock& clock, const QTimeZone& zone = QTimeZone::systemTimeZone());
    /// Writes what was recorded.
    ~History();
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    /// Where a file that could not be read was put.
    std::optional<std::filesystem::path> keptAside() const { return m_keptAside; }

    /// The values of this moment, one for each name; not-a-number: not measured.
    void record(std::vector<double> values);
    /// `answer` gets one series for each of `series` (places in `names`), on the history's thread.
    void query(
        std::vector<int> series, HistorySpan span,
        std::function<void(std::vector<HistorySeries>)> answer);
    /// Writes all that was recorded before; for tests and before the program ends.
    void flush();

private:
    struct Bucket {
        double least = 0;
        double greatest = 0;
        double sum = 0;
        std::int64_t count = 0;

        void add(const Bucket& other);
    };
    struct Key {
        int level;
        std::int64_t start; ///< Unix seconds
        int series;         ///< place in `names`
        auto operator<=>(const Key&) const = default;
    };

    History(const base::Clock& clock, const QTimeZone& zone);
    bool openFile(const std::filesystem::path& file, const std::vector<std::string>& names);
    std::int64_t bucketStart(int level, std::int64_t time) const;
    std::int64_t bucketEnd(int level, std::int64_t start) const;
    int levelFor(const HistorySpan& span) const;
    void write();
    void prune();
    void dropOldestPending();
    HistorySeries read(int series, int level, const HistorySpan& span);

    const base::Clock& m_clock;
    const QTimeZone m_zone;
    std::optional<std::filesystem::path> m_keptAside;
    std::optional<RecordFailure> m_failure;

    // Below: the writer's alone.
    std::unique_ptr<RecordFile> m_file;
    std::vector<std::int64_t> m_ids; ///< of the series in the file
    std::map<Key, Bucket> m_pending;
    base::SteadyTime m_written;
    base::SteadyTime m_pruned;
    base::Worker m_writer{1}; ///< ends first
};

} // namespace meson::metrics
