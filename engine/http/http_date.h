// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace meson::http {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 §5.6.7).
std::string formatHttpDate(base::WallTime time);

/// Reads IMF-fixdate and the two obsolete forms (RFC 850, asctime); nothing for any other text. A
/// year of two digits is the latest one not more than 50 years after `now`. Times out of the
/// clock's range become its ends.
std::optional<base::WallTime> parseHttpDate(std::string_view text, base::WallTime now);

} // namespace meson::http
