// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/router.h"

#include "engine/router/router_core.h"

#include <boost/asio/post.hpp>
#include <future>

namespace meson::router {

namespace {

/// Stands in for the core, which is made after the server that it needs the loop of.
class Forwarder final : public http::Handler {
public:
    void setTarget(http::Handler* target) { m_target = target; }
    void handle(std::shared_ptr<http::Exchange> exchange) override {
        m_target->handle(std::move(exchange));
    }
    void finished(const http::Exchange& exchange, const http::Outcome& outcome) override {
        m_target->finished(exchange, outcome);
    }

private:
    http::Handler* m_target = nullptr;
};

std::string urlOf(const RouterOptions& options, const http::asio::ip::tcp::endpoint& endpoint) {
    if (!options.publicUrl.empty())
        return options.publicUrl;
    const auto address = endpoint.address();
    const std::string host = address.is_unspecified() ? "127.0.0.1" : address.to_string();
    return (options.certificates.empty() ? "http://" : "https://") +
           (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
           std::to_string(endpoint.port());
}

} // namespace

std::string_view sentence(RouterError error) {
    switch (error) {
    case RouterError::FolderNotWritable:
        return "The state folder cannot be created or written: check its permissions or name "
               "another.";
    case RouterError::KeyNotUsable:
        return "A key in the state folder cannot be used: restore it from a backup or name "
               "another folder.";
    case RouterError::StateNotUsable:
        return "The state database cannot be used.";
    case RouterError::CacheNotUsable:
        return "The cache in the state folder cannot be used.";
    case RouterError::CannotListen:
        return "The Router cannot listen there: another program does, or the address is not this "
               "computer's, or the port needs more rights. Choose another.";
    case RouterError::CertificateNotUsable:
        return "A certificate or its key cannot be used.";
    }
    return "Unknown error.";
}

class Router::Core {
public:
    Forwarder forwarder;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<RouterCore> parts; ///< uses the server's loop
    std::string publicUrl;
    bool isRunning = false;

    ~Core() {
        if (server)
            server->stop();
        parts.reset(); // before the loop that its timers and connections belong to
    }
};

Router::Router(std::unique_ptr<Core> core)
    : m_core(std::move(core)) {}

Router::~Router() {
    stop(std::chrono::milliseconds(0));
}

base::Result<std::unique_ptr<Router>, RouterFailure>
Router::create(RouterOptions options, const base::Clock& clock) {
    auto foundation = openFoundation(options, clock);
    if (!foundation)
        return tl::unexpected(foundation.error());
    auto core = std::make_unique<Core>();
    http::ServerOptions server;
    server.endpoints = options.endpoints;
    server.profile = http::Profile::Full;
    server.tls = foundation->tls;
    server.limits.connections = options.connections;
    server.limits.connectionsPerAddress = options.connectionsPerAddress;
    server.limits.requestsPerSecondPerAddress = options.requestsPerAddress;
    auto listening = http::Server::listen(std::move(server), core->forwarder, clock);
    if (!listening)
        return base::fail(RouterError::CannotListen, listening.error().about);
    core->server = std::move(*listening);
    core->publicUrl = urlOf(options, core->server->endpoints().front());
    core->parts = std::make_unique<RouterCore>(
        std::move(options), std::move(*foundation), core->publicUrl, core->server->executor(0),
        clock);
    core->forwarder.setTarget(core->parts.get());
    if (const auto loaded = core->parts->load(); !loaded)
        return tl::unexpected(loaded.error());
    return std::unique_ptr<Router>(new Router(std::move(core)));
}

void Router::start() {
    m_core->isRunning = true;
    m_core->server->start();
    http::asio::post(
        m_core->server->executor(0), [parts = m_core->parts.get()] { parts->start(); });
}

void Router::stop(std::chrono::milliseconds patience) {
    if (!std::exchange(m_core->isRunning, false))
        return;
    http::asio::post(m_core->server->executor(0), [parts = m_core->parts.get()] { parts->stop(); });
    const auto drained = std::make_shared<std::promise<void>>();
    m_core->server->drain([drained] { drained->set_value(); });
    drained->get_future().wait_for(patience);
    http::asio::post(m_core->server->executor(0), [parts = m_core->parts.get()] { parts->cut(); });
    m_core->server->stop();
    m_core->parts->flush();
}

std::vector<http::asio::ip::tcp::endpoint> Router::endpoints() const {
    return m_core->server->endpoints();
}

const std::string& Router::publicUrl() const {
    return m_core->publicUrl;
}

} // namespace meson::router
