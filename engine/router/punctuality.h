// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/node_registry.h"

#include <chrono>
#include <cstddef>
#include <deque>
#include <unordered_map>

namespace meson::router {

/// Time for the answer to one check, besides the round trips.
struct CheckPatience {
    std::chrono::milliseconds base{50};
    std::chrono::milliseconds perLeaf{15}; ///< of tags
};

enum class Arrival { InTime, Late };

/// Tells Terminals that are late from those that were late once: one is if its latest answer was,
/// and so was the median of its latest kJudged. Thread: the Router's loop.
class Punctuality {
public:
    static constexpr std::size_t kJudged = 9;

    /// Enters an answer; whether the Terminal is late.
    bool isLate(NodeIndex node, Arrival arrival);
    /// Starts anew with this one.
    void forget(NodeIndex node) { m_latest.erase(node); }

private:
    std::unordered_map<NodeIndex, std::deque<Arrival>> m_latest;
};

} // namespace meson::router
