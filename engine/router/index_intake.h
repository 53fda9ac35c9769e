// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/messages.h"
#include "engine/router/holders.h"

#include <vector>

namespace meson::router {

/// Keeps the Router's copy of every Terminal's index and finds out when the two disagree (W20).
/// Thread: the Router's loop.
class IndexIntake {
public:
    explicit IndexIntake(Holders& holders)
        : m_holders(holders) {}

    enum class Verdict {
        Taken,
        Gap, ///< A part or a change is missing, or the digest differs: the full index is needed.
    };
    Verdict take(NodeIndex node, const protocol::Index& index);
    /// Whether the node must send its full index, judged by what its heartbeat says of it.
    bool needsFull(NodeIndex node, std::int64_t sequence, const base::Sha256& digest);
    /// The node registered anew: nothing is known of its index.
    void forget(NodeIndex node);

private:
    /// Heartbeats that may announce a state whose delta has not come yet.
    static constexpr int kPatience = 4;

    struct State {
        bool isKnown = false;
        std::int64_t sequence = 0;
        int beatsAhead = 0;
        std::vector<base::ContentId> parts; ///< of a full index that is coming in
        std::int64_t partsSequence = 0;
    };
    State& state(NodeIndex node);
    Verdict takeFull(NodeIndex node, const protocol::Index& index);
    Verdict settle(NodeIndex node, const protocol::Index& index);

    Holders& m_holders;
    std::vector<State> m_states;
};

} // namespace meson::router
