// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace meson::metrics {

/// Grows only. Thread: any.
class Counter {
public:
    void add(std::int64_t count = 1) { m_count.fetch_add(count, std::memory_order_relaxed); }
    std::int64_t count() const { return m_count.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> m_count{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

/// The figures of one process by name, and their text for scrapers. Names follow OpenMetrics 1.0:
/// lower-case words with '_', the unit last ("meson_served_bytes"), counters without "_total".
/// Thread: any. A returned Counter lives as long as the registry.
class Registry {
public:
    /// The counter of that name and labels; made on first use. `unit` is the name's last word, or
    /// empty. `help` is one sentence; the first caller's holds.
    Counter& counter(
        const std::string& name, const std::string& unit, const std::string& help,
        const Labels& labels = {});
    /// A counter that somebody else keeps, asked for when the text is written, on the writer's
    /// thread.
    void total(
        const std::string& name, const std::string& unit, const std::string& help,
        const Labels& labels, std::function<std::int64_t()> read);
    /// A value that is asked for when the text is written, on the writer's thread.
    void gauge(
        const std::string& name, const std::string& unit, const std::string& help,
        const Labels& labels, std::function<double()> read);

    /// OpenMetrics 1.0 text, ending in "# EOF". Content type: kOpenMetricsType.
    std::string writeOpenMetrics() const;

private:
    struct Series {
        std::string labels; ///< as written: `{a="b"}` or empty
        Counter count;
        std::function<std::int64_t()> readTotal; ///< instead of `count`
        std::function<double()> readGauge;
    };
    enum class Kind { Counter, Gauge };
    struct Family {
        std::string name;
        std::string unit;
        std::string help;
        Kind kind;
        std::deque<Series> series; ///< addresses stay
    };

    Family&
    family(const std::string& name, const std::string& unit, const std::string& help, Kind kind)
        MESON_REQUIRES(m_mutex);
    static Series& series(Family& family, const Labels& labels);

    mutable base::Mutex m_mutex;
    std::deque<Family> m_families MESON_GUARDED_BY(m_mutex);
};

inline constexpr const char* kOpenMetricsType =
    "application/openmetrics-text; version=1.0.0; charset=utf-8";

} // namespace meson::metrics
