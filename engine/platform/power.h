// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace meson::platform {

/// Whether the computer runs on its battery now. A computer without one is not. Nothing where it
/// cannot be read. `supplies` is where Linux lists them. Thread: any.
std::optional<bool> isOnBattery(const std::filesystem::path& supplies = "/sys/class/power_supply");

/// Whether the connection to the internet is paid by volume, as NetworkManager knows or guesses
/// (Linux). Nothing elsewhere. Thread: any; asks over D-Bus and blocks for a second at most.
std::optional<bool> isMetered();

/// While it lives, the computer does not go to sleep by itself: by logind on Linux, by the system's
/// execution state on Windows, by a power assertion on macOS. Thread: one; asking blocks for a
/// second at most.
class KeepAwake {
public:
    /// `why` is shown to people by the system's own tools. Nothing where it cannot be done.
    static std::unique_ptr<KeepAwake> hold(const std::string& why);
    virtual ~KeepAwake() = default;

protected:
    KeepAwake() = default;
};

} // namespace meson::platform
