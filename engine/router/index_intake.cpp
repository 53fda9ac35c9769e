// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/index_intake.h"

namespace meson::router {

IndexIntake::State& IndexIntake::state(NodeIndex node) {
    if (node >= m_states.size())
        m_states.resize(node + 1);
    return m_states[node];
}

void IndexIntake::forget(NodeIndex node) {
    state(node) = State();
}

IndexIntake::Verdict IndexIntake::take(NodeIndex node, const protocol::Index& index) {
    if (index.full)
        return takeFull(node, index);
    const State& known = state(node);
    if (!known.isKnown || index.from != known.sequence)
        return Verdict::Gap;
    for (const auto& entry : index.added)
        m_holders.list(node, entry.id);
    for (const auto& removal : index.removed)
        m_holders.unlist(node, removal.id);
    return settle(node, index);
}

IndexIntake::Verdict IndexIntake::takeFull(NodeIndex node, const protocol::Index& index) {
    State& known = state(node);
    if (index.from == 0) {
        known.parts.clear();
        known.partsSequence = index.sequence;
    }
    if (index.sequence != known.partsSequence ||
        index.from != static_cast<std::int64_t>(known.parts.size()))
        return Verdict::Gap;
    for (const auto& entry : index.added)
        known.parts.push_back(entry.id);
    if (!index.last)
        return Verdict::Taken;
    m_holders.listOnly(node, known.parts);
    known.parts = {};
    return settle(node, index);
}

IndexIntake::Verdict IndexIntake::settle(NodeIndex node, const protocol::Index& index) {
    State& known = state(node);
    known.isKnown = m_holders.digestOf(node) == index.digest;
    known.sequence = index.sequence;
    known.beatsAhead = 0;
    return known.isKnown ? Verdict::Taken : Verdict::Gap;
}

bool IndexIntake::needsFull(NodeIndex node, std::int64_t sequence, const base::Sha256& digest) {
    State& known = state(node);
    if (known.isKnown && sequence == known.sequence) {
        known.beatsAhead = 0;
        known.isKnown = digest == m_holders.digestOf(node);
        return !known.isKnown;
    }
    // A delta may be on its way; a node that was never heard in full gets no such patience.
    return !known.isKnown || ++known.beatsAhead > kPatience;
}

} // namespace meson::router
