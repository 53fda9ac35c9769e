// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/connection.h"
#include "engine/http/server.h"

#include <memory>

namespace meson::http {

/// The exchange of one request on its connection. Thread: the connection's loop; the destructor
/// any.
class ServerExchange final : public Exchange, public std::enable_shared_from_this<ServerExchange> {
public:
    explicit ServerExchange(std::shared_ptr<Connection> connection);
    /// Unanswered: has the connection answer 500.
    ~ServerExchange() override;

    const RequestHead& request() const override { return m_connection->request(); }
    asio::ip::tcp::endpoint peer() const override { return m_connection->peer(); }
    asio::ip::tcp::endpoint local() const override { return m_connection->local(); }
    bool isTls() const override { return m_connection->isTls(); }
    asio::any_io_executor executor() const override;

    void readBody(base::Bytes limit, std::function<void(std::string)> done) override;
    void inform(int status, Fields fields) override;
    void respond(int status, Fields fields, std::string body) override;
    void respond(Representation representation) override;
    std::shared_ptr<BodyWriter>
    stream(int status, Fields fields, std::optional<std::uint64_t> length) override;
    void onClosed(std::function<void()> closed) override;

    /// It may be answered once more: what it was answered with cannot be sent.
    void reopen() { m_answered = false; }
    /// Nobody waits for an answer any more.
    void abandon() { m_answered = true; }

private:
    bool claim();

    const std::shared_ptr<Connection> m_connection;
    const std::uint64_t m_serial;
    bool m_answered = false;
};

} // namespace meson::http
