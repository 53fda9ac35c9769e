// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/router/node_registry.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// How much one object is asked for, and how ordering copies of it went.
struct ObjectDemand {
    base::ContentId id;
    base::Bytes length;
    base::WallTime expires; ///< Router time
    base::SteadyTime added;
    base::SteadyTime countedAt;
    double requests = 0;              ///< of the last minute, decaying; as of countedAt
    base::SteadyTime orderAfter;      ///< back-off after failures
    int failures = 0;                 ///< of orders, since one succeeded
    std::vector<NodeIndex> refusedBy; ///< the latest nodes that could not or would not take it
    std::size_t place = 0;            ///< in the table's list

    double requestsPerMinute(base::SteadyTime now) const;
    void countRequest(base::SteadyTime now);
};

/// All objects that Terminals may hold. Thread: the Router's loop.
class DemandTable {
public:
    explicit DemandTable(std::uint64_t seed)
        : m_random(seed) {}

    ObjectDemand* find(const base::ContentId& id);
    ObjectDemand& add(const base::ContentId& id, base::Bytes length, base::SteadyTime now);
    void remove(const base::ContentId& id);
    std::size_t count() const { return m_list.size(); }

    /// Goes on with the round over all objects, `count` further.
    void visitNext(
        std::size_t count, base::SteadyTime now, const std::function<void(ObjectDemand&)>& visit);
    /// Any object, each as likely as the other.
    ObjectDemand* random();
    ObjectDemand* newest();
    /// The one least asked for in the last complete round.
    ObjectDemand* coldest();

private:
    std::mt19937_64 m_random;
    std::unordered_map<base::ContentId, ObjectDemand> m_objects;
    std::vector<ObjectDemand*> m_list;
    std::size_t m_next = 0;
    base::ContentId m_newest;
    std::optional<base::ContentId> m_coldestSoFar;
    double m_coldestRequests = 0;
    std::optional<base::ContentId> m_coldest;
};

} // namespace meson::router
