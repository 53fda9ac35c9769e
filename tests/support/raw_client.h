// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace meson::test {

/// An answer as it came over the wire; `fields` by lower-case name, repeated ones joined with ", ".
struct RawAnswer {
    int status = 0; ///< 0: none came
    std::string head;
    std::map<std::string, std::string> fields;
    std::string body;

    bool has(const std::string& name) const { return fields.count(name) != 0; }
    std::string field(const std::string& name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    }
};

/// A client that sends exactly the bytes it is told and waits at most `patience` for the server's.
/// Thread: one.
class RawClient {
public:
    using Endpoint = boost::asio::ip::tcp::endpoint;

    explicit RawClient(const Endpoint& server, const std::string& from = {}) {
        m_socket.open(server.protocol(), m_error);
        if (!from.empty())
            m_socket.bind({boost::asio::ip::make_address(from), 0}, m_error);
        m_socket.connect(server, m_error);
    }

    void send(const std::string& bytes) {
        boost::asio::write(m_socket, boost::asio::buffer(bytes), m_error);
    }
    /// About how much the system takes from the server before it is read here.
    void boundUnread(int bytes) {
        m_socket.set_option(boost::asio::socket_base::receive_buffer_size(bytes), m_error);
    }
    void endSending() { m_socket.shutdown(boost::asio::socket_base::shutdown_send, m_error); }
    void close() { m_socket.close(m_error); }
    void reset() {
        m_socket.set_option(boost::asio::socket_base::linger(true, 0), m_error);
        m_socket.close(m_error);
    }

    /// The next answer; `hasBody` false after HEAD.
    enum class Body { Expected, None };
    RawAnswer answer(Body expectation = Body::Expected) {
        RawAnswer result;
        while (m_buffer.find("\r\n\r\n") == std::string::npos)
            if (!receive())
                return result;
        result.head = take(m_buffer.find("\r\n\r\n") + 4);
        result.status = std::stoi(result.head.substr(9, 3));
        parseFields(result);
        if (expectation == Body::Expected && result.status >= 200 && result.status != 304)
            result.body = takeBody(result);
        return result;
    }
    RawAnswer request(const std::string& bytes, Body expectation = Body::Expected) {
        send(bytes);
        return answer(expectation);
    }
    RawAnswer get(const std::string& target, const std::string& fields = {}) {
        return request("GET " + target + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
    }
    /// Whether the server ends the connection, orderly or not, without another byte.
    bool isClosedByServer() { return m_buffer.empty() && !receive() && !m_timedOut; }
    std::string readToEnd() {
        while (receive())
            continue;
        return take(m_buffer.size());
    }
    /// Takes `count` bytes at most off the socket, whatever they mean.
    std::string readSome(std::size_t count) {
        while (m_buffer.size() < count && receive())
            continue;
        return take(std::min(count, m_buffer.size()));
    }
    std::uint16_t port() { return m_socket.local_endpoint(m_error).port(); }
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

private:
    bool receive() {
        char bytes[65536];
        std::size_t count = 0;
        bool done = false;
        m_timedOut = false;
        if (m_ended)
            return false;
        m_socket.async_read_some(
            boost::asio::buffer(bytes),
            [&](const boost::system::error_code& error, std::size_t size) {
                count = error ? 0 : size;
                done = true;
                m_ended = bool(error);
            });
        m_context.restart();
        m_context.run_for(m_patience);
        if (!done) {
            m_timedOut = true;
            m_socket.cancel(m_error);
            m_context.restart();
            m_context.run();
            m_ended = false;
        }
        m_buffer.append(bytes, count);
        return count > 0;
    }
    std::string take(std::size_t count) {
        std::string taken = m_buffer.substr(0, count);
        m_buffer.erase(0, count);
        return taken;
    }
    std::string takeExactly(std::size_t count) {
        while (m_buffer.size() < count && receive())
            continue;
        return take(std::min(count, m_buffer.size()));
    }
    std::string takeLine() {
        while (m_buffer.find("\r\n") == std::string::npos && receive())
            continue;
        const auto end = m_buffer.find("\r\n");
        return end == std::string::npos ? std::string() : take(end + 2).substr(0, end);
    }
    std::string takeBody(const RawAnswer& answer) {
        if (answer.has("content-length"))
            return takeExactly(std::stoull(answer.field("content-length")));
        if (answer.field("transfer-encoding") != "chunked")
            return answer.status == 204 ? std::string() : readToEnd();
        std::string body;
        for (;;) {
            const std::string line = takeLine();
            const std::size_t size = line.empty() ? 0 : std::stoull(line, nullptr, 16);
            body += takeExactly(size);
            takeLine();
            if (size == 0)
                return body;
        }
    }
    static void parseFields(RawAnswer& answer) {
        std::size_t at = answer.head.find("\r\n") + 2;
        for (;;) {
            const std::size_t end = answer.head.find("\r\n", at);
            const std::size_t colon = answer.head.find(':', at);
            if (end == at || end == std::string::npos || colon > end)
                return;
            std::string name = answer.head.substr(at, colon - at);
            for (char& c : name)
                c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            std::string& value = answer.fields[name];
            value += (value.empty() ? "" : ", ") + answer.head.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
    }

    boost::asio::io_context m_context;
    boost::asio::ip::tcp::socket m_socket{m_context};
    boost::system::error_code m_error;
    std::string m_buffer;
    std::chrono::milliseconds m_patience{5000};
    bool m_timedOut = false;
    bool m_ended = false;
};

} // namespace meson::test
