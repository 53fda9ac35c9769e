// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/http/address_book.h"
#include "engine/http/answer_head.h"
#include "engine/http/server.h"
#include "engine/http/wire.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <vector>

namespace meson::http {

class Connection;

/// What all loops of a server share. Nothing here changes while requests are served but the
/// counters. Thread: any.
struct ServerCore {
    ServerCore(ServerOptions serverOptions, Handler& requestHandler, const base::Clock& serverClock)
        : options(std::move(serverOptions))
        , handler(requestHandler)
        , clock(serverClock)
        , addresses(
              options.limits.connectionsPerAddress, options.limits.requestsPerSecondPerAddress) {}

    /// One connection less; calls what waits for the last one.
    void release();
    void notifyWhenEmpty(std::function<void()> drained);

    const ServerOptions options;
    Handler& handler;
    const base::Clock& clock;
    AddressBook addresses;
    std::atomic<std::size_t> connections{0};
    std::atomic<bool> draining{false};

private:
    base::Mutex m_mutex;
    std::function<void()> m_drained MESON_GUARDED_BY(m_mutex);
};

/// One thread's event loop with its connections, timers and scratch memory. A connection never
/// leaves its loop. Thread: its own; post() any.
class Loop : public std::enable_shared_from_this<Loop> {
public:
    explicit Loop(std::shared_ptr<ServerCore> core);

    asio::io_context& context() { return m_context; }
    ServerCore& core() { return *m_core; }
    AnswerHeads& heads() { return m_heads; }
    WireScratch& scratch() { return m_scratch; }
    base::SteadyTime now() const { return m_core->clock.steady(); }
    /// Differs from answer to answer and cannot be guessed by who writes the content. Good until
    /// the next call.
    std::string_view nextBoundary();

    /// Takes over a socket that was just accepted.
    void adopt(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer);
    void forget(const std::shared_ptr<Connection>& connection);
    /// Closes the connection that has been without a request for the longest time; false if all are
    /// busy.
    bool closeIdlest();
    /// Closes the idle ones; the others close after their answer.
    void drain();
    void closeAll();

    /// Bytes that the system took for clients, as the upload limit counts them.
    void countSent(std::size_t bytes) {
        m_sent.store(m_sent.load(std::memory_order_relaxed) + bytes, std::memory_order_relaxed);
    }
    std::uint64_t sent() const { return m_sent.load(std::memory_order_relaxed); }

    /// Calls takeTurn() when the upload limit has room again and all who waited before had theirs.
    void throttle(std::shared_ptr<Connection> connection);
    /// Whether it is the turn of who would send now: there is room, and nobody waits for it.
    bool isFree() const;

    /// Runs `task` here, unless the loop was closed.
    void post(std::function<void()> task);
    /// From now on nothing is posted any more.
    void closePosts();

    /// Receive buffers, used by connections that have a request under way.
    std::size_t bufferSize() const;
    std::unique_ptr<char[]> takeBuffer();
    void giveBuffer(std::unique_ptr<char[]> buffer);

private:
    void scheduleTick();
    void tick();
    void wakeThrottled();

    const std::shared_ptr<ServerCore> m_core;
    asio::io_context m_context{1};
    asio::steady_timer m_tick;
    asio::steady_timer m_limiterTimer;
    AnswerHeads m_heads;
    WireScratch m_scratch;
    std::list<std::shared_ptr<Connection>> m_connections;
    std::list<std::shared_ptr<Connection>> m_throttled; ///< in the order of their turns
    std::vector<std::unique_ptr<char[]>> m_buffers;
    std::string m_boundary; ///< a secret and a number
    std::uint64_t m_boundaries = 0;
    std::atomic<std::uint64_t> m_sent{0}; ///< written here alone, read by anyone
    std::size_t m_refusals = 0;           ///< connections that only say 503
    bool m_ticking = false;
    base::Mutex m_postMutex;
    bool m_postsClosed MESON_GUARDED_BY(m_postMutex) = false;
};

} // namespace meson::http
