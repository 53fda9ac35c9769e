// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/population.h"

#include <algorithm>
#include <vector>

namespace meson::test {

/// What a span of simulated time came to.
struct PlacementFigures {
    double byTerminals = 0; ///< bytes
    double byRouter = 0;
    double moved = 0; ///< bytes of copies made
    std::int64_t requests = 0;
    std::int64_t stalled = 0;    ///< slower than the video plays, or broken off
    std::int64_t nodeSteps = 0;  ///< of Terminals that were sending
    std::int64_t overloaded = 0; ///< of them, with more viewers than their line carries

    double shareOfTerminals() const { return byTerminals / (byTerminals + byRouter); }
    double shareStalled() const {
        return double(stalled) / double(std::max<std::int64_t>(requests, 1));
    }
    double shareOverloaded() const {
        return double(overloaded) / double(std::max<std::int64_t>(nodeSteps, 1));
    }
};

/// Viewers at Terminals that the product's scheduler chose: objects of one length are watched at
/// 8 Mb/s over lines of 50 Mb/s; a Terminal's line is shared evenly. What is lost says nothing: the
/// Router misses its heartbeats, and viewers try again after 2 s.
class PlacementSimulation {
public:
    static constexpr int kNodes = 541;
    static constexpr int kRegions = 4;
    static constexpr std::uint64_t kObjects = 2'000;
    static constexpr double kDemand = 1.5e9; ///< bytes that viewers ask for in a second
    static constexpr double kLine = 50e6 / 8;
    static constexpr double kPlayed = 8e6 / 8;
    static constexpr double kDiskRate = 60e6; ///< of what does not fit into memory
    static constexpr std::chrono::milliseconds kStep{250};

    PlacementSimulation(std::uint64_t seed, base::Bytes length)
        : requestsPerSecond(kDemand / double(length.count()))
        , m_length(double(length.count()))
        , m_random(seed)
        , m_net(seed + 1) {
        Population population(seed + 2);
        for (int i = 0; i < kNodes; ++i) {
            const Computer computer = population.next();
            m_net.add(computer);
            m_computers.push_back(computer);
        }
        m_isAway.resize(kNodes);
        m_sending.resize(kNodes);
        const base::WallTime ends = m_net.clock.wall() + std::chrono::hours(24);
        double weight = 0;
        for (std::uint64_t i = 0; i < kObjects; ++i) {
            m_objects.push_back(&m_net.objects.add(i, length, ends));
            m_net.scheduler.objectAdded(*m_objects.back(), router::Scheduler::Urgency::Normal);
            m_popularity.push_back(weight += 1.0 / std::pow(double(i + 1), 0.8));
        }
    }

    double requestsPerSecond;
    double leavePerHour = 0; ///< share of the Terminals; each is back after ten minutes
    double shareOfCrowd = 0; ///< of the requests, for the ten least popular objects
    PlacementFigures figures;

    void run(std::chrono::seconds time) {
        for (std::chrono::milliseconds passed{0}; passed < time; passed += kStep)
            step();
    }
    void loseRegion(int region) {
        for (int node = region; node < kNodes; node += kRegions)
            leave(std::size_t(node), std::chrono::hours(24));
    }

private:
    struct Transfer {
        std::size_t object;
        boost::asio::ip::address client;
        double left;
        base::SteadyTime started;
        std::uint64_t nonce;
        int attempts;
        base::SteadyTime due; ///< while it waits for another attempt
    };
    struct Fetch {
        router::NodeIndex node;
        protocol::Command command;
        base::SteadyTime done;
    };

    double uniform() { return std::uniform_real_distribution<double>()(m_random); }
    base::SteadyTime now() const { return m_net.clock.steady(); }

    void step() {
        m_net.clock.advance(kStep);
        comeAndGo();
        beat();
        finishFetches();
        const double seconds = std::chrono::duration<double>(kStep).count();
        std::poisson_distribution<int> count(requestsPerSecond * seconds);
        for (int i = count(m_random); i > 0; --i)
            ask({pickObject(), newClient(), m_length, now(), 0, 0, {}});
        retry();
        for (std::size_t node = 0; node < m_sending.size(); ++node)
            send(node, seconds);
        if (++m_steps % 4 == 0)
            m_net.scheduler.tick();
        if (m_steps % 1'200 == 0)
            m_net.tokens.forget(m_net.clock.wall());
    }

    std::size_t pickObject() {
        if (uniform() < shareOfCrowd)
            return m_objects.size() - 1 - std::size_t(uniform() * 10);
        const double at = uniform() * m_popularity.back();
        return std::size_t(
            std::lower_bound(m_popularity.begin(), m_popularity.end(), at) - m_popularity.begin());
    }
    boost::asio::ip::address newClient() {
        return boost::asio::ip::make_address_v4(
            0xc0000000U + std::uint32_t(m_random() % 0x8000000));
    }

    // --- Terminals
    void leave(std::size_t node, base::SteadyTime::duration time) {
        m_isAway[node] = now() + time;
        std::erase_if(m_fetches, [&](const Fetch& fetch) { return fetch.node == node; });
        for (Transfer& transfer : std::exchange(m_sending[node], {}))
            tryAgain(std::move(transfer)); // the connection breaks
    }
    bool isAway(std::size_t node) const { return m_isAway[node] > now(); }
    void comeAndGo() {
        const double chance =
            leavePerHour * std::chrono::duration<double>(kStep).count() / 3'600 * kNodes;
        if (leavePerHour > 0 && uniform() < chance) {
            if (const std::size_t node = m_random() % kNodes; !isAway(node))
                leave(node, std::chrono::minutes(10));
        }
    }
    /// Each second, and at once if there is something to be told.
    void beat() {
        for (router::NodeIndex node = 0; node < kNodes; ++node) {
            if (isAway(node) || (m_steps % 4 != 0 && !m_net.orders.hasWaiting(node)))
                continue;
            m_net.registry.heard(node);
            for (protocol::Command& command : m_net.orders.take(node)) {
                const double seconds = m_length / std::min(m_computers[node].upload, 20e6);
                m_fetches.push_back(
                    {node, std::move(command),
                     now() + std::chrono::milliseconds(std::int64_t(seconds * 1'000))});
            }
        }
    }
    void finishFetches() {
        std::vector<Fetch> done;
        std::erase_if(m_fetches, [&](Fetch& fetch) {
            if (fetch.done > now())
                return false;
            done.push_back(std::move(fetch));
            return true;
        });
        for (const Fetch& fetch : done) {
            if (std::holds_alternative<protocol::CacheCommand>(fetch.command.body)) {
                router::Node& node = m_net.registry.at(fetch.node);
                node.available -= base::Bytes(std::int64_t(m_length));
                node.used += base::Bytes(std::int64_t(m_length));
                figures.moved += m_length;
            }
            m_net.scheduler.acknowledged(
                fetch.node, {fetch.command.id, protocol::AckStatus::Done, {}, {}});
        }
    }
    double rateOf(std::size_t node) const {
        const auto [upload, disk, memory] = m_computers[node];
        const bool isHot = m_net.registry.at(router::NodeIndex(node)).used < memory / 2;
        return isHot ? upload : std::min(upload, kDiskRate);
    }

    // --- viewers
    void ask(Transfer transfer) {
        if (transfer.attempts == 0)
            ++figures.requests;
        const auto node = transfer.attempts < 3
                              ? m_net.ask(*m_objects[transfer.object], transfer.client)
                              : std::nullopt;
        transfer.nonce = m_net.nonce;
        if (!node) { // the Router's own copy, or the origin's
            figures.byRouter += transfer.left;
            return;
        }
        if (isAway(*node))
            return tryAgain(std::move(transfer));
        m_sending[*node].push_back(std::move(transfer));
    }
    void tryAgain(Transfer transfer) {
        if (transfer.attempts++ == 0)
            ++figures.stalled;
        transfer.due = now() + std::chrono::seconds(2);
        m_waiting.push_back(std::move(transfer));
    }
    void retry() {
        std::vector<Transfer> due;
        std::erase_if(m_waiting, [&](Transfer& transfer) {
            if (transfer.due > now())
                return false;
            due.push_back(std::move(transfer));
            return true;
        });
        for (Transfer& transfer : due)
            ask(std::move(transfer));
    }
    void send(std::size_t node, double seconds) {
        std::vector<Transfer>& transfers = m_sending[node];
        if (transfers.empty())
            return;
        const double each = rateOf(node) / double(transfers.size());
        ++figures.nodeSteps;
        if (each < kPlayed)
            ++figures.overloaded;
        const double bytes = std::min(each, kLine) * seconds;
        std::erase_if(transfers, [&](Transfer& transfer) {
            const double sent = std::min(bytes, transfer.left);
            figures.byTerminals += sent;
            transfer.left -= sent;
            if (transfer.left > 0)
                return false;
            const std::chrono::duration<double> took = now() - transfer.started;
            if (transfer.attempts == 0 && m_length / std::max(took.count(), seconds) < kPlayed)
                ++figures.stalled;
            m_net.scheduler.receiptCame(transfer.nonce);
            return true;
        });
    }

    const double m_length; ///< of each object
    std::mt19937_64 m_random;
    Coordination m_net;
    std::vector<Computer> m_computers;
    std::vector<base::SteadyTime> m_isAway; ///< until then, by node
    std::vector<const router::ObjectRecord*> m_objects;
    std::vector<double> m_popularity; ///< running sums of Zipf's weights
    std::vector<std::vector<Transfer>> m_sending;
    std::vector<Transfer> m_waiting;
    std::vector<Fetch> m_fetches;
    std::int64_t m_steps = 0;
};

} // namespace meson::test
