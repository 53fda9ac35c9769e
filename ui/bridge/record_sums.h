// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/node_records.h"

#include <optional>

namespace meson::bridge {

/// What a history says of a stretch of time as a whole. Thread: any.

/// Of a series that has a value a second: all of them together.
double sumOf(const metrics::HistorySeries& series);

/// How much of the time a node served in which neither its owner nor a rule had paused it; time in
/// which the program did not run counts against it.
struct Uptime {
    double share = 0;           ///< 0–1
    base::WallTime since;       ///< the span's beginning, or the history's where that is later
    std::chrono::seconds of{0}; ///< what it is a share of
};

/// `serving` and `paused` are the series of node::Figure over the span that ends `now`. Nothing
/// while they cover less than a minute.
std::optional<Uptime> uptimeOf(
    const metrics::HistorySeries& serving, const metrics::HistorySeries& paused,
    base::WallTime now);

} // namespace meson::bridge
