// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/metrics/journal.h"
#include "engine/terminal/terminal_snapshot.h"

#include <vector>

namespace meson::node {

/// What the journal has to hear.
struct Watched {
    std::vector<metrics::Event> happened;
    std::vector<metrics::EventType> settled; ///< alerts that stand no more
};

/// What happened between two snapshots of one run of a Terminal. A pure function, so that each case
/// is a row of a test. Thread: any.
Watched
eventsBetween(const terminal::TerminalSnapshot& before, const terminal::TerminalSnapshot& now);

} // namespace meson::node
