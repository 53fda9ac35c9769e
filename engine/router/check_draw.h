// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/demand.h"
#include "engine/router/holders.h"
#include "engine/router/scheduler.h"

#include <chrono>
#include <random>
#include <vector>

namespace meson::router {

/// Decides when the next spot check comes, which object it is about and who is asked (W26). Draws
/// are weighted by demand × size × newness; the newest and the coldest object have their turn.
/// Thread: the Router's loop.
class CheckDraw {
public:
    static constexpr std::size_t kTogether = 4; ///< holders that are asked at the same time
    /// Of so many draws one is the newest, one the coldest object.
    static constexpr std::int64_t kTurn = 8;
    /// Objects that one weighted draw compares.
    static constexpr std::size_t kCompared = 16;

    struct Parts {
        const NodeRegistry& registry;
        const Holders& holders;
        DemandTable& demand;
        const ObjectSource& source;
        const base::Clock& clock;
    };
    /// `interval` 0: never due.
    CheckDraw(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed);

    /// True between half and one and a half intervals after the last time, so that nobody can tell
    /// when the next check comes.
    bool isDue();
    /// What to check; null: nothing that can be. It has content, and does not run out soon.
    const ObjectRecord* object();
    /// Serving holders, at most kTogether, in random order of the first.
    std::vector<NodeIndex> holdersOf(const base::ContentId& id);
    std::mt19937_64& random() { return m_random; }

private:
    const ObjectDemand* next();
    const ObjectDemand* weighted();

    Parts m_parts;
    const std::chrono::milliseconds m_interval;
    std::mt19937_64 m_random;
    base::SteadyTime m_due;
    std::int64_t m_draws = 0;
};

} // namespace meson::router
