// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/router/node_registry.h"
#include "engine/router/scheduler.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace meson::router {

/// An order that came to its end.
struct EndedOrder {
    enum class Kind { Cache, Delete, Index, Policy, Question };
    Kind kind = Kind::Index;
    NodeIndex node = kNoNode;
    base::ContentId id;
    protocol::AckStatus status = protocol::AckStatus::Failed;
    std::string reason;
};

/// What a spot check on the control channel asks (W21).
using Question = std::variant<protocol::SpotCheckCommand, protocol::OpenLeafCommand>;
/// What came back. Without an answer in time: Failed, "overdue".
struct QuestionAnswer {
    protocol::AckStatus status = protocol::AckStatus::Failed;
    std::string reason;
    std::vector<std::vector<std::uint8_t>> answers;
    base::SteadyTime::duration took{}; ///< from the command sent to the answer in hand
};

/// Commands on their way to Terminals: queued, sent with a heartbeat's answer, acknowledged. A node
/// that is lost loses its orders. What it was to delete and may not have is found again in its
/// index, which it is asked for when it is back. Thread: the Router's loop.
class Orders {
public:
    static constexpr std::size_t kSentAtOnce = 16; ///< cache orders that one node works on
    static constexpr std::size_t kQueued = 1'000;  ///< per node

    Orders(NodeRegistry& registry, ObjectSource& source, const base::Clock& clock);

    /// Whether a Terminal would take an order for it: PROTOCOL.md bounds what can be said.
    static bool canOrder(const ObjectRecord& object);

    /// Called when a node has something to be told.
    void onQueued(std::function<void(NodeIndex)> queued) { m_onQueued = std::move(queued); }

    /// False: the node has this order or too many already. `space` is what the copy will take
    /// there.
    bool
    cache(NodeIndex node, const base::ContentId& id, base::Bytes space, Scheduler::Urgency urgency);
    void erase(NodeIndex node, const base::ContentId& id);
    void requestIndex(NodeIndex node);
    /// Tells the longest pause between two heartbeats.
    void setHeartbeat(NodeIndex node, std::chrono::seconds heartbeat);
    /// Asks at once, before all else. `answered` is called once; never if the node is lost first.
    using Answered = std::function<void(const QuestionAnswer&)>;
    void ask(NodeIndex node, Question question, Answered answered);
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
    /// The node is to fetch nothing that it has not been told of yet.
    void cancelCopies(NodeIndex node);

private:
    struct Asked {
        Question question;
        Answered answered;
        base::SteadyTime sent;
    };
    struct Order {
        EndedOrder::Kind kind = EndedOrder::Kind::Index;
        base::ContentId id;
        base::Bytes space;
        std::int64_t command = 0;
        base::SteadyTime due;
        std::shared_ptr<Asked> asked;     ///< of a question
        std::chrono::seconds heartbeat{}; ///< of a policy
    };
    struct Queue {
        std::deque<Order> waiting;
        std::vector<Order> sent;
        std::unordered_set<base::ContentId> deleting; ///< of both
    };
    Queue& queue(NodeIndex node);
    static bool canTake(const Queue& queue);
    void push(NodeIndex node, Order order, Scheduler::Urgency urgency);
    std::optional<protocol::Command> commandFor(NodeIndex node, Order& order);
    protocol::CacheCommand cacheCommand(NodeIndex node, const ObjectRecord& object) const;
    void ended(NodeIndex node, const Order& order);
    static bool needsIndex(const Order& order);
    void answer(const Order& order, QuestionAnswer answer) const;

    NodeRegistry& m_registry;
    ObjectSource& m_source;
    const base::Clock& m_clock;
    std::function<void(NodeIndex)> m_onQueued = [](NodeIndex) {};
    std::vector<Queue> m_queues;
    std::unordered_map<base::ContentId, std::vector<NodeIndex>> m_underWay;
    std::int64_t m_lastCommand;
};

} // namespace meson::router
