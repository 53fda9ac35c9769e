// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace meson::platform {

/// The hottest sensor of the processor, in °C; where none is named so, the hottest thermal zone.
/// Nothing where it cannot be read (all systems but Linux). `sys` is Linux's /sys. Thread: any.
std::optional<double> processorCelsius(const std::filesystem::path& sys = "/sys");

} // namespace meson::platform
