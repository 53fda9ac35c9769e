// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/control_api.h"

#include "engine/crypto/mac.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/drained.h"

namespace meson::terminal {
namespace {

constexpr std::chrono::milliseconds kLastAnswers{1000}; ///< what they may take when it ends

/// One that isOwnName() knows: a request for another would be refused.
bool isOwnAddress(const boost::asio::ip::address& address) {
    return address == boost::asio::ip::address_v4::loopback() ||
           address == boost::asio::ip::address_v6::loopback();
}

/// "127.0.0.1", "[::1]" or "localhost", with or without a port.
bool isOwnName(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

} // namespace

/// For programs of this computer that can read the token.
class ControlApi::Gate final : public ControlGate {
public:
    Gate(ControlQueue& control, ControlRequests& requests, std::string token)
        : ControlGate(control)
        , m_requests(requests)
        , m_token(std::move(token)) {}

private:
    std::optional<ControlAnswer> refusalOf(const http::RequestHead& request) override {
        if (!isOwnName(request.host))
            return controlProblem(
                403, "wrong-host", QStringLiteral("Ask for 127.0.0.1, not another name."));
        const bool isAllowed =
            crypto::equalInConstantTime(base::bytesOf(bearerOf(request)), base::bytesOf(m_token));
        if (request.path != "/metrics" && !isAllowed)
            return controlProblem(
                401, "token-needed",
                QStringLiteral("Send the token of control.json as Authorization: Bearer."));
        return std::nullopt;
    }
    void
    run(const ControlRequest& request, const std::string&, const ControlReply& reply) override {
        m_requests.run(request, reply);
    }

    ControlRequests& m_requests;
    const std::string m_token;
};

base::Result<std::unique_ptr<ControlApi>, TerminalFailure> ControlApi::listen(
    const boost::asio::ip::tcp::endpoint& endpoint, const std::filesystem::path& controlFile,
    ControlQueue& control, ControlRequests& requests, const base::Clock& clock) {
    if (!isOwnAddress(endpoint.address()))
        return base::fail(TerminalError::ControlNotLocal, endpoint.address().to_string());
    std::unique_ptr<ControlApi> api(new ControlApi);
    const std::string token = base::toBase64Url(crypto::randomBytes<32>());
    api->m_gate = std::make_unique<Gate>(control, requests, token);
    http::ServerOptions options;
    options.endpoints = {endpoint};
    options.profile = http::Profile::Full;
    options.limits.connections = 64;
    auto server = http::Server::listen(std::move(options), *api->m_gate, clock);
    if (!server)
        return base::fail(TerminalError::CannotControl, base::explain(server.error()));
    api->m_server = *std::move(server);
    const auto bound = api->m_server->endpoints().front();
    const std::string host = bound.address().to_string();
    api->m_url = "http://" + (bound.address().is_v6() ? '[' + host + ']' : host) + ':' +
                 std::to_string(bound.port());
    api->m_controlFile = controlFile;
    if (!platform::savePrivateFile(
            controlFile, R"({"url":")" + api->m_url + R"(","token":")" + token + "\"}\n"))
        return base::fail(TerminalError::FolderNotUsable, controlFile.string());
    api->m_server->start();
    return api;
}

ControlApi::~ControlApi() {
    if (m_server) {
        drainFor(*m_server, kLastAnswers);
        m_server->stop();
    }
    std::error_code ignored;
    std::filesystem::remove(m_controlFile, ignored);
}

} // namespace meson::terminal
