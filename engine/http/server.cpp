// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/server.h"

#include "engine/http/loop.h"
#include "engine/platform/socket.h"

#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <sstream>
#include <thread>
#include <utility>

namespace meson::http {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using boost::system::error_code;
using Failure = base::Failure<ServerError>;

/// Wait after an accept that failed for want of descriptors, if no idle connection could be closed.
constexpr std::chrono::milliseconds kAcceptPause = 20ms;

std::string textOf(const tcp::endpoint& endpoint) {
    std::ostringstream text;
    text << endpoint;
    return text.str();
}

tl::unexpected<Failure> cannotListen(const error_code& error, const tcp::endpoint& endpoint) {
    const auto code = error == asio::error::address_in_use  ? ServerError::AddressInUse
                      : error == asio::error::access_denied ? ServerError::AddressNotAllowed
                      : error == boost::system::errc::address_not_available
                          ? ServerError::AddressNotLocal
                          : ServerError::CannotListen;
    return base::fail(code, textOf(endpoint));
}

bool lacksResources(const error_code& error) {
    return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
           error == asio::error::no_memory ||
           error == boost::system::errc::too_many_files_open_in_system;
}

/// Whether several sockets are to share the address.
enum class Sharing { Alone, Shared };

base::Result<tcp::acceptor, Failure>
openAcceptor(asio::io_context& context, const tcp::endpoint& endpoint, Sharing sharing) {
    tcp::acceptor acceptor(context);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error)
        platform::keepFromChildren(acceptor.native_handle());
    if (!error && !platform::prepareListener(acceptor.native_handle()))
        error = asio::error::operation_not_supported;
    if (!error && endpoint.protocol() == tcp::v6())
        acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error && sharing == Sharing::Shared && !platform::shareListener(acceptor.native_handle()))
        error = asio::error::operation_not_supported;
    if (!error)
        acceptor.bind(endpoint, error);
    if (!error)
        acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (!error)
        acceptor.non_blocking(true, error);
    if (error)
        return cannotListen(error, endpoint);
    return acceptor;
}

/// Accepts on one listening socket, for its own loop or for all in turn. Thread: its loop's.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(
        std::shared_ptr<Loop> loop, tcp::acceptor acceptor,
        std::vector<std::shared_ptr<Loop>> targets)
        : m_loop(std::move(loop))
        , m_acceptor(std::move(acceptor))
        , m_pause(m_loop->context())
        , m_targets(std::move(targets)) {}

    void accept() {
        const auto target = m_targets[m_next++ % m_targets.size()];
        m_acceptor.async_accept(
            target->context(), m_peer,
            [self = shared_from_this(), target](const error_code& error, tcp::socket socket) {
                self->onAccepted(error, std::move(socket), target);
            });
    }

    void close() {
        error_code ignored;
        m_acceptor.close(ignored);
        m_pause.cancel();
    }

private:
    void
    onAccepted(const error_code& error, tcp::socket socket, const std::shared_ptr<Loop>& target) {
        if (!m_acceptor.is_open())
            return;
        if (!error)
            handOver(std::move(socket), target);
        else if (lacksResources(error) && !m_loop->closeIdlest())
            return pause();
        accept();
    }

    void handOver(tcp::socket socket, const std::shared_ptr<Loop>& target) {
        if (target == m_loop)
            return target->adopt(std::move(socket), m_peer);
        auto shared = std::make_shared<tcp::socket>(std::move(socket));
        target->post([target, shared, peer = m_peer] { target->adopt(std::move(*shared), peer); });
    }

    void pause() {
        m_pause.expires_after(kAcceptPause);
        m_pause.async_wait([self = shared_from_this()](const error_code& error) {
            if (!error && self->m_acceptor.is_open())
                self->accept();
        });
    }

    const std::shared_ptr<Loop> m_loop;
    tcp::acceptor m_acceptor;
    tcp::endpoint m_peer;
    asio::steady_timer m_pause;
    const std::vector<std::shared_ptr<Loop>> m_targets;
    std::size_t m_next = 0;
};

class AsioServer final : public Server {
public:
    explicit AsioServer(std::shared_ptr<ServerCore> core)
        : m_core(std::move(core)) {
        for (int i = 0; i < m_core->options.loops; ++i)
            m_loops.push_back(std::make_shared<Loop>(m_core));
    }
    ~AsioServer() override { stop(); }

    base::Result<void, Failure> openListeners();

    void start() override;
    std::vector<tcp::endpoint> endpoints() const override { return m_endpoints; }
    asio::any_io_executor executor(int index) override {
        return m_loops.at(static_cast<std::size_t>(index))->context().get_executor();
    }
    std::size_t connectionCount() const override { return m_core->connections; }
    base::Bytes sentBytes() const override;
    void drain(std::function<void()> drained) override;
    void stop() override;

private:
    using Guard = asio::executor_work_guard<asio::io_context::executor_type>;

    base::Result<tcp::endpoint, Failure> probe(const tcp::endpoint& endpoint);
    base::Result<void, Failure> openShared(const tcp::endpoint& endpoint);
    void closeListeners(const std::shared_ptr<Loop>& loop);

    const std::shared_ptr<ServerCore> m_core;
    std::vector<std::shared_ptr<Loop>> m_loops;
    std::vector<std::pair<std::shared_ptr<Loop>, std::shared_ptr<Listener>>> m_listeners;
    std::vector<tcp::endpoint> m_endpoints;
    std::vector<Guard> m_guards;
    std::vector<std::thread> m_threads;
    bool m_stopped = false;
};

base::Result<void, Failure> AsioServer::openListeners() {
    for (const tcp::endpoint& endpoint : m_core->options.endpoints) {
        if (platform::kListenersShareLoad && m_loops.size() > 1) {
            if (auto opened = openShared(endpoint); !opened)
                return opened;
            continue;
        }
        auto acceptor = openAcceptor(m_loops.front()->context(), endpoint, Sharing::Alone);
        if (!acceptor)
            return tl::unexpected(acceptor.error());
        m_endpoints.push_back(acceptor->local_endpoint());
        m_listeners.emplace_back(
            m_loops.front(),
            std::make_shared<Listener>(m_loops.front(), std::move(*acceptor), m_loops));
    }
    return {};
}

/// A socket of our own on every loop. They would also share with another program of this user, so a
/// socket that shares with nobody finds out first whether the address is free.
base::Result<void, Failure> AsioServer::openShared(const tcp::endpoint& endpoint) {
    auto chosen = probe(endpoint);
    if (!chosen)
        return tl::unexpected(chosen.error());
    for (const auto& loop : m_loops) {
        auto acceptor = openAcceptor(loop->context(), *chosen, Sharing::Shared);
        if (!acceptor)
            return tl::unexpected(acceptor.error());
        m_listeners.emplace_back(
            loop, std::make_shared<Listener>(
                      loop, std::move(*acceptor), std::vector<std::shared_ptr<Loop>>{loop}));
    }
    m_endpoints.push_back(*chosen);
    return {};
}

base::Result<tcp::endpoint, Failure> AsioServer::probe(const tcp::endpoint& endpoint) {
    auto acceptor = openAcceptor(m_loops.front()->context(), endpoint, Sharing::Alone);
    if (!acceptor)
        return tl::unexpected(acceptor.error());
    return acceptor->local_endpoint();
}

void AsioServer::start() {
    for (const auto& [loop, listener] : m_listeners)
        asio::post(loop->context(), [listener = listener] { listener->accept(); });
    for (const auto& loop : m_loops) {
        m_guards.push_back(asio::make_work_guard(loop->context()));
        m_threads.emplace_back([loop] { loop->context().run(); });
    }
}

void AsioServer::closeListeners(const std::shared_ptr<Loop>& loop) {
    for (const auto& [owner, listener] : m_listeners)
        if (owner == loop)
            listener->close();
}

base::Bytes AsioServer::sentBytes() const {
    std::uint64_t sum = 0;
    for (const auto& loop : m_loops)
        sum += loop->sent();
    return base::Bytes(static_cast<std::int64_t>(sum));
}

void AsioServer::drain(std::function<void()> drained) {
    // The callback runs on a loop, also when there is no connection.
    const auto notify = [loop = m_loops.front(), drained = std::move(drained)] {
        loop->post(drained);
    };
    m_core->notifyWhenEmpty(notify);
    for (const auto& loop : m_loops)
        loop->post([this, loop] {
            closeListeners(loop);
            loop->drain();
        });
}

void AsioServer::stop() {
    if (std::exchange(m_stopped, true))
        return;
    for (const auto& loop : m_loops) {
        loop->post([this, loop] {
            closeListeners(loop);
            loop->closeAll();
        });
        loop->closePosts();
    }
    m_guards.clear();
    for (std::thread& thread : m_threads)
        thread.join();
    for (const auto& loop : m_loops) { // what never ran, or was posted while the loops ended
        loop->context().restart();
        loop->context().poll();
    }
    m_listeners.clear();
}

} // namespace

std::string_view sentence(ServerError error) {
    switch (error) {
    case ServerError::AddressInUse:
        return "Another program already listens there: choose another port or stop that program.";
    case ServerError::AddressNotAllowed:
        return "This user may not listen there: choose a port above 1023.";
    case ServerError::AddressNotLocal:
        return "This computer does not have that address.";
    case ServerError::CannotListen:
        return "The system refused to listen there.";
    }
    return "The system refused to listen there.";
}

base::Result<std::unique_ptr<Server>, Failure>
Server::listen(ServerOptions options, Handler& handler, const base::Clock& clock) {
    platform::ignoreBrokenConnections();
    auto server = std::make_unique<AsioServer>(
        std::make_shared<ServerCore>(std::move(options), handler, clock));
    if (auto opened = server->openListeners(); !opened)
        return tl::unexpected(opened.error());
    return std::unique_ptr<Server>(std::move(server));
}

} // namespace meson::http
