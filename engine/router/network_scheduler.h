// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/router/demand.h"
#include "engine/router/holders.h"
#include "engine/router/issued_tokens.h"
#include "engine/router/node_registry.h"
#include "engine/router/orders.h"
#include "engine/router/placement.h"
#include "engine/router/retry_memory.h"
#include "engine/router/scheduler.h"
#include "engine/router/transfers.h"

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace meson::router {

/// The Router's hand over the Terminals: sends clients to the holders with the least to do, keeps
/// as many copies of each object as its popularity asks for, and lets failed nodes' shares spread
/// over the rest (W23–W30). Thread: the Router's loop.
class NetworkScheduler final : public Scheduler {
public:
    struct Parts {
        NodeRegistry& registry;
        Holders& holders;
        Orders& orders;
        IssuedTokens& tokens;
        ObjectSource& source;
        const base::Clock& clock;
    };
    struct Counters {
        std::int64_t requests = 0;
        std::int64_t redirects = 0;
        std::int64_t returns = 0;   ///< signed returns of Terminals
        std::int64_t failovers = 0; ///< returns, and requests tried again for want of an answer
    };

    NetworkScheduler(
        Parts parts, PlacementRules rules, std::chrono::seconds heartbeat, std::uint64_t seed);

    // --- Scheduler
    std::optional<Choice> choose(
        const ObjectRecord& object, const boost::asio::ip::address& client, std::string_view range,
        const std::vector<protocol::ShortNodeId>& excluded) override;
    void issued(const protocol::DeliveryToken& token, const base::NodeId& node) override;
    void returned(
        const protocol::ShortNodeId& node, const base::ContentId& id,
        protocol::ReturnReason reason) override;
    const crypto::MacKey* tokenKeyOf(const protocol::ShortNodeId& node) const override;
    void objectAdded(const ObjectRecord& object, Urgency urgency) override;
    void objectRemoved(const base::ContentId& id) override;
    void deliveredByRouter(BindingNumber binding, base::Bytes bytes) override;

    /// Where bytes that the Router delivered itself are booked.
    void onDelivered(std::function<void(BindingNumber, base::Bytes)> book) {
        m_book = std::move(book);
    }

    /// Told when a Terminal sent a client back because it does not have the object.
    void onMissing(std::function<void(NodeIndex, const base::ContentId&)> missing) {
        m_onMissing = std::move(missing);
    }

    // --- what Terminals say
    void acknowledged(NodeIndex node, const protocol::Acknowledgement& ack);
    /// The node's index lists these (W20): what nobody may serve any more is ordered away.
    void listed(NodeIndex node, const std::vector<protocol::Index::Entry>& entries);
    /// The node was told "keep" or "delete" for each (W24). Kept is what is asked for and would
    /// have too few copies.
    protocol::EvictionVerdict judge(NodeIndex node, const protocol::EvictionProposal& proposal);
    /// A receipt came in for the token with this nonce.
    void receiptCame(std::uint64_t nonce) {
        m_retries.answered(nonce);
        m_transfers.ended(nonce);
    }
    /// The node does not serve any more: its orders go to others.
    void nodeLost(NodeIndex node);

    /// Once a second: silent nodes are lost, late orders given elsewhere, missing copies ordered.
    void tick();

    DemandTable& demand() { return m_demand; }
    const Counters& counters() const { return m_counters; }

private:
    /// Holders looked at for one request: enough to find one within bounds.
    static constexpr std::size_t kLookedAt = 16;

    std::size_t eligible(
        const base::ContentId& id, const std::vector<protocol::ShortNodeId>& excluded,
        std::span<const NodeIndex> tried, std::array<NodeIndex, kLookedAt>& nodes);
    /// Share of its upload that clients take up, 0 and up.
    double loadOf(NodeIndex node) const;
    std::size_t wantedCopies(const ObjectDemand& object, base::SteadyTime now) const;
    /// Copies that count, fetches under way included.
    bool isPresent(NodeIndex index, base::SteadyTime now) const;
    std::size_t copiesOf(const base::ContentId& id, base::SteadyTime now) const;
    void orderCopies(ObjectDemand& object, std::size_t wanted, Urgency urgency);
    bool orderOne(ObjectDemand& object, Urgency urgency);
    std::vector<NodeIndex> sample(const ObjectDemand& object);
    void orderFailed(const EndedOrder& order);
    void renewTtl(const ObjectRecord& object, ObjectDemand& known);

    Parts m_parts;
    const Placement m_placement;
    const std::chrono::seconds m_heartbeat;
    std::mt19937_64 m_random;
    DemandTable m_demand;
    RetryMemory m_retries;
    Transfers m_transfers;
    std::function<void(BindingNumber, base::Bytes)> m_book = [](BindingNumber, base::Bytes) {};
    std::function<void(NodeIndex, const base::ContentId&)> m_onMissing =
        [](NodeIndex, const base::ContentId&) {};
    std::optional<RetryMemory::Key> m_lastKey; ///< of the choice whose token is issued next
    std::uint64_t m_lastNetwork = 0;           ///< the client's, of the same choice
    Counters m_counters;
};

} // namespace meson::router
