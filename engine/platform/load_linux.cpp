// SPDX-License-Identifier: GPL-3.0-or-later
// The system's counters on Linux, from /proc and /sys.
#include "engine/platform/load.h"

#if defined(__linux__)

#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>

namespace meson::platform {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kSector = 512; // of /proc/diskstats, whatever the disk's own size

/// The line "cpu user nice system idle iowait irq softirq steal …" of /proc/stat.
std::optional<ProcessorTime> computerTime(const fs::path& proc) {
    std::ifstream in(proc / "stat");
    std::string word;
    if (!(in >> word) || word != "cpu")
        return std::nullopt;
    ProcessorTime time;
    double ticks = 0;
    for (int field = 0; field < 8 && in >> ticks; ++field) {
        time.all += ticks;
        if (field != 3 && field != 4)
            time.busy += ticks;
    }
    return time;
}

std::optional<std::chrono::duration<double>> ownTime() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return std::nullopt;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return std::chrono::duration<double>(seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

std::optional<base::Bytes> memoryUsed(const fs::path& proc) {
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

bool isDevice(const fs::path& entry) {
    std::error_code error;
    return fs::exists(entry / "device", error);
}

/// Lines "  eth0: bytes packets errs drop fifo frame compressed multicast bytes …". Bridges and
/// tunnels would count twice, so only lines with a device behind them count, where there is one.
std::optional<Flow> lineFlow(const fs::path& proc, const fs::path& sys) {
    std::ifstream in(proc / "net" / "dev");
    std::optional<Flow> devices;
    std::optional<Flow> all;
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.find(':');
        const auto start = line.find_first_not_of(' ');
        if (colon == std::string::npos || start >= colon)
            continue;
        const std::string name = line.substr(start, colon - start);
        std::istringstream fields(line.substr(colon + 1));
        Flow flow;
        std::int64_t other = 0;
        fields >> flow.in;
        for (int i = 0; i < 7; ++i)
            fields >> other;
        if (name == "lo" || !(fields >> flow.out))
            continue;
        const auto add = [&flow](std::optional<Flow>& sum) {
            sum = Flow{sum.value_or(Flow{}).in + flow.in, sum.value_or(Flow{}).out + flow.out};
        };
        add(all);
        if (isDevice(sys / "class" / "net" / name))
            add(devices);
    }
    return devices ? devices : all;
}

/// Lines "major minor name reads merged sectors ms writes merged sectors …" of whole disks.
std::optional<Flow> diskFlow(const fs::path& proc, const fs::path& sys) {
    std::ifstream in(proc / "diskstats");
    std::optional<Flow> sum;
    for (std::string line; std::getline(in, line);) {
        std::istringstream fields(line);
        std::string name;
        std::int64_t major = 0, minor = 0, reads = 0, merged = 0, read = 0, ms = 0, writes = 0,
                     written = 0;
        if (!(fields >> major >> minor >> name >> reads >> merged >> read >> ms >> writes >>
              merged >> written) ||
            !isDevice(sys / "block" / name))
            continue;
        const Flow before = sum.value_or(Flow{});
        sum = Flow{before.in + read * kSector, before.out + written * kSector};
    }
    return sum;
}

std::optional<Flow> ownDiskFlow(const fs::path& proc) {
    std::ifstream in(proc / "self" / "io");
    std::optional<std::int64_t> read, written;
    std::string name;
    for (std::int64_t octets = 0; in >> name >> octets;) {
        if (name == "read_bytes:")
            read = octets;
        else if (name == "write_bytes:")
            written = octets;
    }
    if (!read || !written)
        return std::nullopt;
    return Flow{*read, *written};
}

std::optional<int> batteryPercent(const fs::path& sys) {
    std::error_code error;
    fs::directory_iterator supply(sys / "class" / "power_supply", error);
    for (; !error && supply != fs::directory_iterator(); supply.increment(error)) {
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

} // namespace

LoadCounters readLoadCounters(const fs::path& proc, const fs::path& sys) {
    return {computerTime(proc), ownTime(),        lineFlow(proc, sys), diskFlow(proc, sys),
            ownDiskFlow(proc),  memoryUsed(proc), batteryPercent(sys)};
}

} // namespace meson::platform

#endif
