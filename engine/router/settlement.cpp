// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/settlement.h"

#include <algorithm>

namespace meson::router {

namespace {

// Emission (< 2^40) × bytes (< 2^63) × millionths (< 2^20) fits in 128 bits.
__extension__ using Wide = unsigned __int128;

Wide weightOf(const NodeWork& work) {
    return static_cast<Wide>(work.credited.count()) * static_cast<Wide>(work.qualityMillionths);
}

base::MicroTokens share(base::MicroTokens pool, Wide part, Wide whole) {
    if (whole == 0)
        return base::MicroTokens(0);
    return base::MicroTokens(
        static_cast<std::int64_t>(static_cast<Wide>(pool.count()) * part / whole));
}

} // namespace

std::vector<NodeReward> distribute(std::span<const NodeWork> work, base::MicroTokens emission) {
    Wide weights = 0;
    Wide seconds = 0;
    for (const NodeWork& node : work) {
        weights += weightOf(node);
        seconds += node.qualityMillionths > 0 ? static_cast<Wide>(node.standbySeconds) : 0;
    }
    const base::MicroTokens standbyPool = emission / kStandbyShare;
    const base::MicroTokens servingPool = emission - standbyPool;
    std::vector<NodeReward> rewards;
    for (const NodeWork& node : work) {
        if (node.qualityMillionths == 0)
            continue;
        NodeReward reward{
            node.node, share(servingPool, weightOf(node), weights),
            share(standbyPool, static_cast<Wide>(node.standbySeconds), seconds)};
        if (reward.serving.count() > 0 || reward.standby.count() > 0)
            rewards.push_back(std::move(reward));
    }
    return rewards;
}

base::MicroCredits feeFor(base::Bytes bytes, base::MicroCredits pricePerGigabyte) {
    constexpr Wide kGigabyte = 1'000'000'000;
    return base::MicroCredits(static_cast<std::int64_t>(
        static_cast<Wide>(bytes.count()) * static_cast<Wide>(pricePerGigabyte.count()) /
        kGigabyte));
}

base::MicroTokens
emissionFor(base::MicroTokens emission, std::int64_t elapsedSeconds, std::int64_t epochSeconds) {
    const std::int64_t counted = std::clamp(elapsedSeconds, std::int64_t{0}, epochSeconds);
    return share(emission, static_cast<Wide>(counted), static_cast<Wide>(epochSeconds));
}

} // namespace meson::router
