// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/check_draw.h"

namespace meson::router {

namespace {

// What is about to run out may be gone at a Terminal whose clock is a little ahead.
constexpr std::chrono::minutes kExpiryMargin{1};

/// Traffic × size × newness; what nobody asks for counts a little, too.
double weightOf(const ObjectDemand& object, base::SteadyTime now) {
    const std::chrono::duration<double, std::ratio<3600>> age = now - object.added;
    return (0.1 + object.requestsPerMinute(now)) * static_cast<double>(object.length.count()) *
           (1 + 1 / (1 + age.count()));
}

} // namespace

CheckDraw::CheckDraw(Parts parts, std::chrono::milliseconds interval, std::uint64_t seed)
    : m_parts(parts)
    , m_interval(interval)
    , m_random(seed)
    , m_due(parts.clock.steady() + interval) {}

bool CheckDraw::isDue() {
    const base::SteadyTime now = m_parts.clock.steady();
    if (m_interval.count() == 0 || now < m_due)
        return false;
    m_due =
        now + m_interval / 2 +
        std::chrono::milliseconds(m_random() % static_cast<std::uint64_t>(m_interval.count() + 1));
    return true;
}

const ObjectRecord* CheckDraw::object() {
    const ObjectDemand* drawn = next();
    const ObjectRecord* object = drawn ? m_parts.source.findObject(drawn->id) : nullptr;
    const bool canBeChecked = object && object->length.count() > 0 &&
                              object->expires >= m_parts.clock.wall() + kExpiryMargin;
    return canBeChecked ? object : nullptr;
}

const ObjectDemand* CheckDraw::next() {
    const std::int64_t turn = m_draws++ % kTurn;
    if (turn == 0)
        return m_parts.demand.newest();
    if (turn == kTurn / 2) {
        if (const ObjectDemand* coldest = m_parts.demand.coldest())
            return coldest;
    }
    return weighted();
}

const ObjectDemand* CheckDraw::weighted() {
    const base::SteadyTime now = m_parts.clock.steady();
    const ObjectDemand* drawn = nullptr;
    double total = 0;
    for (std::size_t i = 0; i < kCompared; ++i) {
        const ObjectDemand* object = m_parts.demand.random();
        if (object == nullptr || m_parts.holders.of(object->id).empty())
            continue;
        const double weight = weightOf(*object, now);
        total += weight;
        if (std::uniform_real_distribution<double>(0, total)(m_random) < weight)
            drawn = object;
    }
    return drawn;
}

std::vector<NodeIndex> CheckDraw::holdersOf(const base::ContentId& id) {
    std::vector<NodeIndex> drawn;
    const auto holders = m_parts.holders.of(id);
    const std::size_t first = holders.empty() ? 0 : m_random() % holders.size();
    for (std::size_t i = 0; i < holders.size() && drawn.size() < kTogether; ++i) {
        const NodeIndex node = holders[(first + i) % holders.size()];
        if (m_parts.registry.at(node).isServing())
            drawn.push_back(node);
    }
    return drawn;
}

} // namespace meson::router
