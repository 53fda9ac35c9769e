// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/heartbeats.h"

#include "engine/router/answers.h"

#include <algorithm>

namespace meson::router {

namespace {

bool hasNews(const Node& node) {
    return !node.notices.empty() && node.lastNotice > node.toldNotice;
}

} // namespace

Heartbeats::Heartbeats(
    NodeRegistry& registry, NetworkScheduler& scheduler, Orders& orders, IndexIntake& intake,
    const base::Clock& clock, std::chrono::seconds heartbeat,
    std::function<void(std::function<void()>)> toLoop)
    : m_registry(registry)
    , m_scheduler(scheduler)
    , m_orders(orders)
    , m_intake(intake)
    , m_clock(clock)
    , m_heartbeat(heartbeat)
    , m_toLoop(std::move(toLoop)) {
    m_orders.onQueued([this](NodeIndex node) { wake(node); });
}

void Heartbeats::take(
    NodeIndex node, const protocol::Heartbeat& heartbeat,
    std::shared_ptr<http::Exchange> exchange) {
    learn(node, heartbeat);
    if (const auto held = m_held.find(node); held != m_held.end()) {
        const auto earlier = std::move(held->second.exchange);
        m_held.erase(held);
        answerEmpty(*earlier);
    }
    const auto time = std::min(
        std::chrono::seconds(heartbeat.waitSeconds), m_heartbeat - std::chrono::seconds(1));
    const bool isAwaited = m_orders.hasWaiting(node) || hasNews(m_registry.at(node));
    if (isAwaited || time.count() <= 0 || m_isStopping)
        answer(node, *exchange);
    else
        hold(node, std::move(exchange), time);
}

void Heartbeats::learn(NodeIndex index, const protocol::Heartbeat& heartbeat) {
    for (const protocol::Acknowledgement& ack : heartbeat.acknowledgements)
        m_scheduler.acknowledged(index, ack);
    Node& node = m_registry.at(index);
    if (!node.isAlive && node.heartbeat == 0) // an earlier run let it in, with that one's settings
        m_orders.setHeartbeat(index, m_heartbeat);
    node.noticesCame(heartbeat.notice);
    if (heartbeat.sequence > node.heartbeat) {
        node.heartbeat = heartbeat.sequence;
        node.state = heartbeat.state;
        node.stateReason = heartbeat.reason;
        node.available = heartbeat.available;
        node.used = heartbeat.used;
        node.uploadLimit = heartbeat.uploadLimit;
        node.uploadRate = heartbeat.uploadRate;
        if (m_intake.needsFull(index, heartbeat.indexSequence, heartbeat.indexDigest))
            m_orders.requestIndex(index);
    }
    m_registry.heard(index);
}

void Heartbeats::hold(
    NodeIndex node, std::shared_ptr<http::Exchange> exchange, std::chrono::seconds time) {
    const std::uint64_t number = ++m_polls;
    http::Exchange& held = *exchange;
    m_held[node] = {std::move(exchange), m_clock.steady() + time, number};
    held.onClosed([this, node, number] {
        const auto poll = m_held.find(node);
        if (poll == m_held.end() || poll->second.number != number)
            return;
        m_held.erase(poll);
        m_registry.lost(node);
        m_scheduler.nodeLost(node);
    });
}

void Heartbeats::wake(NodeIndex node) {
    if (!m_held.contains(node))
        return;
    m_woken.push_back(node);
    if (m_woken.size() == 1)
        m_toLoop([this] { answerWoken(); });
}

void Heartbeats::answerWoken() {
    for (const NodeIndex node : std::exchange(m_woken, {})) {
        const auto poll = m_held.find(node);
        if (poll == m_held.end() || !m_orders.hasWaiting(node))
            continue;
        const auto exchange = std::move(poll->second.exchange);
        m_held.erase(poll);
        answer(node, *exchange);
    }
}

void Heartbeats::answer(NodeIndex index, http::Exchange& exchange) {
    Node& node = m_registry.at(index);
    node.lastContact = m_clock.steady();
    protocol::HeartbeatAnswer message;
    message.routerTime = base::unixSeconds(m_clock.wall());
    message.commands = m_orders.take(index);
    message.notices = node.notices;
    message.notice = node.toldNotice = node.lastNotice;
    respondMessage(exchange, message);
}

void Heartbeats::answerEmpty(http::Exchange& exchange) {
    respondMessage(
        exchange, protocol::HeartbeatAnswer{base::unixSeconds(m_clock.wall()), {}, {}, {}});
}

void Heartbeats::tick() {
    std::vector<NodeIndex> due;
    for (const auto& [node, poll] : m_held) {
        if (m_clock.steady() >= poll.due || hasNews(m_registry.at(node)))
            due.push_back(node);
    }
    for (const NodeIndex node : due) {
        const auto exchange = std::move(m_held[node].exchange);
        m_held.erase(node);
        answer(node, *exchange);
    }
}

void Heartbeats::stop() {
    m_isStopping = true;
    for (auto& [node, poll] : std::exchange(m_held, {}))
        answerEmpty(*poll.exchange);
}

} // namespace meson::router
