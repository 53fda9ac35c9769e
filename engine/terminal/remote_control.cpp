// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/remote_control.h"

#include "engine/http/tls_context.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/drained.h"
#include "engine/terminal/home_line.h"
#include "engine/terminal/pair_line.h"

#include <algorithm>
#include <array>

namespace meson::terminal {
namespace {

constexpr std::chrono::milliseconds kLastAnswers{1000}; ///< what they may take when it ends
constexpr std::string_view kPair = "POST /v1/pair";
constexpr std::string_view kForget = "DELETE /v1/pair";
/// What an app elsewhere may ask of ControlRequests. Leaving and pairing are for this computer.
constexpr std::array<std::string_view, 5> kRoutes{
    "GET /v1/status", "GET /v1/earnings", "POST /v1/pause", "POST /v1/resume", "POST /v1/limits"};

http::ServerLimits limits() {
    http::ServerLimits limits;
    limits.connections = 64;
    limits.connectionsPerAddress = 16;
    limits.requestsPerSecondPerAddress = 10;
    return limits;
}

ControlAnswer refusal(PairingError error) {
    const std::string_view words = sentence(error);
    return controlProblem(
        403, "not-paired", QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())));
}

std::shared_ptr<http::TlsContext> tlsOf(const RemoteControl::Parts& parts) {
    const std::filesystem::path chain = parts.folder / "remote.pem";
    if (!platform::savePublicFile(chain, parts.identity.certificate()))
        return nullptr;
    auto tls = http::TlsContext::create(
        {{chain.string(), (parts.folder / "identity.pem").string()}}, http::TlsVersions::Only13);
    return tls ? *std::move(tls) : nullptr;
}

} // namespace

/// For apps that were paired, and for those that show a code.
class RemoteControl::Gate final : public ControlGate {
public:
    Gate(const Parts& parts, PairedApps& apps)
        : ControlGate(parts.control)
        , m_requests(parts.requests)
        , m_apps(apps) {}

private:
    std::optional<ControlAnswer> refusalOf(const http::RequestHead& request) override {
        const bool isPairing = request.method == http::Method::Post && request.path == "/v1/pair";
        if (isPairing || m_apps.allows(bearerOf(request)))
            return std::nullopt;
        return controlProblem(
            401, "not-paired",
            QStringLiteral("This app is not paired with this Terminal, or was revoked there."));
    }

    void
    run(const ControlRequest& request, const std::string& token,
        const ControlReply& reply) override {
        if (request.route == kPair)
            return reply(pair(request));
        if (request.route == kForget) {
            const auto forgotten = m_apps.forget(token);
            return reply(forgotten ? ControlAnswer() : refusal(forgotten.error()));
        }
        if (std::find(kRoutes.begin(), kRoutes.end(), request.route) != kRoutes.end())
            return m_requests.run(request, reply);
        reply(controlProblem(404, "not-found", QStringLiteral("There is no such request here.")));
    }

    ControlAnswer pair(const ControlRequest& request) {
        const auto body = request.object();
        if (!body)
            return controlProblem(
                400, "bad-message", QStringLiteral("The body must be a JSON object."));
        const auto text = [&](const char* key) {
            return body->value(QLatin1String(key)).toString().toStdString();
        };
        const auto token = m_apps.pair(text("code"), text("name"));
        return token ? controlAnswer({{QStringLiteral("token"), QString::fromStdString(*token)}})
                     : refusal(token.error());
    }

    ControlRequests& m_requests;
    PairedApps& m_apps;
};

RemoteControl::RemoteControl(const Parts& parts)
    : m_node(parts.identity.nodeId())
    , m_apps(parts.folder / "paired.json", parts.clock)
    , m_gate(std::make_unique<Gate>(parts, m_apps)) {}

base::Result<std::unique_ptr<RemoteControl>, std::string>
RemoteControl::listen(std::vector<boost::asio::ip::tcp::endpoint> endpoints, const Parts& parts) {
    std::unique_ptr<RemoteControl> remote(new RemoteControl(parts));
    if (const auto loaded = remote->m_apps.load(); !loaded)
        return tl::unexpected(
            (parts.folder / "paired.json").string() + ": " + std::string(sentence(loaded.error())));
    http::ServerOptions options;
    options.endpoints = std::move(endpoints);
    options.profile = http::Profile::Full;
    options.limits = limits();
    options.tls = tlsOf(parts);
    if (!options.tls)
        return tl::unexpected(
            (parts.folder / "remote.pem").string() +
            ": The certificate cannot be saved or used: check the folder's permissions.");
    auto server = http::Server::listen(std::move(options), *remote->m_gate, parts.clock);
    if (!server)
        return tl::unexpected(base::explain(server.error()));
    remote->m_server = *std::move(server);
    remote->m_server->start();
    return remote;
}

RemoteControl::~RemoteControl() {
    if (m_server) {
        drainFor(*m_server, kLastAnswers);
        m_server->stop();
    }
}

std::string RemoteControl::address() const {
    const auto endpoint = m_server->endpoints().front();
    return authorityOf(endpoint.address().to_string(), endpoint.port());
}

base::Result<std::string, std::string> RemoteControl::newLine(const std::string& host) {
    const auto endpoint = m_server->endpoints().front();
    PairLine line;
    line.host = !host.empty()                         ? host
                : endpoint.address().is_unspecified() ? addressForOthers()
                                                      : endpoint.address().to_string();
    if (!isHost(line.host))
        return tl::unexpected(line.host + ": " + std::string(sentence(PairLineError::Host)));
    line.port = endpoint.port();
    line.node = m_node;
    line.code = m_apps.newCode();
    return line.text();
}

} // namespace meson::terminal
