// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace meson::platform {

/// A program that the desktop starts when its user logs in: a file in `autostart` on Linux
/// (freedesktop Autostart specification), a value under `Run` of the user's registry on Windows, a
/// LaunchAgent on macOS. Thread: any. Blocking.
struct LoginItem {
    std::string id;   ///< "network.meson.Miner"
    std::string name; ///< for people
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::string icon; ///< by its name in the desktop's themes
};

bool isLoginItem(const std::string& id);
/// Adds it or replaces what was there by this id; false: the system refused.
bool addLoginItem(const LoginItem& item);
/// True also where there was none.
bool removeLoginItem(const std::string& id);

/// What a user would start to get this program: the AppImage that it came in, else `executable`.
std::filesystem::path startedProgram(const std::filesystem::path& executable);

} // namespace meson::platform
