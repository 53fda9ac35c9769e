// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/reachability.h"

#include "engine/base/mutex.h"
#include "engine/http/blocking_fetch.h"
#include "engine/http/client_url.h"
#include "engine/platform/port_mapping.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/signature.h"
#include "engine/terminal/probe_answer.h"

#include <boost/asio/io_context.hpp>

namespace meson::terminal {

namespace {

namespace ip = boost::asio::ip;
using namespace std::chrono_literals;

constexpr std::string_view kTarget = "/v1/reachability";
/// How long the home router may take.
constexpr std::chrono::seconds kMappingTime{8};
constexpr base::Bytes kAnswerLimit = base::kibibytes(64);

/// Proves the key to the Router and serves nothing.
class ProbeHandler final : public http::Handler {
public:
    explicit ProbeHandler(const crypto::Identity& identity)
        : m_identity(identity) {}

    void handle(std::shared_ptr<http::Exchange> exchange) override {
        const std::string_view path = exchange->request().path;
        const auto answer = path.starts_with(kProbePath)
                                ? probeAnswer(path.substr(kProbePath.size()), m_identity)
                                : std::nullopt;
        exchange->respond(
            answer ? 200 : 404, http::Fields("Content-Type: text/plain\r\n"),
            answer.value_or("Nothing is served here yet.\n"));
    }

private:
    const crypto::Identity& m_identity;
};

/// Waits for the home router's first word.
class MappedPort {
public:
    explicit MappedPort(std::uint16_t port)
        : m_mapping(port, [this](const platform::PortMappingStatus& status) {
            const base::MutexLock lock(m_mutex);
            m_status = status;
            m_wake.wakeAll();
        }) {}

    platform::PortMappingStatus wait() {
        using State = platform::PortMappingStatus::State;
        const base::MutexLock lock(m_mutex);
        const auto until = std::chrono::steady_clock::now() + kMappingTime;
        while (m_status.state == State::Asking && m_wake.waitUntil(m_mutex, until)) {
        }
        return m_status;
    }

private:
    base::Mutex m_mutex;
    base::Condition m_wake;
    platform::PortMappingStatus m_status MESON_GUARDED_BY(m_mutex);
    platform::PortMapping m_mapping; ///< last: its thread uses the above
};

/// Asks the Router over one version of the Internet Protocol.
class Question {
public:
    Question(const ReachabilityOptions& options, const crypto::Identity& identity)
        : m_options(options)
        , m_identity(identity) {
        m_client.addresses = http::AddressPolicy::Any; // the owner names the Router
        m_client.trustedCertificates = options.routerCertificates;
    }

    LineVerdict ask(const ip::tcp& version, std::uint16_t port) const {
        const std::string name = version == ip::tcp::v6() ? "IPv6" : "IPv4";
        const auto router = resolve(version);
        if (!router)
            return {
                Reach::Unknown,
                "The Router has no " + name + " address, so this cannot be found out."};
        const auto time = routerTime(*router);
        if (!time)
            return {
                version == ip::tcp::v6() ? Reach::No : Reach::Unknown,
                "The Router does not answer over " + name + " (" +
                    std::string(sentence(time.error().code)) + ") Probably this line has no " +
                    name + "."};
        return verdictOf(send(*router, port, *time), name, port);
    }

private:
    std::optional<ip::address> resolve(const ip::tcp& version) const {
        const auto url = http::parseUrl(m_options.routerUrl);
        if (!url)
            return std::nullopt;
        boost::asio::io_context context;
        boost::system::error_code error;
        const auto found = ip::tcp::resolver(context).resolve(
            version, url->host, std::to_string(url->port), error);
        if (error || found.empty())
            return std::nullopt;
        return found.begin()->endpoint().address();
    }

    http::ClientRequest
    request(std::string method, std::string_view target, const ip::address& to) const {
        http::ClientRequest request;
        request.method = std::move(method);
        request.url = m_options.routerUrl + std::string(target);
        request.connectTo = to;
        request.bodyLimit = kAnswerLimit;
        return request;
    }

    /// The Router's clock counts: this computer's may be wrong.
    base::Result<base::WallTime, http::ClientFailure> routerTime(const ip::address& router) const {
        const auto answer = http::blockingFetch(request("GET", "/v1/network", router), m_client);
        if (!answer)
            return tl::unexpected(answer.error());
        const auto network =
            protocol::decode<protocol::NetworkInfo>(QByteArray::fromStdString(answer->body));
        if (!network)
            return base::fail(http::ClientError::BadAnswer, m_options.routerUrl);
        return base::fromUnixSeconds(network->routerTime);
    }

    base::Result<http::SmallAnswer, http::ClientFailure>
    send(const ip::address& router, std::uint16_t port, base::WallTime time) const {
        protocol::Register message;
        message.publicKey = m_identity.publicKey();
        message.port = port;
        message.name = "reachability";
        message.software = "meson/" MESON_VERSION;
        auto post = request("POST", kTarget, router);
        post.body = protocol::encode(message).toStdString();
        post.fields = protocol::signRequest(m_identity, "POST", kTarget, post.body, time);
        post.fields.emplace_back("Content-Type", "application/json");
        return http::blockingFetch(std::move(post), m_client);
    }

    static LineVerdict verdictOf(
        const base::Result<http::SmallAnswer, http::ClientFailure>& answer, const std::string& name,
        std::uint16_t port) {
        if (!answer)
            return {Reach::Unknown, base::explain(answer.error())};
        if (answer->head.status == 200)
            return {
                Reach::Yes, "Clients can reach this computer over " + name + " on port " +
                                std::to_string(port) + "."};
        const auto problem =
            protocol::decode<protocol::Problem>(QByteArray::fromStdString(answer->body));
        if (!problem)
            return {
                Reach::Unknown,
                "The Router answers with status " + std::to_string(answer->head.status) + "."};
        const bool isVerdict =
            problem->type == "not-reachable" || problem->type == "address-refused";
        return {isVerdict ? Reach::No : Reach::Unknown, problem->title + ' ' + problem->detail};
    }

    const ReachabilityOptions& m_options;
    const crypto::Identity& m_identity;
    http::ClientOptions m_client;
};

} // namespace

base::Result<Reachability, base::Failure<http::ServerError>>
findReachability(const ReachabilityOptions& options, const base::Clock& clock) {
    const auto identity = crypto::Identity::generate();
    ProbeHandler handler(identity);
    http::ServerOptions server;
    server.endpoints = options.listen;
    auto listening = http::Server::listen(std::move(server), handler, clock);
    if (!listening)
        return tl::unexpected(listening.error());
    (*listening)->start();
    std::uint16_t port = (*listening)->endpoints().front().port();
    Reachability result;
    std::optional<MappedPort> mapped;
    if (options.mapPort) {
        mapped.emplace(port);
        const platform::PortMappingStatus status = mapped->wait();
        result.portMapping = platform::sentence(status);
        if (status.state == platform::PortMappingStatus::State::Mapped)
            port = status.port;
    }
    const Question question(options, identity);
    result.ipv4 = question.ask(ip::tcp::v4(), port);
    // A home router passes IPv4 on; over IPv6 this computer is reached as it is.
    result.ipv6 = question.ask(ip::tcp::v6(), (*listening)->endpoints().front().port());
    mapped.reset();
    (*listening)->stop();
    return result;
}

} // namespace meson::terminal
