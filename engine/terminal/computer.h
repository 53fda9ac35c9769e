// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace meson::terminal {

/// What is known of the computer right now; nothing where it cannot be read.
struct ComputerState {
    std::optional<bool> metered;   ///< the connection costs by volume
    std::optional<bool> onBattery; ///< no mains power
    std::optional<double> celsius; ///< of the processor
};

/// As the sensors of this computer say. Thread: any; may block for a moment.
ComputerState readThisComputer();

} // namespace meson::terminal
