// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace meson::router {

/// What placement weighs of a Terminal that could take one more copy.
struct PlacementCandidate {
    base::Bytes free;          ///< what it could still take, orders under way deducted
    base::Bytes total;         ///< free and used
    double load = 0;           ///< share of its upload that is spoken for, 0 and up
    double quality = 1;        ///< reputation, 0 to 1
    std::uint64_t network = 0; ///< stands for its /24 or /48
};

/// Whether copies of one object must be spread over networks: the rule in public, off in a demo on
/// one computer.
enum class NetworkDiversity { Required, Ignored };

struct PlacementRules {
    int minimumCopies = 2;
    double requestsPerCopy = 30; ///< a minute, of objects up to Placement::kOrdinary
    NetworkDiversity diversity = NetworkDiversity::Required;
};

/// Decides how many copies an object should have, who takes the next one and who answers a request
/// (W23–W25, W30). Pure: no state, no clock, no randomness of its own. Thread: any.
class Placement {
public:
    /// How many nodes are looked at for one decision.
    static constexpr std::size_t kSample = 8;
    /// Copies of one object in one network, where diversity is required.
    static constexpr std::ptrdiff_t kCopiesPerNetwork = 2;
    /// What is longer counts as several requests: 30 a minute of this length are 40 Mbit/s.
    static constexpr base::Bytes kOrdinary{10'000'000};

    explicit Placement(PlacementRules rules)
        : m_rules(rules) {}

    /// clamp(minimum, ⌈requests a minute × max(1, length ÷ ordinary) ÷ requests per copy⌉, nodes).
    std::size_t wantedCopies(double requestsPerMinute, base::Bytes length, std::size_t nodes) const;

    /// The candidate that should take an object of `length` bytes, or nothing if none can.
    /// `networks` are those of its present holders.
    std::optional<std::size_t> best(
        std::span<const PlacementCandidate> candidates, base::Bytes length,
        std::span<const std::uint64_t> networks) const;

    /// Among the loads of eligible holders in random order: the first of the least loaded.
    static std::optional<std::size_t> pick(std::span<const double> loads);

private:
    PlacementRules m_rules;
};

} // namespace meson::router
