// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"
#include "engine/http/tls_session.h"
#include "engine/platform/socket.h"

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace meson::http {

namespace asio = boost::asio;

/// Memory that the wires of one loop share: no connection keeps any of it between two calls.
struct WireScratch {
    std::vector<char> received;     ///< ciphertext in
    std::string encrypted;          ///< ciphertext out
    std::vector<std::uint8_t> file; ///< plaintext of objects that are neither in memory nor mapped
};

/// The byte pipe of one connection, plain or TLS; nothing in it blocks. Thread: its loop's.
class Wire {
public:
    enum class State {
        Moved,       ///< `bytes` > 0 were moved
        WouldBlock,  ///< wait until the socket is readable (read) or writable (the rest)
        Closed,      ///< read: the peer ended its side
        Failed,      ///< the connection is broken
        SourceFailed ///< the object's bytes could not be read
    };
    struct Result {
        State state = State::Moved;
        std::size_t bytes = 0;
    };
    /// What write() may tell the system about the bytes after these.
    enum class More { No, Follows };

    Wire(asio::ip::tcp::socket socket, WireScratch& scratch, std::unique_ptr<TlsSession> tls);

    Result read(std::span<char> buffer);
    /// Sends from the front of `first` and `second`, as if they were one.
    Result write(base::ByteSpan first, base::ByteSpan second, More more);
    /// Sends `head`, then as much of `window` as the system takes. `window` maps `file` from
    /// `offset`.
    Result writeMapped(base::ByteSpan head, base::ByteSpan window, int file, std::uint64_t offset);
    Result writeFile(int file, std::uint64_t offset, std::size_t length);
    /// Moves what was taken but not yet handed to the system; WouldBlock while some is left, else
    /// Moved.
    Result flush();

    /// Bytes of both directions, as the socket counts them: while ciphertext waits for a slow peer,
    /// nothing is written, but this grows.
    std::uint64_t moved() const { return m_moved; }
    /// Bytes that TLS sent of its own accord since the last call: handshakes, tickets, answers to
    /// key updates, alerts. They come with read() and endSending().
    std::size_t takeUnasked() { return std::exchange(m_unasked, 0); }
    /// What `plain` body bytes weigh on the wire.
    std::size_t weight(std::size_t plain) const;
    bool isTls() const { return m_tls != nullptr; }
    /// Says that nothing more will be sent.
    void endSending();
    /// At once. The TLS session goes as well: who waits for a turn may hold the rest for a while.
    void close();
    asio::ip::tcp::socket& socket() { return m_socket; }
    const asio::ip::tcp::socket& socket() const { return m_socket; }

private:
    Result receive(std::span<char> buffer);
    Result send(base::ByteSpan first, base::ByteSpan second, int flags);
    Result readTls(std::span<char> buffer);
    Result encrypt(base::ByteSpan first, base::ByteSpan second);
    std::size_t batchSize(std::size_t wanted);
    Result sendEncrypted(std::size_t plainBytes);
    Result sendUnasked();

    asio::ip::tcp::socket m_socket;
    WireScratch& m_scratch;
    std::unique_ptr<TlsSession> m_tls;
    std::string m_unsent; ///< ciphertext that the socket did not take
    std::uint64_t m_plainSent = 0;
    std::uint64_t m_moved = 0;
    std::size_t m_unasked = 0;
};

} // namespace meson::http
