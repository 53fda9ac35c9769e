// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/placement.h"

#include <algorithm>
#include <cmath>

namespace meson::router {

namespace {

double score(const PlacementCandidate& candidate) {
    const double freeShare = candidate.total.count() > 0 ? candidate.free / candidate.total : 0;
    return 0.5 * freeShare + 0.3 * (1 - std::min(1.0, candidate.load)) + 0.2 * candidate.quality;
}

} // namespace

std::size_t
Placement::wantedCopies(double requestsPerMinute, base::Bytes length, std::size_t nodes) const {
    const double weight = std::max(1.0, length / kOrdinary);
    const double byDemand = std::ceil(requestsPerMinute * weight / m_rules.requestsPerCopy);
    const auto wanted = std::max(
        static_cast<std::size_t>(m_rules.minimumCopies), static_cast<std::size_t>(byDemand));
    return std::min(wanted, nodes);
}

std::optional<std::size_t> Placement::best(
    std::span<const PlacementCandidate> candidates, base::Bytes length,
    std::span<const std::uint64_t> networks) const {
    std::optional<std::size_t> best;
    double bestScore = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const PlacementCandidate& candidate = candidates[i];
        if (candidate.free < length)
            continue;
        if (m_rules.diversity == NetworkDiversity::Required &&
            std::count(networks.begin(), networks.end(), candidate.network) >= kCopiesPerNetwork)
            continue;
        if (const double s = score(candidate); !best || s > bestScore) {
            best = i;
            bestScore = s;
        }
    }
    return best;
}

std::optional<std::size_t> Placement::pick(std::span<const double> loads) {
    if (loads.empty())
        return std::nullopt;
    return static_cast<std::size_t>(std::min_element(loads.begin(), loads.end()) - loads.begin());
}

} // namespace meson::router
