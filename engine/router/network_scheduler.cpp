// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/network_scheduler.h"

#include "engine/router/network_prefix.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meson::router {

namespace {

constexpr std::chrono::seconds kRest{5};     // after a node sent a client back
constexpr std::chrono::seconds kAbsence{60}; // an absent node's copies count this long
constexpr double kViewer = 1e6;              // bytes per second that a client is taken to want
constexpr std::chrono::seconds kLongestBackOff{300};
constexpr std::size_t kRepairedPerTick = 256; // or as many as a round in five minutes takes
constexpr std::size_t kTicksPerRound = 300;
constexpr std::size_t kLiveCopies = 3;
constexpr std::size_t kRefusals = 8;
constexpr double kAskedFor =
    0.5; // requests of the last minute that make an eviction worth refusing
constexpr std::int64_t kEvictionGraceSeconds = 10;

bool contains(std::span<const NodeIndex> nodes, NodeIndex node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

} // namespace

NetworkScheduler::NetworkScheduler(
    Parts parts, PlacementRules rules, std::chrono::seconds heartbeat, std::uint64_t seed)
    : m_parts(parts)
    , m_placement(rules)
    , m_heartbeat(heartbeat)
    , m_random(seed)
    , m_demand(seed + 1)
    , m_retries(seed + 2) {}

// --- requests ---------------------------------------------------------------------------------

std::optional<Choice> NetworkScheduler::choose(
    const ObjectRecord& object, const boost::asio::ip::address& client, std::string_view range,
    const std::vector<protocol::ShortNodeId>& excluded) {
    const base::SteadyTime now = m_parts.clock.steady();
    ++m_counters.requests;
    ObjectDemand& demand = m_demand.add(object.id, object.length, now);
    demand.expires = object.expires;
    demand.countRequest(now);
    const RetryMemory::Key key = m_retries.keyOf(client, object.id, range);
    const auto tried = m_retries.triedNodes(key, now);
    if (!tried.empty())
        ++m_counters.failovers;

    std::array<NodeIndex, kLookedAt> nodes;
    std::array<double, kLookedAt> loads;
    const std::size_t count = eligible(object.id, excluded, tried, nodes);
    for (std::size_t i = 0; i < count; ++i)
        loads[i] = loadOf(nodes[i]);
    const auto picked = Placement::pick(std::span(loads.data(), count));
    orderCopies(demand, wantedCopies(demand, now), Urgency::Normal);
    m_lastKey.reset();
    if (!picked)
        return std::nullopt;
    const Node& node = m_parts.registry.at(nodes[*picked]);
    m_retries.sent(key, nodes[*picked], now);
    m_lastKey = key;
    m_lastNetwork = clientNetworkOf(client);
    return Choice{node.id, node.authority, &node.tokenKey};
}

std::size_t NetworkScheduler::eligible(
    const base::ContentId& id, const std::vector<protocol::ShortNodeId>& excluded,
    std::span<const NodeIndex> tried, std::array<NodeIndex, kLookedAt>& nodes) {
    const auto holders = m_parts.holders.of(id);
    if (holders.empty())
        return 0;
    const base::SteadyTime now = m_parts.clock.steady();
    const std::size_t offset = m_random() % holders.size();
    std::size_t count = 0;
    std::size_t resting = 0; // kept at the back: taken only if nobody else is there
    std::array<NodeIndex, kLookedAt> tired;
    for (std::size_t i = 0; i < holders.size() && count < kLookedAt; ++i) {
        const NodeIndex index = holders[(offset + i) % holders.size()];
        const Node& node = m_parts.registry.at(index);
        if (!node.isServing() || contains(tried, index) ||
            std::find(excluded.begin(), excluded.end(), node.shortId) != excluded.end())
            continue;
        if (node.restsUntil <= now)
            nodes[count++] = index;
        else if (resting < kLookedAt)
            tired[resting++] = index;
    }
    if (count == 0)
        count = static_cast<std::size_t>(
            std::copy_n(tired.begin(), resting, nodes.begin()) - nodes.begin());
    return count;
}

double NetworkScheduler::loadOf(NodeIndex node) const {
    return m_transfers.of(node) * kViewer / m_parts.registry.at(node).capacity();
}

void NetworkScheduler::issued(const protocol::DeliveryToken& token, const base::NodeId& node) {
    const auto index = m_parts.registry.find(node);
    if (!index)
        return;
    ++m_counters.redirects;
    m_parts.tokens.add(token, *index, TokenPurpose::Client, m_lastNetwork);
    m_transfers.began(token.nonce, *index, token.length, m_parts.clock.steady());
    if (m_lastKey)
        m_retries.issued(*m_lastKey, token.nonce, m_parts.clock.steady());
    m_lastKey.reset();
}

void NetworkScheduler::returned(
    const protocol::ShortNodeId& node, const base::ContentId& id, protocol::ReturnReason reason) {
    const auto index = m_parts.registry.find(node);
    if (!index)
        return;
    ++m_counters.returns;
    ++m_counters.failovers;
    switch (reason) {
    case protocol::ReturnReason::Missing:
        m_onMissing(*index, id);
        m_parts.holders.remove(*index, id);
        break;
    case protocol::ReturnReason::Damaged:
        m_parts.holders.remove(*index, id);
        break;
    case protocol::ReturnReason::Paused:
    case protocol::ReturnReason::Overloaded:
        m_parts.registry.at(*index).restsUntil = m_parts.clock.steady() + kRest;
        break;
    case protocol::ReturnReason::Expired:
        break;
    }
}

const crypto::MacKey* NetworkScheduler::tokenKeyOf(const protocol::ShortNodeId& node) const {
    const auto index = m_parts.registry.find(node);
    return index ? &m_parts.registry.at(*index).tokenKey : nullptr;
}

void NetworkScheduler::deliveredByRouter(BindingNumber binding, base::Bytes bytes) {
    m_book(binding, bytes);
}

// --- objects ----------------------------------------------------------------------------------

void NetworkScheduler::objectAdded(const ObjectRecord& object, Urgency urgency) {
    const base::SteadyTime now = m_parts.clock.steady();
    ObjectDemand& known = m_demand.add(object.id, object.length, now);
    if (known.expires != object.expires)
        renewTtl(object, known);
    known.expires = object.expires;
    std::size_t wanted = wantedCopies(known, now);
    if (urgency == Urgency::Live)
        wanted = std::min(std::max(wanted, kLiveCopies), m_parts.registry.serving().size());
    orderCopies(known, wanted, urgency);
}

/// Holders learn the new TTL by the same order again, which takes no more space there.
void NetworkScheduler::renewTtl(const ObjectRecord& object, ObjectDemand& known) {
    const auto holders = m_parts.holders.of(known.id);
    for (const NodeIndex node : std::vector<NodeIndex>(holders.begin(), holders.end())) {
        if (m_parts.registry.at(node).isServing())
            m_parts.orders.cache(node, object.id, base::Bytes(0), Urgency::Normal);
    }
}

void NetworkScheduler::objectRemoved(const base::ContentId& id) {
    m_demand.remove(id);
    m_parts.orders.cancel(id);
    const auto holders = m_parts.holders.of(id);
    for (const NodeIndex node : std::vector<NodeIndex>(holders.begin(), holders.end()))
        m_parts.orders.erase(node, id);
    m_parts.holders.forget(id);
}

std::size_t NetworkScheduler::wantedCopies(const ObjectDemand& object, base::SteadyTime now) const {
    return m_placement.wantedCopies(
        object.requestsPerMinute(now), object.length, m_parts.registry.serving().size());
}

/// Whether what the node holds counts as a copy.
bool NetworkScheduler::isPresent(NodeIndex index, base::SteadyTime now) const {
    const Node& node = m_parts.registry.at(index);
    return !node.hasLeft && !node.isSuspended() &&
           node.state != protocol::TerminalState::Draining &&
           (node.isAlive || now - node.lastContact < kAbsence);
}

std::size_t NetworkScheduler::copiesOf(const base::ContentId& id, base::SteadyTime now) const {
    const auto holders = m_parts.holders.of(id);
    const auto present = std::count_if(
        holders.begin(), holders.end(), [&](NodeIndex index) { return isPresent(index, now); });
    return static_cast<std::size_t>(present) + m_parts.orders.underWay(id).size();
}

void NetworkScheduler::orderCopies(ObjectDemand& object, std::size_t wanted, Urgency urgency) {
    const base::SteadyTime now = m_parts.clock.steady();
    if (now < object.orderAfter || object.expires <= m_parts.clock.wall())
        return;
    for (std::size_t have = copiesOf(object.id, now); have < wanted; ++have) {
        if (!orderOne(object, urgency)) {
            object.orderAfter = now + std::chrono::seconds(1); // nobody can take it now
            return;
        }
    }
}

bool NetworkScheduler::orderOne(ObjectDemand& object, Urgency urgency) {
    const std::vector<NodeIndex> nodes = sample(object);
    std::vector<PlacementCandidate> candidates;
    for (const NodeIndex index : nodes) {
        const Node& node = m_parts.registry.at(index);
        candidates.push_back(
            {node.available - node.promised, node.available + node.used, loadOf(index),
             node.reputation.quality(), node.network});
    }
    std::vector<std::uint64_t> networks;
    for (const NodeIndex holder : m_parts.holders.of(object.id))
        networks.push_back(m_parts.registry.at(holder).network);
    for (const NodeIndex holder : m_parts.orders.underWay(object.id))
        networks.push_back(m_parts.registry.at(holder).network);
    const auto best = m_placement.best(candidates, object.length, networks);
    return best && m_parts.orders.cache(nodes[*best], object.id, object.length, urgency);
}

/// Up to Placement::kSample serving nodes that neither have the object nor are about to.
std::vector<NodeIndex> NetworkScheduler::sample(const ObjectDemand& object) {
    const auto serving = m_parts.registry.serving();
    const auto holders = m_parts.holders.of(object.id);
    const auto underWay = m_parts.orders.underWay(object.id);
    std::vector<NodeIndex> nodes;
    const auto consider = [&](NodeIndex node) {
        if (!contains(nodes, node) && !contains(holders, node) && !contains(underWay, node) &&
            !contains(object.refusedBy, node))
            nodes.push_back(node);
    };
    if (serving.size() <= 4 * Placement::kSample) {
        for (std::size_t i = 0, first = m_random(); i < serving.size(); ++i)
            consider(serving[(first + i) % serving.size()]);
    } else {
        for (std::size_t i = 0; i < 4 * Placement::kSample && nodes.size() < Placement::kSample;
             ++i)
            consider(serving[m_random() % serving.size()]);
    }
    if (nodes.size() > Placement::kSample)
        nodes.resize(Placement::kSample);
    return nodes;
}

// --- what Terminals say -----------------------------------------------------------------------

void NetworkScheduler::acknowledged(NodeIndex node, const protocol::Acknowledgement& ack) {
    const auto ended = m_parts.orders.acknowledge(node, ack);
    if (!ended || ended->kind != EndedOrder::Kind::Cache)
        return;
    if (ended->status != protocol::AckStatus::Done) {
        orderFailed(*ended);
        return;
    }
    ObjectDemand* object = m_demand.find(ended->id);
    if (object == nullptr) { // removed while it was fetched
        m_parts.orders.erase(node, ended->id);
        return;
    }
    object->failures = 0;
    m_parts.holders.add(node, ended->id);
}

void NetworkScheduler::orderFailed(const EndedOrder& order) {
    ObjectDemand* object = m_demand.find(order.id);
    if (object == nullptr)
        return;
    if (object->refusedBy.size() >= kRefusals)
        object->refusedBy.erase(object->refusedBy.begin());
    object->refusedBy.push_back(order.node);
    const base::SteadyTime now = m_parts.clock.steady();
    // The first other node is asked at once; after that the object itself may be the trouble.
    if (object->failures++ > 0) {
        const std::chrono::seconds pause{std::int64_t{1} << std::min(object->failures, 9)};
        object->orderAfter = now + std::min(pause, kLongestBackOff);
    }
    if (object->refusedBy.size() >= m_parts.registry.serving().size())
        object->refusedBy.clear(); // everybody refused: ask again after the pause
    orderCopies(*object, wantedCopies(*object, now), Urgency::Normal);
}

void NetworkScheduler::listed(NodeIndex node, const std::vector<protocol::Index::Entry>& entries) {
    for (const auto& entry : entries) {
        if (m_parts.source.findObject(entry.id) != nullptr)
            continue;
        m_parts.holders.remove(node, entry.id);
        m_parts.orders.erase(node, entry.id);
    }
}

protocol::EvictionVerdict
NetworkScheduler::judge(NodeIndex node, const protocol::EvictionProposal& proposal) {
    protocol::EvictionVerdict verdict;
    verdict.graceSeconds = kEvictionGraceSeconds;
    const base::SteadyTime now = m_parts.clock.steady();
    const std::size_t others =
        m_parts.registry.serving().size() - (m_parts.registry.at(node).isServing() ? 1 : 0);
    for (const base::ContentId& id : proposal.ids) {
        ObjectDemand* object = m_demand.find(id);
        const bool isAskedFor = object != nullptr && object->requestsPerMinute(now) >= kAskedFor;
        const std::size_t needed = m_placement.wantedCopies(0, {}, others);
        const std::size_t own = m_parts.holders.holds(node, id) && isPresent(node, now) ? 1 : 0;
        if (isAskedFor && copiesOf(id, now) - own < needed) {
            verdict.keep.push_back(id);
            continue;
        }
        m_parts.holders.remove(node, id);
        verdict.confirmed.push_back(id);
    }
    return verdict;
}

// --- time -------------------------------------------------------------------------------------

void NetworkScheduler::nodeLost(NodeIndex node) {
    m_parts.orders.drop(node);
}

void NetworkScheduler::tick() {
    const base::SteadyTime now = m_parts.clock.steady();
    for (const NodeIndex node : m_parts.registry.loseSilent(m_heartbeat))
        nodeLost(node);
    for (const EndedOrder& order : m_parts.orders.takeOverdue()) {
        if (order.kind == EndedOrder::Kind::Cache)
            orderFailed(order);
    }
    m_retries.expire(now);
    m_transfers.expire(now);
    const std::size_t visited = std::max(kRepairedPerTick, m_demand.count() / kTicksPerRound);
    m_demand.visitNext(visited, now, [&](ObjectDemand& object) {
        orderCopies(object, wantedCopies(object, now), Urgency::Normal);
    });
}

} // namespace meson::router
