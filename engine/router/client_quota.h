// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace meson::router {

/// How many bytes each client network (/24 or /48) had counted in the running epoch. What exceeds
/// the quota is held until the epoch's end and counts only as far as it is corroborated, so that a
/// bot that merely collects redirects earns nothing by it. Thread: the Router's loop.
class ClientQuota {
public:
    explicit ClientQuota(base::Bytes quota)
        : m_quota(quota) {}

    /// The part of `bytes` that counts at once. Network 0, the Router itself, has no quota.
    base::Bytes take(std::uint64_t network, base::Bytes bytes) {
        if (network == 0)
            return bytes;
        base::Bytes& used = m_used[network];
        const base::Bytes counted =
            std::clamp(bytes, base::Bytes(0), std::max(m_quota - used, base::Bytes(0)));
        used += counted;
        return counted;
    }
    bool isUsedUp(std::uint64_t network) const {
        const auto found = m_used.find(network);
        return found != m_used.end() && found->second >= m_quota;
    }
    /// What take() counted could not be written down.
    void giveBack(std::uint64_t network, base::Bytes bytes) {
        if (const auto found = m_used.find(network); found != m_used.end())
            found->second = std::max(found->second - bytes, base::Bytes(0));
    }
    /// What an earlier run counted in this epoch.
    void restore(std::uint64_t network, base::Bytes used) { m_used[network] = used; }
    void startEpoch() { m_used.clear(); }

private:
    const base::Bytes m_quota;
    std::unordered_map<std::uint64_t, base::Bytes> m_used;
};

} // namespace meson::router
