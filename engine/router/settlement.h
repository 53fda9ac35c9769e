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
    std::string cause = {};             ///< why the quality is below 1
};

struct NodeReward {
    std::string node;
    base::Bytes weight;
    base::MicroTokens serving;
    base::MicroTokens standby;
};

/// An epoch's rewards, and the sums that they are shares of.
struct Distribution {
    std::vector<NodeReward> rewards; ///< one for each NodeWork, in its order
    base::Bytes weights;
    std::int64_t standbySeconds = 0;
};

/// Distributes an epoch's emission by protocol/reward_formula.h. A pool that anyone has a share of
/// is given out to the last micro-token (largest remainders first, then the order of `work`); one
/// that nobody has a share of stays in the emission account.
Distribution distribute(std::span<const NodeWork> work, base::MicroTokens emission);

/// The fee for `bytes` at a price per 10^9 bytes, rounded down.
base::MicroCredits feeFor(base::Bytes bytes, base::MicroCredits pricePerGigabyte);

/// `emission` of an epoch that was closed early.
base::MicroTokens
emissionFor(base::MicroTokens emission, std::int64_t elapsedSeconds, std::int64_t epochSeconds);

} // namespace meson::router
