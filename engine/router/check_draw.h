// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/demand.h"
#include "engine/router/holders.h"
#include "engine/router/scheduler.h"

#include <chrono>
#include <queue>
#include <random>
#include <vector>

namespace meson::router {

/// Decides when each Terminal is checked, for which object of its index, and who is asked with it
/// (W26): each has its own turns, so that checks grow with the network. Objects are drawn weighted
/// by demand × size × newness; the newest and the coldest have their turns. All who hold the object
/// are asked at the same time. Thread: the Router's loop.
class CheckDraw {
public:
    /// Holders that are asked at the same time, at most: as many copies as can be asked for.
    static constexpr std::size_t kTogether = 64;
    /// Of so many draws for a Terminal one is the newest, one the coldest object.
    static constexpr std::uint32_t kTurns = 8;
    /// Objects that one draw compares.
    static constexpr std::size_t kCompared = 16;

    struct Parts {
        const NodeRegistry& registry;
        Holders& holders;
        DemandTable& demand;
        const ObjectSource& source;
        const base::Clock& clock;
    };
    /// `interval` is between two turns of one Terminal; 0: nobody's comes.
    CheckDraw(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed);

    struct Draw {
        const ObjectRecord* object = nullptr; ///< has content, and does not run out soon
        std::vector<NodeIndex> nodes;         ///< in random order
    };
    /// One for each Terminal whose turn has come and who has something to check. A turn comes
    /// between half and one and a half intervals after the last one, so that nobody can tell when.
    std::vector<Draw> due();
    /// The next Terminal's, before its time.
    Draw next();
    std::mt19937_64& random() { return m_random; }

private:
    struct Turn {
        base::SteadyTime time;
        NodeIndex node = kNoNode;
        std::uint32_t number = 0;

        friend bool operator>(const Turn& a, const Turn& b) { return a.time > b.time; }
    };

    void addNewcomers();
    Draw take();
    std::chrono::milliseconds upToInterval();
    const ObjectRecord* drawFor(NodeIndex node, std::uint32_t turn);
    const ObjectDemand* ofTurn(NodeIndex node, std::uint32_t turn);
    std::vector<NodeIndex> together(NodeIndex node, const base::ContentId& id);

    Parts m_parts;
    const std::chrono::milliseconds m_interval;
    std::mt19937_64 m_random;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> m_turns; ///< one for each node
    NodeIndex m_known = 0;                                                ///< nodes with a turn
};

} // namespace meson::router
