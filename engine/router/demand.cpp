// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/demand.h"

#include <algorithm>
#include <cmath>

namespace meson::router {

double ObjectDemand::requestsPerMinute(base::SteadyTime now) const {
    const std::chrono::duration<double, std::ratio<60>> minutes = now - countedAt;
    return requests * std::exp(-minutes.count());
}

void ObjectDemand::countRequest(base::SteadyTime now) {
    requests = requestsPerMinute(now) + 1;
    countedAt = now;
}

ObjectDemand* DemandTable::find(const base::ContentId& id) {
    const auto found = m_objects.find(id);
    return found == m_objects.end() ? nullptr : &found->second;
}

ObjectDemand&
DemandTable::add(const base::ContentId& id, base::Bytes length, base::SteadyTime now) {
    const auto [place, isNew] = m_objects.try_emplace(id);
    ObjectDemand& object = place->second;
    if (!isNew)
        return object;
    object.id = id;
    object.length = length;
    object.added = now;
    object.countedAt = now;
    object.place = m_list.size();
    m_list.push_back(&object);
    m_newest = id;
    return object;
}

void DemandTable::remove(const base::ContentId& id) {
    const auto found = m_objects.find(id);
    if (found == m_objects.end())
        return;
    const std::size_t place = found->second.place;
    m_list[place] = m_list.back();
    m_list[place]->place = place;
    m_list.pop_back();
    m_objects.erase(found);
}

void DemandTable::visitNext(
    std::size_t count, base::SteadyTime now, const std::function<void(ObjectDemand&)>& visit) {
    for (std::size_t i = 0; i < std::min(count, m_list.size()); ++i) {
        if (m_next >= m_list.size()) {
            m_next = 0;
            m_coldest = std::exchange(m_coldestSoFar, std::nullopt);
        }
        ObjectDemand& object = *m_list[m_next++];
        const double requests = object.requestsPerMinute(now);
        if (!m_coldestSoFar || requests < m_coldestRequests) {
            m_coldestSoFar = object.id;
            m_coldestRequests = requests;
        }
        visit(object);
    }
}

ObjectDemand* DemandTable::random() {
    return m_list.empty() ? nullptr : m_list[m_random() % m_list.size()];
}

ObjectDemand* DemandTable::newest() {
    return find(m_newest);
}

ObjectDemand* DemandTable::coldest() {
    return m_coldest ? find(*m_coldest) : nullptr;
}

} // namespace meson::router
