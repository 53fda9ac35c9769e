// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/loop.h"

#include "engine/base/encoding.h"
#include "engine/crypto/mac.h"
#include "engine/http/connection.h"
#include "engine/http/tls_context.h"
#include "engine/http/upload_limiter.h"
#include "engine/platform/socket.h"

#include <array>
#include <boost/asio/post.hpp>
#include <utility>

namespace meson::http {
namespace {

using namespace std::chrono_literals;

/// How finely timeouts are kept.
constexpr std::chrono::milliseconds kTick = 50ms;
/// Clients turned away that are told so at one time; the others find their connection closed.
constexpr std::size_t kMostRefusals = 32;
/// Free receive buffers kept for the next request.
constexpr std::size_t kSpareBuffers = 64;
/// Room behind the largest head, for a body or the next request.
constexpr std::size_t kBehindHead = 4096;

std::string randomText() {
    return base::toHex(crypto::randomBytes<16>());
}

} // namespace

void ServerCore::release() {
    if (--connections != 0 || !draining)
        return;
    std::function<void()> drained;
    {
        const base::MutexLock lock(m_mutex);
        drained.swap(m_drained);
    }
    if (drained)
        drained();
}

void ServerCore::notifyWhenEmpty(std::function<void()> drained) {
    ++connections; // holds the door until the callback is in place
    {
        const base::MutexLock lock(m_mutex);
        m_drained = std::move(drained);
    }
    draining = true;
    release();
}

Loop::Loop(std::shared_ptr<ServerCore> core)
    : m_core(std::move(core))
    , m_tick(m_context)
    , m_limiterTimer(m_context)
    , m_heads(m_core->clock, m_core->options.serverName, m_core->options.everyAnswer)
    , m_boundary(randomText()) {}

std::string_view Loop::nextBoundary() {
    constexpr std::size_t kSecret = 32;
    m_boundary.resize(kSecret);
    return m_boundary += std::to_string(m_boundaries++);
}

void Loop::adopt(asio::ip::tcp::socket socket, const asio::ip::tcp::endpoint& peer) {
    platform::keepFromChildren(socket.native_handle());
    boost::system::error_code error;
    socket.non_blocking(true, error);
    if (error)
        return;
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    const ServerOptions& options = m_core->options;
    const auto use = m_core->addresses.admit(peer.address(), now());
    bool welcome = use != nullptr;
    if (welcome && m_core->connections >= options.limits.connections && !closeIdlest()) {
        AddressBook::release(*use);
        welcome = false;
    }
    if (!welcome && (options.tls || m_refusals >= kMostRefusals))
        return; // no handshake, and not many descriptors, for clients that are turned away
    auto tls = options.tls ? TlsSession::create(options.tls->state()) : nullptr;
    if (options.tls && !tls)
        return AddressBook::release(*use);
    const auto connection = std::make_shared<Connection>(
        shared_from_this(), Wire(std::move(socket), m_scratch, std::move(tls)), peer,
        welcome ? use : nullptr);
    ++m_core->connections;
    connection->slot = m_connections.insert(m_connections.end(), connection);
    scheduleTick();
    if (welcome)
        return connection->start();
    ++m_refusals;
    connection->startRefusing(503);
}

void Loop::forget(const std::shared_ptr<Connection>& connection) {
    m_connections.erase(connection->slot);
    if (!connection->isAdmitted())
        --m_refusals;
    m_core->release();
}

bool Loop::closeIdlest() {
    std::shared_ptr<Connection> idlest;
    for (const auto& connection : m_connections)
        if (connection->isReading() && (!idlest || connection->lastActive() < idlest->lastActive()))
            idlest = connection;
    if (idlest)
        idlest->cut();
    return idlest != nullptr;
}

void Loop::drain() {
    for (auto next = m_connections.begin(); next != m_connections.end();) {
        const auto connection = *next++;
        if (connection->isIdle())
            connection->cut();
    }
}

void Loop::closeAll() {
    m_tick.cancel();
    m_limiterTimer.cancel();
    m_throttled.clear();
    while (!m_connections.empty())
        std::shared_ptr<Connection>(m_connections.front())->cut();
}

void Loop::scheduleTick() {
    if (std::exchange(m_ticking, true))
        return;
    m_tick.expires_after(kTick);
    m_tick.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        self->m_ticking = false;
        if (!error)
            self->tick();
    });
}

void Loop::tick() {
    const base::SteadyTime time = now();
    for (auto next = m_connections.begin(); next != m_connections.end();) {
        const auto connection = *next++;
        connection->tick(time);
    }
    if (!m_connections.empty())
        scheduleTick();
}

void Loop::throttle(std::shared_ptr<Connection> connection) {
    m_throttled.push_back(std::move(connection));
    if (m_throttled.size() > 1)
        return;
    m_limiterTimer.expires_after(m_core->options.limiter->retryAfter());
    m_limiterTimer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error)
            self->wakeThrottled();
    });
}

bool Loop::isFree() const {
    const auto& limiter = m_core->options.limiter;
    return !limiter || (m_throttled.empty() && limiter->hasRoom());
}

/// Goes on until one of them finds nothing left and is at the end of the queue again: the others
/// keep their places before it.
void Loop::wakeThrottled() {
    auto waiting = std::exchange(m_throttled, {});
    while (!waiting.empty() && m_throttled.empty()) {
        const auto connection = std::move(waiting.front());
        waiting.pop_front();
        connection->takeTurn();
    }
    m_throttled.splice(m_throttled.begin(), waiting);
}

void Loop::post(std::function<void()> task) {
    const base::MutexLock lock(m_postMutex);
    if (!m_postsClosed)
        asio::post(m_context, std::move(task));
}

void Loop::closePosts() {
    const base::MutexLock lock(m_postMutex);
    m_postsClosed = true;
}

std::size_t Loop::bufferSize() const {
    return m_core->options.limits.headBytes + kBehindHead;
}

std::unique_ptr<char[]> Loop::takeBuffer() {
    if (m_buffers.empty())
        return std::unique_ptr<char[]>(new char[bufferSize()]);
    auto buffer = std::move(m_buffers.back());
    m_buffers.pop_back();
    return buffer;
}

void Loop::giveBuffer(std::unique_ptr<char[]> buffer) {
    if (m_buffers.size() < kSpareBuffers)
        m_buffers.push_back(std::move(buffer));
}

} // namespace meson::http
