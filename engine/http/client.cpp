// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client.h"

#include "engine/http/client_call.h"
#include "engine/http/message.h"

namespace meson::http {

namespace {

constexpr std::chrono::seconds kKeepIdle{30};

/// Gathers a whole answer.
class CollectingSink final : public AnswerSink {
public:
    using Done = std::function<void(base::Result<SmallAnswer, ClientFailure>)>;
    explicit CollectingSink(Done done)
        : m_done(std::move(done)) {}

    void onHead(const AnswerHead& head) override { m_answer.head = head; }
    bool onBody(base::ByteSpan bytes) override {
        m_answer.body += base::textOf(bytes);
        return true;
    }
    void onDone(base::Result<void, ClientFailure> result) override {
        if (result)
            m_done(std::move(m_answer));
        else
            m_done(tl::unexpected(std::move(result.error())));
    }

private:
    SmallAnswer m_answer;
    Done m_done;
};

} // namespace

std::string_view sentence(ClientError error) {
    switch (error) {
    case ClientError::BadUrl:
        return "The address is not an http or https URL.";
    case ClientError::NameNotFound:
        return "The host name does not resolve: check its spelling and the name server.";
    case ClientError::AddressForbidden:
        return "The host resolves to a private, loopback or link-local address, which is refused.";
    case ClientError::CannotConnect:
        return "Nothing answers at that address and port.";
    case ClientError::TlsFailed:
        return "The TLS handshake or the certificate check failed.";
    case ClientError::OtherKey:
        return "The server has not the key that it was known by.";
    case ClientError::TimedOut:
        return "The server did not answer in time, or stopped sending.";
    case ClientError::TooSlow:
        return "The server sends too slowly.";
    case ClientError::BadAnswer:
        return "The server's answer is not HTTP, or breaks its rules.";
    case ClientError::Truncated:
        return "The connection ended before the answer was complete.";
    case ClientError::TooLarge:
        return "The body is larger than the caller allows.";
    case ClientError::TooManyRedirects:
        return "The server redirects more often than the caller follows.";
    case ClientError::Cancelled:
        return "The request was given up.";
    }
    return "Unknown error.";
}

std::optional<std::string_view> AnswerHead::find(std::string_view name) const {
    for (const auto& field : fields)
        if (sameName(field.first, name))
            return field.second;
    return std::nullopt;
}

ClientState::ClientState(asio::any_io_executor theExecutor, ClientOptions theOptions)
    : executor(std::move(theExecutor))
    , options(std::move(theOptions))
    , tls(asio::ssl::context::tls_client) {
    // A context without certificates trusts nobody: what fails here shows as TlsFailed.
    boost::system::error_code ignored;
    tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, ignored);
    tls.set_verify_mode(asio::ssl::verify_peer, ignored);
    if (options.pinned) {
        tls.set_options(asio::ssl::context::no_tlsv1_2, ignored);
        return;
    }
    if (options.trustedCertificates.empty())
        tls.set_default_verify_paths(ignored);
    else
        tls.load_verify_file(options.trustedCertificates, ignored);
    if (!options.alsoTrusted.empty()) {
        tls.load_verify_file(options.alsoTrusted, ignored);
        // It may be below a root that is not in the file.
        X509_STORE_set_flags(
            SSL_CTX_get_cert_store(tls.native_handle()), X509_V_FLAG_PARTIAL_CHAIN);
    }
}

std::shared_ptr<ClientConnection> ClientState::takeIdle(const std::string& key) {
    dropOld(std::chrono::steady_clock::now());
    const auto found = m_idle.find(key);
    if (found == m_idle.end())
        return nullptr;
    auto& connections = found->second;
    while (!connections.empty()) {
        auto connection = std::move(connections.back());
        connections.pop_back();
        if (connection->isUsable())
            return connection;
    }
    m_idle.erase(found);
    return nullptr;
}

void ClientState::keepIdle(std::shared_ptr<ClientConnection> connection) {
    const base::SteadyTime now = std::chrono::steady_clock::now();
    dropOld(now);
    auto& connections = m_idle[connection->key()];
    if (connections.size() >= options.idlePerHost)
        return;
    connection->setIdleSince(now);
    connections.push_back(std::move(connection));
}

void ClientState::dropOld(base::SteadyTime now) {
    for (auto host = m_idle.begin(); host != m_idle.end();) {
        auto& connections = host->second; // oldest first
        while (!connections.empty() && now - connections.front()->idleSince() > kKeepIdle)
            connections.erase(connections.begin());
        host = connections.empty() ? m_idle.erase(host) : std::next(host);
    }
}

Client::Client(asio::any_io_executor executor, ClientOptions options)
    : m_state(std::make_shared<ClientState>(std::move(executor), std::move(options))) {}

Client::~Client() {
    stop();
}

void Client::stop() {
    const auto calls = std::exchange(m_state->calls, {});
    for (const auto& call : calls)
        call->abandon();
}

std::shared_ptr<ClientCall> Client::start(ClientRequest request, std::shared_ptr<AnswerSink> sink) {
    const auto call = std::make_shared<HttpCall>(m_state, std::move(request), std::move(sink));
    call->begin();
    return call;
}

std::shared_ptr<ClientCall> Client::fetch(
    ClientRequest request, std::function<void(base::Result<SmallAnswer, ClientFailure>)> done) {
    return start(std::move(request), std::make_shared<CollectingSink>(std::move(done)));
}

} // namespace meson::http
