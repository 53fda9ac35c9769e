// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/temperature.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace meson::platform {
namespace {

using Path = std::filesystem::path;

/// Starts of the names that Linux's drivers give to sensors in or on the processor.
constexpr std::array<std::string_view, 7> kProcessors{
    "x86_pkg_temp", "cpu", "soc", "coretemp", "k10temp", "zenpower", "k8temp"};

bool isProcessor(std::string_view name) {
    return std::any_of(kProcessors.begin(), kProcessors.end(), [name](std::string_view start) {
        return name.starts_with(start);
    });
}

std::vector<Path> entriesOf(const Path& folder) {
    std::vector<Path> entries;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        entries.push_back(entry->path());
    return entries;
}

std::string firstWord(const Path& file) {
    std::ifstream in(file);
    std::string word;
    in >> word;
    return word;
}

/// Thousandths of a degree. A sensor that is broken or asleep says 0 or something absurd.
std::optional<double> celsiusIn(const Path& file) {
    std::ifstream in(file);
    long thousandths = 0;
    if (!(in >> thousandths) || thousandths <= 0 || thousandths >= 150'000)
        return std::nullopt;
    return static_cast<double>(thousandths) / 1000;
}

struct Hottest {
    std::optional<double> processor;
    std::optional<double> any;

    void add(const std::string& name, std::optional<double> celsius) {
        any = std::max(any, celsius);
        if (isProcessor(name))
            processor = std::max(processor, celsius);
    }
};

void addZones(Hottest& hottest, const Path& zones) {
    for (const Path& zone : entriesOf(zones))
        if (zone.filename().string().starts_with("thermal_zone"))
            hottest.add(firstWord(zone / "type"), celsiusIn(zone / "temp"));
}

/// Chips also watch disks and boards, so only those of the processor count.
void addChips(Hottest& hottest, const Path& chips) {
    for (const Path& chip : entriesOf(chips)) {
        const std::string name = firstWord(chip / "name");
        if (!isProcessor(name))
            continue;
        for (const Path& sensor : entriesOf(chip)) {
            const std::string file = sensor.filename().string();
            if (file.starts_with("temp") && file.ends_with("_input"))
                hottest.add(name, celsiusIn(sensor));
        }
    }
}

} // namespace

std::optional<double> processorCelsius(const Path& sys) {
    Hottest hottest;
    addZones(hottest, sys / "class" / "thermal");
    addChips(hottest, sys / "class" / "hwmon");
    return hottest.processor ? hottest.processor : hottest.any;
}

} // namespace meson::platform
