// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <cstdint>

/// How an epoch's emission is shared, as PROTOCOL.md has it: the Router settles by these functions
/// and a Terminal checks its statements by them. All in integers. Thread: any.
namespace meson::protocol {

/// A quality of 1.
inline constexpr std::int64_t kFullQuality = 1'000'000;
/// One part in so many of the emission is paid for standing ready, by time; idle nodes earn next to
/// nothing.
inline constexpr std::int64_t kStandbyPart = 100;

/// Credited bytes × quality × bond factor (1 until bonds exist), rounded down.
base::Bytes weightOf(base::Bytes credited, std::int64_t qualityMillionths);

struct EmissionPools {
    base::MicroTokens serving;
    base::MicroTokens standby;
};
EmissionPools poolsOf(base::MicroTokens emission);

/// pool × part ÷ whole, rounded down; 0 if `whole` is. What rounding leaves goes, one micro-token
/// each, to those whose share lost most by it.
base::MicroTokens shareOf(base::MicroTokens pool, std::int64_t part, std::int64_t whole);
/// What shareOf() rounded away, in 1 ÷ `whole`; less than `whole`.
std::int64_t roundedAway(base::MicroTokens pool, std::int64_t part, std::int64_t whole);

} // namespace meson::protocol
