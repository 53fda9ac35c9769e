// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/router/node_registry.h"

#include <array>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <unordered_map>

namespace meson::router {

/// Who was sent where lately: the same client asking for the same object and range within 10 s,
/// without a receipt for the first redirect, is trying again because the node failed it. Thread:
/// the Router's loop.
class RetryMemory {
public:
    static constexpr std::chrono::seconds kWindow{10};
    static constexpr std::size_t kNodes = 3; ///< remembered per request

    using Key = std::uint64_t;
    /// `seed` keeps outsiders from making two requests look like one.
    explicit RetryMemory(std::uint64_t seed)
        : m_seed(seed) {}

    Key keyOf(
        const boost::asio::ip::address& client, const base::ContentId& id,
        std::string_view range) const {
        Key key = m_seed ^ std::hash<boost::asio::ip::address>()(client);
        key = key * kMultiplier + std::hash<base::ContentId>()(id);
        return key * kMultiplier + std::hash<std::string_view>()(range);
    }
    /// Nodes that the same request was sent to in vain.
    std::span<const NodeIndex> triedNodes(Key key, base::SteadyTime now) const {
        const auto found = m_entries.find(key);
        if (found == m_entries.end() || now - found->second.at > kWindow)
            return {};
        return {found->second.nodes.data(), found->second.count};
    }
    void sent(Key key, NodeIndex node, base::SteadyTime now) {
        expire(now);
        Entry& entry = m_entries[key];
        if (now - entry.at > kWindow)
            entry.count = 0;
        entry.at = now;
        entry.nodes[entry.count < kNodes ? entry.count++ : kNodes - 1] = node;
        m_order.push_back({now, key, 0});
    }
    /// The token with this nonce was issued for the request.
    void issued(Key key, std::uint64_t nonce, base::SteadyTime now) {
        m_keys[nonce] = key;
        m_order.push_back({now, key, nonce});
    }
    /// A receipt came in: the node did answer.
    void answered(std::uint64_t nonce) {
        if (const auto found = m_keys.find(nonce); found != m_keys.end()) {
            m_entries.erase(found->second);
            m_keys.erase(found);
        }
    }
    void expire(base::SteadyTime now) {
        for (; !m_order.empty() && now - m_order.front().at > kWindow; m_order.pop_front()) {
            m_keys.erase(m_order.front().nonce);
            const auto found = m_entries.find(m_order.front().key);
            if (found != m_entries.end() && now - found->second.at > kWindow)
                m_entries.erase(found);
        }
    }
    std::size_t count() const { return m_entries.size(); }

private:
    static constexpr Key kMultiplier = 0x9e3779b97f4a7c15U;

    struct Entry {
        base::SteadyTime at;
        std::array<NodeIndex, kNodes> nodes{};
        std::size_t count = 0;
    };
    struct Remembered {
        base::SteadyTime at;
        Key key = 0;
        std::uint64_t nonce = 0;
    };
    const std::uint64_t m_seed;
    std::unordered_map<Key, Entry> m_entries;
    std::unordered_map<std::uint64_t, Key> m_keys; ///< by nonce
    std::deque<Remembered> m_order;
};

} // namespace meson::router
