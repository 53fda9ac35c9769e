// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/check_draw.h"

#include <algorithm>

namespace meson::router {

namespace {

// What is about to run out may be gone at a Terminal whose clock is a little ahead.
constexpr std::chrono::minutes kExpiryMargin{1};

// Among the turns of a Terminal.
constexpr std::uint32_t kNewest = 0;
constexpr std::uint32_t kColdest = CheckDraw::kTurns / 2;

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
    , m_random(seed) {}

std::chrono::milliseconds CheckDraw::upToInterval() {
    return std::chrono::milliseconds(
        m_random() % static_cast<std::uint64_t>(m_interval.count() + 1));
}

/// The first turn of each comes within an interval, and may be of any kind.
void CheckDraw::addNewcomers() {
    for (; m_known < m_parts.registry.size(); ++m_known)
        m_turns.push(
            {m_parts.clock.steady() + upToInterval(), m_known,
             static_cast<std::uint32_t>(m_random())});
}

std::vector<CheckDraw::Draw> CheckDraw::due() {
    std::vector<Draw> draws;
    if (m_interval.count() == 0)
        return draws;
    addNewcomers();
    while (!m_turns.empty() && m_turns.top().time <= m_parts.clock.steady()) {
        if (Draw draw = take(); draw.object != nullptr)
            draws.push_back(std::move(draw));
    }
    return draws;
}

CheckDraw::Draw CheckDraw::next() {
    addNewcomers();
    return m_turns.empty() ? Draw() : take();
}

CheckDraw::Draw CheckDraw::take() {
    Turn turn = m_turns.top();
    m_turns.pop();
    const NodeIndex node = turn.node;
    const bool isServing = m_parts.registry.at(node).isServing();
    const ObjectRecord* object = isServing ? drawFor(node, turn.number % kTurns) : nullptr;
    // After now also if no time passes between two.
    turn.time = std::max(turn.time, m_parts.clock.steady()) + m_interval / 2 + upToInterval() +
                std::chrono::nanoseconds(1);
    ++turn.number;
    m_turns.push(turn);
    return object == nullptr ? Draw() : Draw{object, together(node, object->id)};
}

const ObjectRecord* CheckDraw::drawFor(NodeIndex node, std::uint32_t turn) {
    const ObjectDemand* drawn = ofTurn(node, turn);
    const ObjectRecord* object = drawn ? m_parts.source.findObject(drawn->id) : nullptr;
    const bool canBeChecked = object && object->length.count() > 0 &&
                              object->expires >= m_parts.clock.wall() + kExpiryMargin;
    return canBeChecked ? object : nullptr;
}

/// The network's newest or coldest object if the Terminal has it, else that of those compared.
const ObjectDemand* CheckDraw::ofTurn(NodeIndex node, std::uint32_t turn) {
    const ObjectDemand* outstanding = turn == kNewest    ? m_parts.demand.newest()
                                      : turn == kColdest ? m_parts.demand.coldest()
                                                         : nullptr;
    if (outstanding != nullptr && m_parts.holders.holds(node, outstanding->id))
        return outstanding;
    const base::SteadyTime now = m_parts.clock.steady();
    const ObjectDemand* drawn = nullptr;
    double total = 0;
    for (std::size_t i = 0; i < kCompared; ++i) {
        const auto id = m_parts.holders.anyListed(node, m_random);
        const ObjectDemand* object = id ? m_parts.demand.find(*id) : nullptr;
        if (object == nullptr || !m_parts.holders.holds(node, *id))
            continue;
        const double weight = weightOf(*object, now);
        total += weight;
        const bool isBetter =
            drawn == nullptr ||
            (turn == kNewest ? object->added > drawn->added
             : turn == kColdest
                 ? object->requestsPerMinute(now) < drawn->requestsPerMinute(now)
                 : std::uniform_real_distribution<double>(0, total)(m_random) < weight);
        if (isBetter)
            drawn = object;
    }
    return drawn;
}

std::vector<NodeIndex> CheckDraw::together(NodeIndex node, const base::ContentId& id) {
    std::vector<NodeIndex> nodes;
    for (const NodeIndex holder : m_parts.holders.of(id)) {
        if (holder != node && m_parts.registry.at(holder).isServing())
            nodes.push_back(holder);
    }
    std::shuffle(nodes.begin(), nodes.end(), m_random);
    nodes.resize(std::min(nodes.size(), kTogether - 1));
    nodes.insert(
        nodes.begin() + static_cast<std::ptrdiff_t>(m_random() % (nodes.size() + 1)), node);
    return nodes;
}

} // namespace meson::router
