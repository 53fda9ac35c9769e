// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/terminal/router_clock.h"
#include "engine/terminal/serving_rules.h"
#include "engine/terminal/traffic_cap.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace meson::terminal {

/// What a Terminal keeps across restarts beside its key, cache and receipts: `state.json`.
/// Thread: control.
struct TerminalState {
    std::optional<RouterClock::Saved> clock;
    std::optional<OwnerPause> pause;
    TrafficCap traffic;     ///< what the month has used so far
    std::uint16_t port = 0; ///< served on last; 0: none

    /// The saved state, or a fresh one if there is none or it cannot be read.
    static TerminalState load(const std::filesystem::path& file);
    bool save(const std::filesystem::path& file) const;
};

} // namespace meson::terminal
