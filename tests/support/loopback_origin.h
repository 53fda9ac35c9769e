// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace meson::test {

/// One connection of a client to a LoopbackOrigin, seen from a script that may misbehave. Thread:
/// the connection's.
class OriginConnection {
public:
    explicit OriginConnection(boost::asio::ip::tcp::socket& socket)
        : m_socket(socket) {}

    /// The next request's head up to its empty line; empty at the end of the connection. A body
    /// with Content-Length is in body().
    std::string nextRequest() {
        boost::system::error_code error;
        const auto size = boost::asio::read_until(
            m_socket, boost::asio::dynamic_buffer(m_buffer), "\r\n\r\n", error);
        if (error)
            return {};
        std::string head = m_buffer.substr(0, size);
        m_buffer.erase(0, size);
        readBody(head);
        return head;
    }
    const std::string& body() const { return m_body; }

    /// False when the client is gone.
    bool send(const std::string& bytes) {
        boost::system::error_code error;
        boost::asio::write(m_socket, boost::asio::buffer(bytes), error);
        return !error;
    }
    /// Waits until the client hangs up.
    void waitForEnd() {
        boost::system::error_code error;
        char byte;
        while (!error)
            m_socket.read_some(boost::asio::buffer(&byte, 1), error);
    }
    /// Ends the connection with a reset instead of an orderly close.
    void reset() {
        boost::system::error_code error;
        m_socket.set_option(boost::asio::socket_base::linger(true, 0), error);
        m_socket.close(error);
    }

private:
    void readBody(const std::string& head) {
        m_body.clear();
        const auto at = head.find("Content-Length: ");
        if (at == std::string::npos)
            return;
        const std::size_t length = std::stoul(head.substr(at + 16));
        boost::system::error_code error;
        if (m_buffer.size() < length)
            boost::asio::read(
                m_socket, boost::asio::dynamic_buffer(m_buffer),
                boost::asio::transfer_exactly(length - m_buffer.size()), error);
        m_body = m_buffer.substr(0, length);
        m_buffer.erase(0, length);
    }

    boost::asio::ip::tcp::socket& m_socket;
    std::string m_buffer;
    std::string m_body;
};

/// A server on 127.0.0.1 whose every connection is one run of a script on its own thread.
class LoopbackOrigin {
public:
    using Script = std::function<void(OriginConnection&)>;

    explicit LoopbackOrigin(Script script)
        : m_script(std::move(script))
        , m_thread([this] { accept(); }) {}

    /// Answers each request with what `answer` says to its head, keeping the connection.
    static Script answering(std::function<std::string(const std::string& head)> answer) {
        return [answer = std::move(answer)](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest())
                if (!connection.send(answer(head)))
                    return;
        };
    }

    ~LoopbackOrigin() {
        m_stopping = true;
        boost::system::error_code ignored;
        boost::asio::io_context context;
        boost::asio::ip::tcp::socket waker(context);
        waker.connect(m_acceptor.local_endpoint(ignored), ignored);
        m_thread.join();
        m_acceptor.close(ignored);
        {
            const std::lock_guard lock(m_mutex);
            for (auto& connection : m_connections)
                connection.socket.shutdown(boost::asio::socket_base::shutdown_both, ignored);
        }
        for (auto& connection : m_connections)
            connection.thread.join();
    }

    std::uint16_t port() const { return m_acceptor.local_endpoint().port(); }
    std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port()) + path;
    }
    int connectionCount() const { return m_count; }

private:
    struct Connection {
        explicit Connection(boost::asio::io_context& context)
            : socket(context) {}
        boost::asio::ip::tcp::socket socket;
        std::thread thread;
    };

    void accept() {
        for (;;) {
            boost::asio::ip::tcp::socket socket(m_context);
            boost::system::error_code error;
            m_acceptor.accept(socket, error);
            if (m_stopping)
                return;
            if (error)
                continue;
            ++m_count;
            const std::lock_guard lock(m_mutex);
            Connection& connection = m_connections.emplace_back(m_context);
            connection.socket = std::move(socket);
            connection.thread = std::thread([this, &connection] { run(connection); });
        }
    }

    void run(Connection& connection) {
        OriginConnection view(connection.socket);
        m_script(view);
        const std::lock_guard lock(m_mutex);
        boost::system::error_code ignored;
        connection.socket.shutdown(boost::asio::socket_base::shutdown_both, ignored);
        connection.socket.close(ignored);
    }

    const Script m_script;
    boost::asio::io_context m_context;
    boost::asio::ip::tcp::acceptor m_acceptor{
        m_context, {boost::asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> m_stopping = false;
    std::atomic<int> m_count = 0;
    std::mutex m_mutex;
    std::list<Connection> m_connections;
    std::thread m_thread;
};

/// An answer with `body`, as an origin says it.
inline std::string answer(const std::string& body, const std::string& fields = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace meson::test
