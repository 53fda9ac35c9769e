// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace meson::platform {

/// Small files that are written whole; those that hold keys and tokens only their owner may read.
/// Their bytes are on the disk before they get their name: a power cut leaves the old file or the
/// new one. Thread: any. Blocking.

/// Creates or replaces `file` (and its folder) with mode 0600: private before the first byte, named
/// when complete.
bool savePrivateFile(const std::filesystem::path& file, std::string_view text);
/// Creates or replaces `file` (and its folder), named when complete: for what other programs of
/// this computer may read.
bool savePublicFile(const std::filesystem::path& file, std::string_view text);
/// Makes an empty one if there is no `file` yet, for programs that keep a file's mode (SQLite). Its
/// folder must exist.
bool ensurePrivateFile(const std::filesystem::path& file);
/// The whole file, or nothing if it cannot be read.
std::optional<std::string> readFile(const std::filesystem::path& file);
/// Whether no other user may read or write it. On Windows the profile folder's own rules keep
/// others out: always true.
bool isPrivateFile(const std::filesystem::path& file);

} // namespace meson::platform
