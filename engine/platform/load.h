// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <chrono>
#include <filesystem>
#include <optional>

namespace meson::platform {

/// How busy this computer is, and with how much of it this program. Nothing where it cannot be
/// read.
struct Load {
    std::optional<double> computerBusy; ///< share of all processors, 0–1, since the last reading
    std::optional<double> ownBusy;      ///< the same, of this program
    std::optional<base::Bytes> memoryUsed; ///< of the computer, what others could not have
    std::optional<base::Bytes> ownMemory;  ///< of this program, in RAM
    std::optional<int> batteryPercent;     ///< charge, 0–100; nothing without a battery
};

/// Turns the system's counters into shares of the time between two readings. Thread: one.
class LoadMeter {
public:
    /// `proc` and `sys` are Linux's /proc and /sys.
    explicit LoadMeter(std::filesystem::path proc = "/proc", std::filesystem::path sys = "/sys");
    /// The first reading knows no share yet.
    Load read();

private:
    /// Time that passed on all processors together, and what of it was work, in one unit.
    struct Times {
        double busy = 0;
        double all = 0;
    };
    std::optional<Times> computerTimes() const;
    std::optional<double> share(double work, double span) const;

    const std::filesystem::path m_proc;
    const std::filesystem::path m_sys;
    std::optional<Times> m_computer;
    std::optional<std::chrono::duration<double>> m_own;
    std::chrono::steady_clock::time_point m_read;
};

} // namespace meson::platform
