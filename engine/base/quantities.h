// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace meson::base {

/// Quantities as people write them on a command line. Spaces between number and unit are allowed;
/// case is ignored, except that a rate's "b" is bits and "B" is bytes. Nothing for any other text,
/// for negative values and for overflow. Thread: any.

/// "50GB" (10^9), "1.5 GiB" (2^30), "4096": k, M, G, T with B or iB; a bare number is bytes.
std::optional<Bytes> parseBytes(std::string_view text);
/// "20Mbit/s", "20 Mbps", "2.5MB/s", "512KiB/s" or "unlimited" (0). A bare number is refused: bits
/// or bytes?
std::optional<BytesPerSecond> parseRate(std::string_view text);
/// "250ms", "10s", "5min", "2h", "7d"; a bare number is seconds.
std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);
/// "12.5" tokens or credits in millionths: up to six decimals.
std::optional<std::int64_t> parseMillionths(std::string_view text);

/// "1.5 GB": three significant digits, decimal units.
std::string formatBytes(Bytes bytes);
/// "12.3 Mbit/s".
std::string formatRate(BytesPerSecond rate);
/// "12.5": millionths without trailing zeros.
std::string formatMillionths(std::int64_t millionths);

} // namespace meson::base
