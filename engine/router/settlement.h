// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace meson::router {

/// What one Terminal did in an epoch.
struct NodeWork {
    std::string node; ///< node id
    base::Bytes credited;
    std::int64_t qualityMillionths = 0; ///< reputation; 0: suspended, earns nothing
    std::int64_t standbySeconds = 0;    ///< ready to serve
};

struct NodeReward {
    std::string node;
    base::MicroTokens serving;
    base::MicroTokens standby;
};

/// The share of the emission that is paid for standing ready: one in a hundred, by time (paying
/// idle nodes breeds farms).
inline constexpr std::int64_t kStandbyShare = 100;

/// Distributes an epoch's emission: serving reward = serving pool × weight ÷ Σ weights with weight
/// = credited bytes × quality × bond factor (1 until bonds exist). Rounds down; what is left stays
/// in the emission account. In order of `work`; nodes that earn nothing are left out.
std::vector<NodeReward> distribute(std::span<const NodeWork> work, base::MicroTokens emission);

/// The fee for `bytes` at a price per 10^9 bytes, rounded down.
base::MicroCredits feeFor(base::Bytes bytes, base::MicroCredits pricePerGigabyte);

/// `emission` of an epoch that was closed early.
base::MicroTokens
emissionFor(base::MicroTokens emission, std::int64_t elapsedSeconds, std::int64_t epochSeconds);

} // namespace meson::router
