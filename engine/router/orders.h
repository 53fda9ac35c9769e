// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/router/node_registry.h"
#include "engine/router/scheduler.h"

#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// An order that came to its end.
struct EndedOrder {
    enum class Kind { Cache, Delete, Other };
    Kind kind = Kind::Other;
    NodeIndex node = kNoNode;
    base::ContentId id;
    protocol::AckStatus status = protocol::AckStatus::Failed;
    std::string reason;
};

/// Commands on their way to Terminals: queued, sent with a heartbeat's answer, acknowledged. A node
/// that is lost loses its orders; its index tells later what it holds. Thread: the Router's loop.
class Orders {
public:
    static constexpr std::size_t kSentAtOnce = 16; ///< cache orders that one node works on
    static constexpr std::size_t kQueued = 1'000;  ///< per node

    Orders(NodeRegistry& registry, ObjectSource& source, const base::Clock& clock);

    /// Called when a node has something to be told.
    void onQueued(std::function<void(NodeIndex)> queued) { m_onQueued = std::move(queued); }

    /// False: the node has this order or too many already. `space` is what the copy will take
    /// there.
    bool
    cache(NodeIndex node, const base::ContentId& id, base::Bytes space, Scheduler::Urgency urgency);
    void erase(NodeIndex node, const base::ContentId& id);
    void requestIndex(NodeIndex node);
    /// Nodes that are fetching it or are told to.
    std::span<const NodeIndex> underWay(const base::ContentId& id) const;

    /// What to tell the node now; pull URLs are made at this moment.
    std::vector<protocol::Command> take(NodeIndex node);
    bool hasWaiting(NodeIndex node) const;
    std::optional<EndedOrder> acknowledge(NodeIndex node, const protocol::Acknowledgement& ack);
    /// Orders that were not acknowledged in time.
    std::vector<EndedOrder> takeOverdue();
    /// The node is lost or starts anew.
    void drop(NodeIndex node);
    /// Nobody is to fetch it any more.
    void cancel(const base::ContentId& id);

private:
    struct Order {
        EndedOrder::Kind kind = EndedOrder::Kind::Other;
        base::ContentId id;
        base::Bytes space;
        std::int64_t command = 0;
        base::SteadyTime due;
    };
    struct Queue {
        std::deque<Order> waiting;
        std::vector<Order> sent;
    };
    Queue& queue(NodeIndex node);
    void push(NodeIndex node, Order order, Scheduler::Urgency urgency);
    std::optional<protocol::Command> commandFor(NodeIndex node, Order& order);
    protocol::CacheCommand cacheCommand(NodeIndex node, const ObjectRecord& object);
    void ended(NodeIndex node, const Order& order);

    NodeRegistry& m_registry;
    ObjectSource& m_source;
    const base::Clock& m_clock;
    std::function<void(NodeIndex)> m_onQueued = [](NodeIndex) {};
    std::vector<Queue> m_queues;
    std::unordered_map<base::ContentId, std::vector<NodeIndex>> m_underWay;
    std::int64_t m_lastCommand;
};

} // namespace meson::router
