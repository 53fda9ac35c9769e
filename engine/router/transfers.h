// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"
#include "engine/router/node_registry.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meson::router {

/// How many clients each Terminal is sending to: from the redirect until its first receipt came, or
/// until even a slow client would be through, for those who never went there. A client counts the
/// same whatever it takes of the object, since a line is shared by connections. Thread: the
/// Router's loop.
class Transfers {
public:
    static constexpr std::chrono::seconds kPatience{10}; ///< for a client to come, and its receipt
    static constexpr base::BytesPerSecond kSlow{500'000};

    /// A client was sent to `node` for an object of `length`, by the token with this nonce.
    void began(std::uint64_t nonce, NodeIndex node, base::Bytes length, base::SteadyTime now) {
        if (!m_nodes.try_emplace(nonce, node).second)
            return;
        if (m_counts.size() <= node)
            m_counts.resize(node + std::size_t{1});
        ++m_counts[node];
        m_due.emplace(
            now + kPatience + std::chrono::seconds(length.count() / kSlow.count()), nonce);
    }
    void ended(std::uint64_t nonce) {
        if (const auto found = m_nodes.find(nonce); found != m_nodes.end()) {
            --m_counts[found->second];
            m_nodes.erase(found);
        }
    }
    void expire(base::SteadyTime now) {
        for (; !m_due.empty() && m_due.top().first <= now; m_due.pop())
            ended(m_due.top().second);
    }
    std::uint32_t of(NodeIndex node) const { return node < m_counts.size() ? m_counts[node] : 0; }

private:
    using Due = std::pair<base::SteadyTime, std::uint64_t>;
    std::unordered_map<std::uint64_t, NodeIndex> m_nodes; ///< by nonce
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::vector<std::uint32_t> m_counts; ///< by node
};

} // namespace meson::router
