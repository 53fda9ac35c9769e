// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/encoding.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/units.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meson::http {

namespace asio = boost::asio;

enum class ClientError {
    BadUrl,           ///< The address is not an http or https URL.
    NameNotFound,     ///< The host name does not resolve: check its spelling and the name server.
    AddressForbidden, ///< The host resolves to a private, loopback or link-local address, which is
                      ///< refused.
    CannotConnect,    ///< Nothing answers at that address and port.
    TlsFailed,        ///< The TLS handshake or the certificate check failed.
    OtherKey,         ///< The server has not the key that it was known by.
    TimedOut,         ///< The server did not answer in time, or stopped sending.
    TooSlow,          ///< The server sends, but too slowly for the time that the caller allows.
    BadAnswer,        ///< The server's answer is not HTTP, or breaks its rules.
    Truncated,        ///< The connection ended before the body was complete.
    TooLarge,         ///< The body is larger than the caller allows.
    TooManyRedirects, ///< More redirects than the caller follows.
    Cancelled,        ///< The caller gave up.
};
std::string_view sentence(ClientError);
using ClientFailure = base::Failure<ClientError>;

/// Whether the client connects to addresses of this computer and its local networks. Public is the
/// rule; Any is for the demo, for tests and for origins that their owner declared to be local.
enum class AddressPolicy { PublicOnly, Any };
/// True for loopback, private, link-local, unique-local, multicast, unspecified and other
/// special-use addresses (RFC 6890), IPv4-mapped ones included.
bool isSpecialUse(const asio::ip::address& address);

struct ClientRequest {
    std::string method = "GET";
    std::string url; ///< absolute, http or https
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    int followRedirects = 0;                    ///< how many; each target is checked like the first
    std::optional<asio::ip::address> connectTo; ///< instead of resolving the host's name
    std::chrono::milliseconds connectTimeout{5'000};
    std::chrono::milliseconds headTimeout{15'000};  ///< from the request sent to the answer's head
    std::chrono::milliseconds stallTimeout{20'000}; ///< longest gap between body bytes
    std::optional<std::chrono::milliseconds> totalTimeout; ///< for all of it, redirects included
    base::Bytes bodyLimit =
        base::gibibytes(1024); ///< over it TooLarge, before the byte that is too many is delivered
};

struct AnswerHead {
    int status = 0;
    int minorVersion = 1;
    std::string url; ///< the one that answered, after redirects
    std::vector<std::pair<std::string, std::string>>
        fields; ///< in order, names in their case, repeated ones kept
    std::optional<std::uint64_t> length;
    /// What connecting took, without TLS: one round trip to the server.
    base::SteadyTime::duration connectTime{};

    std::optional<std::string_view> find(std::string_view name) const;
};

/// What a caller does with an answer. Never called from inside start(), resume() or cancel().
/// Thread: the client's loop.
class AnswerSink {
public:
    virtual ~AnswerSink() = default;
    /// An interim answer (1xx but 101) before the final one.
    virtual void onInterim(const AnswerHead& head) { static_cast<void>(head); }
    /// The final head: followed redirects are not shown.
    virtual void onHead(const AnswerHead& head) = 0;
    /// Raw body bytes (transfer coding removed, content coding untouched). Return false to pause;
    /// resume() goes on.
    virtual bool onBody(base::ByteSpan bytes) = 0;
    /// Last call, exactly once, unless the client itself ends first.
    virtual void onDone(base::Result<void, ClientFailure> result) = 0;
};

/// A request under way. Dropping the handle does not cancel it. Thread: the client's loop.
class ClientCall {
public:
    virtual ~ClientCall() = default;
    virtual void resume() = 0;
    virtual void cancel() = 0;
};

struct ClientOptions {
    AddressPolicy addresses = AddressPolicy::PublicOnly;
    std::string trustedCertificates; ///< PEM file; empty: the system's
    std::string alsoTrusted;         ///< PEM file of an authority to trust besides; empty: none
    std::size_t idlePerHost = 8;     ///< keep-alive connections kept per host
    std::string userAgent = "meson/" MESON_VERSION;
    std::optional<asio::ip::address>
        connectFrom; ///< the local address to use; none: the system's choice
    /// The server must prove the key of this node, over TLS 1.3; its names, dates and issuers then
    /// do not matter. Nothing: the rules of the web hold.
    std::optional<base::NodeId> pinned;
};

class ClientState;

struct SmallAnswer {
    AnswerHead head;
    std::string body;
};

/// An HTTP/1.1 client for origin, pull, probe and viewer traffic on Boost.Asio, with Beast's
/// parser. Keeps connections alive and repeats a safe request once when a kept one turns out to be
/// dead; others are never repeated. Checks the very address that it connects to. The client's end
/// cuts what is under way, without further calls to sinks. Thread: the executor's, which has one
/// thread.
class Client {
public:
    Client(asio::any_io_executor executor, ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// A "Host" field of the request replaces the URL's authority in the Host line.
    std::shared_ptr<ClientCall> start(ClientRequest request, std::shared_ptr<AnswerSink> sink);
    /// Collects the body (bodyLimit applies) and calls `done` once.
    std::shared_ptr<ClientCall> fetch(
        ClientRequest request, std::function<void(base::Result<SmallAnswer, ClientFailure>)> done);
    /// Cuts what is under way, without further calls to sinks, so that the loop can end. Nothing is
    /// to be started any more.
    void stop();

private:
    std::shared_ptr<ClientState> m_state;
};

} // namespace meson::http
