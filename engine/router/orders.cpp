// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/orders.h"

#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"

#include <algorithm>

namespace meson::router {

namespace {

// An order's patience: a minute, and the time its bytes take on a line of 1 Mbit/s.
constexpr std::chrono::seconds kPatience{60};
constexpr std::int64_t kSlowestBytesPerSecond = 125'000;

std::vector<std::pair<std::string, std::string>> fieldsOf(std::string_view lines) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find("\r\n"), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 2, lines.size()));
        const std::size_t colon = line.find(": ");
        if (colon != std::string_view::npos)
            fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return fields;
}

/// All but where to get it.
protocol::CacheCommand withoutSources(const ObjectRecord& object) {
    protocol::CacheCommand command;
    command.id = object.id;
    command.sha256 = object.sha256;
    command.length = object.length;
    command.expires = std::min(base::unixSeconds(object.expires), protocol::limits::kLastSecond);
    command.fields = fieldsOf(object.fields);
    command.etag = object.etag;
    // What an origin says may lie beyond what a message can.
    if (object.lastModified <= protocol::limits::kLastSecond)
        command.lastModified = std::max<std::int64_t>(object.lastModified, 0);
    return command;
}

} // namespace

Orders::Orders(NodeRegistry& registry, ObjectSource& source, const base::Clock& clock)
    : m_registry(registry)
    , m_source(source)
    , m_clock(clock)
    // Command ids grow across restarts of the Router, too.
    , m_lastCommand(base::unixSeconds(clock.wall()) * 1'000) {}

Orders::Queue& Orders::queue(NodeIndex node) {
    if (node >= m_queues.size())
        m_queues.resize(node + 1);
    return m_queues[node];
}

bool Orders::cache(
    NodeIndex node, const base::ContentId& id, base::Bytes space, Scheduler::Urgency urgency) {
    if (queue(node).waiting.size() >= kQueued)
        return false;
    std::vector<NodeIndex>& nodes = m_underWay[id];
    if (std::find(nodes.begin(), nodes.end(), node) != nodes.end())
        return false;
    nodes.push_back(node);
    m_registry.at(node).promised += space;
    push(node, {EndedOrder::Kind::Cache, id, space, 0, {}, nullptr}, urgency);
    return true;
}

void Orders::erase(NodeIndex node, const base::ContentId& id) {
    if (queue(node).deleting.insert(id).second)
        push(node, {EndedOrder::Kind::Delete, id, {}, 0, {}, nullptr}, Scheduler::Urgency::Live);
}

void Orders::requestIndex(NodeIndex node) {
    const auto isSame = [](const Order& order) { return order.kind == EndedOrder::Kind::Index; };
    const Queue& known = queue(node);
    if (std::any_of(known.waiting.begin(), known.waiting.end(), isSame) ||
        std::any_of(known.sent.begin(), known.sent.end(), isSame))
        return;
    push(node, Order(), Scheduler::Urgency::Live);
}

void Orders::setHeartbeat(NodeIndex node, std::chrono::seconds heartbeat) {
    Order order;
    order.kind = EndedOrder::Kind::Policy;
    order.heartbeat = heartbeat;
    push(node, std::move(order), Scheduler::Urgency::Live);
}

void Orders::ask(NodeIndex node, Question question, Answered answered) {
    Order order;
    order.kind = EndedOrder::Kind::Question;
    order.id = std::visit([](const auto& command) { return command.id; }, question);
    order.asked = std::make_shared<Asked>(Asked{std::move(question), std::move(answered), {}});
    push(node, std::move(order), Scheduler::Urgency::Live);
}

void Orders::push(NodeIndex node, Order order, Scheduler::Urgency urgency) {
    std::deque<Order>& waiting = queue(node).waiting;
    if (urgency == Scheduler::Urgency::Live)
        waiting.push_front(std::move(order));
    else
        waiting.push_back(std::move(order));
    m_onQueued(node);
}

std::span<const NodeIndex> Orders::underWay(const base::ContentId& id) const {
    const auto found = m_underWay.find(id);
    return found == m_underWay.end() ? std::span<const NodeIndex>() : std::span(found->second);
}

/// Questions are answered in no time: they do not wait for what the node is working on.
bool Orders::canTake(const Queue& queue) {
    return !queue.waiting.empty() && (queue.sent.size() < kSentAtOnce ||
                                      queue.waiting.front().kind == EndedOrder::Kind::Question);
}

bool Orders::hasWaiting(NodeIndex node) const {
    return node < m_queues.size() && canTake(m_queues[node]);
}

std::vector<protocol::Command> Orders::take(NodeIndex node) {
    Queue& orders = queue(node);
    std::vector<protocol::Command> commands;
    while (canTake(orders) && commands.size() < protocol::limits::kCommands) {
        Order order = std::move(orders.waiting.front());
        orders.waiting.pop_front();
        if (auto command = commandFor(node, order)) {
            commands.push_back(std::move(*command));
            orders.sent.push_back(std::move(order));
        } else {
            ended(node, order);
        }
    }
    return commands;
}

std::optional<protocol::Command> Orders::commandFor(NodeIndex node, Order& order) {
    protocol::Command command{++m_lastCommand};
    switch (order.kind) {
    case EndedOrder::Kind::Cache: {
        const ObjectRecord* object = m_source.findObject(order.id);
        if (object == nullptr)
            return std::nullopt;
        command.body = cacheCommand(node, *object);
        order.due = m_clock.steady() + kPatience +
                    std::chrono::seconds(object->length.count() / kSlowestBytesPerSecond);
        break;
    }
    case EndedOrder::Kind::Delete:
        command.body = protocol::DeleteCommand{order.id};
        order.due = m_clock.steady() + kPatience;
        break;
    case EndedOrder::Kind::Index:
        command.body = protocol::SendIndexCommand{};
        order.due = m_clock.steady() + kPatience;
        break;
    case EndedOrder::Kind::Policy:
        command.body = protocol::PolicyCommand{order.heartbeat.count(), 0};
        order.due = m_clock.steady() + kPatience;
        break;
    case EndedOrder::Kind::Question:
        std::visit([&](const auto& body) { command.body = body; }, order.asked->question);
        order.asked->sent = m_clock.steady();
        order.due = m_clock.steady() + kPatience;
        break;
    }
    order.command = command.id;
    return command;
}

bool Orders::canOrder(const ObjectRecord& object) {
    const protocol::CacheCommand order = withoutSources(object);
    const auto read =
        protocol::decode<protocol::Command>(protocol::encode(protocol::Command{1, order}));
    const auto* same = read ? std::get_if<protocol::CacheCommand>(&read->body) : nullptr;
    return same && same->fields == order.fields && same->etag == order.etag; // what is no UTF-8
}

protocol::CacheCommand Orders::cacheCommand(NodeIndex node, const ObjectRecord& object) const {
    protocol::CacheCommand command = withoutSources(object);
    command.sources.push_back(m_source.pullUrl(object.id, m_registry.at(node).id));
    if (const Binding* binding = m_source.findBinding(object.binding)) {
        command.binding = binding->domain;
        const std::string source = binding->origin + object.url;
        if (binding->originIsPublic && source.size() <= protocol::limits::kUrl)
            command.sources.push_back(source);
    }
    return command;
}

std::optional<EndedOrder>
Orders::acknowledge(NodeIndex node, const protocol::Acknowledgement& ack) {
    std::vector<Order>& sent = queue(node).sent;
    const auto place = std::find_if(
        sent.begin(), sent.end(), [&](const Order& order) { return order.command == ack.command; });
    if (place == sent.end())
        return std::nullopt;
    const Order order = std::move(*place);
    sent.erase(place);
    ended(node, order);
    if (order.asked)
        answer(order, {ack.status, ack.reason, ack.answers, {}});
    return EndedOrder{order.kind, node, order.id, ack.status, ack.reason};
}

std::vector<EndedOrder> Orders::takeOverdue() {
    std::vector<EndedOrder> overdue;
    std::vector<Order> unanswered;
    std::vector<NodeIndex> inDoubt;
    const base::SteadyTime now = m_clock.steady();
    for (NodeIndex node = 0; node < m_queues.size(); ++node) {
        std::vector<Order>& sent = m_queues[node].sent;
        const auto late = std::stable_partition(
            sent.begin(), sent.end(), [now](const Order& order) { return order.due >= now; });
        for (auto order = late; order != sent.end(); ++order) {
            ended(node, *order);
            overdue.push_back(
                {order->kind, node, order->id, protocol::AckStatus::Failed, "overdue"});
            if (needsIndex(*order))
                inDoubt.push_back(node);
            if (order->asked)
                unanswered.push_back(std::move(*order));
        }
        sent.erase(late, sent.end());
    }
    for (const Order& order : unanswered)
        answer(order, {protocol::AckStatus::Failed, "overdue", {}, {}});
    for (const NodeIndex node : inDoubt)
        requestIndex(node);
    return overdue;
}

/// Whether its index must show what became of an order that nobody acknowledged.
bool Orders::needsIndex(const Order& order) {
    return order.kind == EndedOrder::Kind::Delete || order.kind == EndedOrder::Kind::Index;
}

void Orders::answer(const Order& order, QuestionAnswer answer) const {
    answer.took = m_clock.steady() - order.asked->sent;
    order.asked->answered(answer);
}

void Orders::drop(NodeIndex node) {
    Queue dropped = std::exchange(queue(node), Queue());
    dropped.sent.insert(
        dropped.sent.end(), std::make_move_iterator(dropped.waiting.begin()),
        std::make_move_iterator(dropped.waiting.end()));
    for (const Order& order : dropped.sent)
        ended(node, order);
    if (std::any_of(dropped.sent.begin(), dropped.sent.end(), needsIndex))
        requestIndex(node);
}

void Orders::cancel(const base::ContentId& id) {
    const auto nodes = underWay(id);
    for (const NodeIndex node : std::vector<NodeIndex>(nodes.begin(), nodes.end())) {
        std::erase_if(queue(node).waiting, [&](const Order& order) {
            if (order.kind != EndedOrder::Kind::Cache || order.id != id)
                return false;
            ended(node, order);
            return true;
        });
    }
}

void Orders::cancelCopies(NodeIndex node) {
    std::erase_if(queue(node).waiting, [&](const Order& order) {
        if (order.kind != EndedOrder::Kind::Cache)
            return false;
        ended(node, order);
        return true;
    });
}

void Orders::ended(NodeIndex node, const Order& order) {
    if (order.kind == EndedOrder::Kind::Delete)
        queue(node).deleting.erase(order.id);
    if (order.kind != EndedOrder::Kind::Cache)
        return;
    m_registry.at(node).promised -= order.space;
    const auto found = m_underWay.find(order.id);
    if (found == m_underWay.end())
        return;
    std::erase(found->second, node);
    if (found->second.empty())
        m_underWay.erase(found);
}

} // namespace meson::router
