// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <filesystem>
#include <string_view>

namespace meson::base {

/// What installLogging() writes to standard error goes to `file` too from now on. When it has
/// `most` bytes it becomes "<file>.1" and is begun anew. False: it cannot be written. Thread: any.
bool keepLogFile(const std::filesystem::path& file, Bytes most);

/// One line with its end; nothing happens where no file is kept. Thread: any.
void writeToLogFile(std::string_view line);

} // namespace meson::base
