// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/server.h"
#include "engine/protocol/messages.h"
#include "engine/router/index_intake.h"
#include "engine/router/network_scheduler.h"

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// Heartbeats as long polls (W18): each is held until there is something to say, its time is over,
/// or a later one comes. A node whose held connection breaks is out at once. Thread: the Router's
/// loop.
class Heartbeats {
public:
    /// `heartbeat` is the pause after which a node counts as gone; polls are held a second less.
    Heartbeats(
        NodeRegistry& registry, NetworkScheduler& scheduler, Orders& orders, IndexIntake& intake,
        const base::Clock& clock, std::chrono::seconds heartbeat,
        std::function<void(std::function<void()>)> toLoop);

    void take(
        NodeIndex node, const protocol::Heartbeat& heartbeat,
        std::shared_ptr<http::Exchange> exchange);
    /// Several times a second: answers polls whose time is over.
    void tick();
    /// Answers all polls; nothing is held any more.
    void stop();
    std::size_t heldCount() const { return m_held.size(); }

private:
    struct Poll {
        std::shared_ptr<http::Exchange> exchange;
        base::SteadyTime due;
        std::uint64_t number = 0;
    };
    void learn(NodeIndex node, const protocol::Heartbeat& heartbeat);
    void hold(NodeIndex node, std::shared_ptr<http::Exchange> exchange, std::chrono::seconds time);
    void wake(NodeIndex node);
    void answerWoken();
    void answer(NodeIndex node, http::Exchange& exchange);
    void answerEmpty(http::Exchange& exchange);

    NodeRegistry& m_registry;
    NetworkScheduler& m_scheduler;
    Orders& m_orders;
    IndexIntake& m_intake;
    const base::Clock& m_clock;
    const std::chrono::seconds m_heartbeat;
    const std::function<void(std::function<void()>)> m_toLoop;
    std::unordered_map<NodeIndex, Poll> m_held;
    std::vector<NodeIndex> m_woken;
    std::uint64_t m_polls = 0;
    bool m_isStopping = false;
};

} // namespace meson::router
