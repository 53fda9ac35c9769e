// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/settlement.h"

#include "engine/protocol/reward_formula.h"

#include <algorithm>
#include <numeric>

namespace meson::router {

namespace {

/// `pool` in proportion to `parts`, which sum to `whole`.
std::vector<base::MicroTokens>
apportion(base::MicroTokens pool, std::span<const std::int64_t> parts, std::int64_t whole) {
    std::vector<base::MicroTokens> shares(parts.size());
    if (whole == 0)
        return shares;
    base::MicroTokens left = pool;
    std::vector<std::int64_t> lost(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        shares[i] = protocol::shareOf(pool, parts[i], whole);
        lost[i] = protocol::roundedAway(pool, parts[i], whole);
        left -= shares[i];
    }
    // Fewer are left than shares were rounded, so each of the first `left` lost something.
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto end = order.begin() + left.count();
    std::partial_sort(order.begin(), end, order.end(), [&lost](std::size_t a, std::size_t b) {
        return lost[a] != lost[b] ? lost[a] > lost[b] : a < b;
    });
    for (auto winner = order.begin(); winner != end; ++winner)
        shares[*winner] += base::MicroTokens(1);
    return shares;
}

} // namespace

Distribution distribute(std::span<const NodeWork> work, base::MicroTokens emission) {
    Distribution result;
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> seconds;
    for (const NodeWork& node : work) {
        weights.push_back(protocol::weightOf(node.credited, node.qualityMillionths).count());
        seconds.push_back(node.qualityMillionths > 0 ? node.standbySeconds : 0);
        result.weights += base::Bytes(weights.back());
        result.standbySeconds += seconds.back();
    }
    const protocol::EmissionPools pools = protocol::poolsOf(emission);
    const auto serving = apportion(pools.serving, weights, result.weights.count());
    const auto standby = apportion(pools.standby, seconds, result.standbySeconds);
    result.rewards.reserve(work.size());
    for (std::size_t i = 0; i < work.size(); ++i)
        result.rewards.push_back({work[i].node, base::Bytes(weights[i]), serving[i], standby[i]});
    return result;
}

base::MicroCredits feeFor(base::Bytes bytes, base::MicroCredits pricePerGigabyte) {
    constexpr std::int64_t kGigabyte = 1'000'000'000;
    return base::MicroCredits(
        protocol::shareOf(base::MicroTokens(pricePerGigabyte.count()), bytes.count(), kGigabyte)
            .count());
}

base::MicroTokens
emissionFor(base::MicroTokens emission, std::int64_t elapsedSeconds, std::int64_t epochSeconds) {
    const std::int64_t counted = std::clamp(elapsedSeconds, std::int64_t{0}, epochSeconds);
    return protocol::shareOf(emission, counted, epochSeconds);
}

} // namespace meson::router
