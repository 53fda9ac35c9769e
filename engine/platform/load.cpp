// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/load.h"

#include "engine/platform/host.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

#if defined(_WIN32)
#include <windows.h>
#else
#include <sys/resource.h>
#endif

namespace meson::platform {
namespace {

using Seconds = std::chrono::duration<double>;

#if defined(_WIN32)

double hundredNanoseconds(const FILETIME& time) {
    return static_cast<double>(
        (static_cast<std::uint64_t>(time.dwHighDateTime) << 32) | time.dwLowDateTime);
}

std::optional<Seconds> ownTime() {
    FILETIME created{}, ended{}, kernel{}, user{};
    if (!GetProcessTimes(GetCurrentProcess(), &created, &ended, &kernel, &user))
        return std::nullopt;
    return Seconds((hundredNanoseconds(kernel) + hundredNanoseconds(user)) / 1e7);
}

std::optional<base::Bytes> memoryUsed(const std::filesystem::path&) {
    MEMORYSTATUSEX status{};
    status.dwLength = sizeof status;
    if (!GlobalMemoryStatusEx(&status))
        return std::nullopt;
    return base::Bytes(static_cast<std::int64_t>(status.ullTotalPhys - status.ullAvailPhys));
}

std::optional<int> batteryPercent(const std::filesystem::path&) {
    SYSTEM_POWER_STATUS status{};
    if (!GetSystemPowerStatus(&status) || status.BatteryLifePercent > 100)
        return std::nullopt;
    return status.BatteryLifePercent;
}

#else

std::optional<Seconds> ownTime() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return std::nullopt;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return Seconds(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

std::optional<base::Bytes> memoryUsed(const std::filesystem::path& proc) {
    std::ifstream in(proc / "meminfo");
    std::int64_t total = -1;
    std::int64_t available = -1;
    std::string name;
    std::string rest;
    for (std::int64_t kibibytes = 0; in >> name >> kibibytes; std::getline(in, rest)) {
        if (name == "MemTotal:")
            total = kibibytes;
        else if (name == "MemAvailable:")
            available = kibibytes;
    }
    if (total < 0 || available < 0 || available > total)
        return std::nullopt;
    return base::kibibytes(total - available);
}

std::optional<int> batteryPercent(const std::filesystem::path& sys) {
    std::error_code error;
    std::filesystem::directory_iterator supply(sys / "class" / "power_supply", error);
    for (; !error && supply != std::filesystem::directory_iterator(); supply.increment(error)) {
        std::ifstream type(supply->path() / "type");
        std::ifstream scope(supply->path() / "scope");
        std::ifstream capacity(supply->path() / "capacity");
        std::string word;
        std::string whose;
        int percent = -1;
        scope >> whose; // "Device": a mouse or the like
        if (type >> word && word == "Battery" && whose != "Device" && capacity >> percent &&
            percent >= 0 && percent <= 100)
            return percent;
    }
    return std::nullopt;
}

#endif

} // namespace

LoadMeter::LoadMeter(std::filesystem::path proc, std::filesystem::path sys)
    : m_proc(std::move(proc))
    , m_sys(std::move(sys)) {}

#if defined(_WIN32)

std::optional<LoadMeter::Times> LoadMeter::computerTimes() const {
    FILETIME idle{}, kernel{}, user{};
    if (!GetSystemTimes(&idle, &kernel, &user))
        return std::nullopt;
    const double all = hundredNanoseconds(kernel) + hundredNanoseconds(user); // kernel has idle
    return Times{all - hundredNanoseconds(idle), all};
}

#else

/// The line "cpu user nice system idle iowait irq softirq steal …" of /proc/stat.
std::optional<LoadMeter::Times> LoadMeter::computerTimes() const {
    std::ifstream in(m_proc / "stat");
    std::string word;
    if (!(in >> word) || word != "cpu")
        return std::nullopt;
    Times times;
    double ticks = 0;
    for (int field = 0; field < 8 && in >> ticks; ++field) {
        times.all += ticks;
        if (field != 3 && field != 4)
            times.busy += ticks;
    }
    return times;
}

#endif

std::optional<double> LoadMeter::share(double work, double span) const {
    if (span <= 0)
        return std::nullopt;
    return std::clamp(work / span, 0.0, 1.0);
}

Load LoadMeter::read() {
    Load load;
    const auto now = std::chrono::steady_clock::now();
    const auto computer = computerTimes();
    const auto own = ownTime();
    if (computer && m_computer)
        load.computerBusy =
            share(computer->busy - m_computer->busy, computer->all - m_computer->all);
    if (own && m_own) {
        const double cores = std::max(1U, std::thread::hardware_concurrency());
        load.ownBusy = share((*own - *m_own).count(), Seconds(now - m_read).count() * cores);
    }
    m_computer = computer;
    m_own = own;
    m_read = now;
    load.memoryUsed = memoryUsed(m_proc);
    if (const base::Bytes resident = residentMemory(); resident.count() > 0)
        load.ownMemory = resident;
    load.batteryPercent = batteryPercent(m_sys);
    return load;
}

} // namespace meson::platform
