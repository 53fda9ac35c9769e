// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace meson::platform {

enum class DiskKind { Unknown, SolidState, Rotating };

/// What the folder's disk is, as far as the system tells. Thread: any.
DiskKind diskKind(const std::filesystem::path& folder);

struct DiskSpeed {
    base::BytesPerSecond write; ///< sequential, until it is on the disk
    base::BytesPerSecond read;  ///< sequential, past the system's cache where it lets us
};

/// Writes `size` bytes (1 MiB steps, 64 MiB at most) to a nameless file in `folder`, reads them
/// back and leaves nothing behind, whatever happens. Nothing if the disk refuses, or if `goesOn`,
/// which is asked before each step, says no. Thread: any; blocks for seconds.
std::optional<DiskSpeed> measureDisk(
    const std::filesystem::path& folder, base::Bytes size,
    const std::function<bool()>& goesOn = [] { return true; });

} // namespace meson::platform
