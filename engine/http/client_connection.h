// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/client_url.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace meson::http {

/// One connection of the client, plain or TLS. Every operation keeps the connection alive until its
/// handler has run. Thread: the client's loop.
class ClientConnection : public std::enable_shared_from_this<ClientConnection> {
public:
    using ErrorCode = boost::system::error_code;
    using Handler = std::function<void(ErrorCode)>;
    using TransferHandler = std::function<void(ErrorCode, std::size_t)>;

    ClientConnection(const asio::any_io_executor& executor, std::string key)
        : m_key(std::move(key))
        , m_socket(executor) {}

    /// With `from` as the local address, if given.
    void connect(
        const asio::ip::tcp::endpoint& endpoint, const std::optional<asio::ip::address>& from,
        Handler done);
    /// The TLS handshake as a client, with the server's name sent and its certificate checked
    /// against it, or against a node's key alone.
    void startTls(
        asio::ssl::context& context, const std::string& host,
        const std::optional<base::NodeId>& pinned, Handler done);
    /// After a handshake that failed: the server showed another key than the pinned one.
    bool hasOtherKey() const { return *m_hasOtherKey; }
    /// What was wrong with the server's certificate, after a handshake that failed; empty if it was
    /// something else.
    std::string certificateProblem();
    void readSome(asio::mutable_buffer buffer, TransferHandler done);
    void writeSome(asio::const_buffer buffer, TransferHandler done);
    void close();

    /// Whether an idle connection can carry another request, as far as one can tell without asking
    /// the server.
    bool isUsable();
    const std::string& key() const { return m_key; }
    /// How long it took to connect, without TLS: one round trip.
    base::SteadyTime::duration connectTime() const { return m_connectTime; }
    void setIdleSince(base::SteadyTime time) { m_idleSince = time; }
    base::SteadyTime idleSince() const { return m_idleSince; }

private:
    const std::string m_key; ///< of the pool: what it is connected to
    asio::ip::tcp::socket m_socket;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> m_tls;
    base::SteadyTime::duration m_connectTime{};
    base::SteadyTime m_idleSince;
    std::shared_ptr<bool> m_hasOtherKey = std::make_shared<bool>(false); ///< the check's, too
};

} // namespace meson::http
