// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <chrono>
#include <filesystem>
#include <optional>

namespace meson::platform {

/// How busy this computer is, and with how much of it this program. Nothing where it cannot be
/// read; shares and rates are of the time since the last reading.
struct Load {
    std::optional<double> computerBusy;           ///< share of all processors, 0–1
    std::optional<double> ownBusy;                ///< the same, of this program
    std::optional<base::Bytes> memoryUsed;        ///< of the computer, what others could not have
    std::optional<base::Bytes> ownMemory;         ///< of this program, in RAM
    std::optional<base::BytesPerSecond> lineOut;  ///< sent over all lines to other computers
    std::optional<base::BytesPerSecond> lineIn;   ///< received
    std::optional<base::BytesPerSecond> diskRead; ///< from all disks
    std::optional<base::BytesPerSecond> diskWritten;
    std::optional<base::BytesPerSecond> ownRead; ///< from disks, by this program
    std::optional<base::BytesPerSecond> ownWritten;
    std::optional<int> batteryPercent; ///< charge, 0–100; nothing without a battery
};

/// Octets that went both ways since the computer or the program started.
struct Flow {
    std::int64_t in = 0;  ///< received, read
    std::int64_t out = 0; ///< sent, written
};

/// Time that passed on all processors together, and what of it was work, in one unit.
struct ProcessorTime {
    double busy = 0;
    double all = 0;
};

/// What the system counts, as it stands now.
struct LoadCounters {
    std::optional<ProcessorTime> computer;
    std::optional<std::chrono::duration<double>> own; ///< time on a processor, of this program
    std::optional<Flow> line;
    std::optional<Flow> disk;
    std::optional<Flow> ownDisk;
    std::optional<base::Bytes> memoryUsed;
    std::optional<int> batteryPercent;
};
/// `proc` and `sys` are Linux's /proc and /sys. Thread: any.
LoadCounters readLoadCounters(const std::filesystem::path& proc, const std::filesystem::path& sys);

/// Turns the system's counters into shares and rates of the time between two readings. Thread: one.
class LoadMeter {
public:
    explicit LoadMeter(std::filesystem::path proc = "/proc", std::filesystem::path sys = "/sys");
    /// The first reading knows no share and no rate yet.
    Load read();

private:
    const std::filesystem::path m_proc;
    const std::filesystem::path m_sys;
    std::optional<LoadCounters> m_before;
    std::chrono::steady_clock::time_point m_read;
};

} // namespace meson::platform
