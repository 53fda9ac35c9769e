// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

namespace meson::router {

/// What clients' redirects and spot checks have in common, so that neither stands out.
inline constexpr std::chrono::seconds kTokenLife{120};           ///< at least
inline constexpr base::BytesPerSecond kSlowestClient{64 * 1024}; ///< for which it is long enough

/// How long a token for `length` bytes is good.
inline std::chrono::seconds tokenLifeFor(base::Bytes length) {
    return std::max(kTokenLife, std::chrono::seconds(length.count() / kSlowestClient.count()));
}

/// The last path segment of a target: players and people see the file's name in the redirect's.
inline std::string fileNameOf(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return name.empty() || name.size() > 255 ? "object" : std::string(name);
}

} // namespace meson::router
