// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/record_sums.h"

#include <algorithm>
#include <cmath>

namespace meson::bridge {

namespace {

using namespace std::chrono_literals;

constexpr auto kLeast = 60s;

std::chrono::seconds secondsOf(double values) {
    return std::chrono::seconds(std::llround(values));
}

} // namespace

double sumOf(const metrics::HistorySeries& series) {
    double sum = 0;
    for (const metrics::HistoryBucket& bucket : series)
        sum += bucket.average * static_cast<double>(bucket.measured.count());
    return sum;
}

/// What the first bucket lacks was before the history began.
std::optional<Uptime> uptimeOf(
    const metrics::HistorySeries& serving, const metrics::HistorySeries& paused,
    base::WallTime now) {
    if (serving.empty())
        return std::nullopt;
    const metrics::HistoryBucket& first = serving.front();
    const base::WallTime since = std::min(first.start + first.length, now) - first.measured;
    const auto passed = std::chrono::floor<std::chrono::seconds>(now - since);
    const std::chrono::seconds wanted = passed - secondsOf(sumOf(paused));
    if (wanted < kLeast)
        return std::nullopt;
    const double share = sumOf(serving) / static_cast<double>(wanted.count());
    return Uptime{std::min(share, 1.0), since, wanted};
}

} // namespace meson::bridge
