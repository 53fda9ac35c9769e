// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace meson::platform {

/// From now on a crash of this process (a fault, an abort) first writes its cause and the call
/// stack to `file`, as offsets in the program and its libraries; then the process ends as it would
/// have. What runs then only uses what is allowed in a signal handler. Thread: main, whose stack
/// may overflow too.
void writeCrashesTo(const std::filesystem::path& file);

} // namespace meson::platform
