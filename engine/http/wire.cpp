// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/wire.h"

#include "engine/platform/mapped_read.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <optional>

namespace meson::http {
namespace {

using boost::system::error_code;

constexpr std::size_t kRecord = 16 * 1024;
constexpr std::size_t kRecordOverhead = 29; ///< head, explicit nonce (TLS 1.2) and tag
constexpr std::size_t kLargestBatch = 32 * kRecord;
/// Until this much has left, records are small, so that a client can show the first bytes early.
constexpr std::uint64_t kEarlyBytes = 64 * 1024;
constexpr std::size_t kEarlyRecord = 4 * 1024;
constexpr std::size_t kReceiveSize = 32 * 1024;
constexpr std::size_t kReadSize = 256 * 1024;

bool wouldBlock(const error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again ||
           error == asio::error::interrupted;
}

Wire::Result failed(const error_code& error) {
    if (wouldBlock(error))
        return {Wire::State::WouldBlock, 0};
    const bool unreadable = error == boost::system::errc::bad_address;
    return {unreadable ? Wire::State::SourceFailed : Wire::State::Failed, 0};
}

} // namespace

Wire::Wire(asio::ip::tcp::socket socket, WireScratch& scratch, std::unique_ptr<TlsSession> tls)
    : m_socket(std::move(socket))
    , m_scratch(scratch)
    , m_tls(std::move(tls)) {}

Wire::Result Wire::receive(std::span<char> buffer) {
    error_code error;
    const std::size_t count =
        m_socket.receive(asio::buffer(buffer.data(), buffer.size()), 0, error);
    if (error == asio::error::eof)
        return {State::Closed, 0};
    m_moved += count;
    return error ? failed(error) : Result{State::Moved, count};
}

Wire::Result Wire::send(base::ByteSpan first, base::ByteSpan second, int flags) {
    const std::array<asio::const_buffer, 2> buffers{
        asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
    error_code error;
    const std::size_t count = second.empty() ? m_socket.send(asio::buffer(buffers[0]), flags, error)
                                             : m_socket.send(buffers, flags, error);
    m_moved += count;
    return error ? failed(error) : Result{State::Moved, count};
}

Wire::Result Wire::read(std::span<char> buffer) {
    return m_tls ? readTls(buffer) : receive(buffer);
}

Wire::Result Wire::readTls(std::span<char> buffer) {
    for (;;) {
        m_scratch.encrypted.clear();
        const TlsSession::Result result = m_tls->read(buffer, m_scratch.encrypted);
        if (!m_scratch.encrypted.empty() && sendUnasked().state == State::Failed)
            return {State::Failed, 0};
        switch (result.state) {
        case TlsSession::State::Moved:
            return {State::Moved, result.bytes};
        case TlsSession::State::Closed:
            return {State::Closed, 0};
        case TlsSession::State::Failed:
            return {State::Failed, 0};
        case TlsSession::State::Hungry:
            break;
        }
        m_scratch.received.resize(kReceiveSize);
        const Result received = receive(m_scratch.received);
        if (received.state != State::Moved)
            return received;
        m_tls->feed(std::span(m_scratch.received).first(received.bytes));
    }
}

Wire::Result Wire::write(base::ByteSpan first, base::ByteSpan second, More more) {
    if (m_tls)
        return encrypt(first, second);
    return send(first, second, more == More::Follows ? platform::kMoreFollows : 0);
}

Wire::Result
Wire::writeMapped(base::ByteSpan head, base::ByteSpan window, int file, std::uint64_t offset) {
    if (!m_tls) { // the system reads: a page that is gone fails the call, not the program
        const platform::MappedReadGuard guard(window, file, offset);
        return guard.failed() ? Result{State::SourceFailed, 0} : send(head, window, 0);
    }
    const base::ByteSpan batch = window.first(std::min(window.size(), kLargestBatch));
    platform::MappedReadGuard guard(batch, file, offset);
    if (!guard.populate())
        return {State::SourceFailed, 0};
    const Result flushed = flush();
    if (flushed.state != State::Moved)
        return flushed;
    const std::size_t room = batchSize(head.size() + batch.size());
    const base::ByteSpan part =
        batch.first(std::min(batch.size(), room - std::min(room, head.size())));
    m_scratch.encrypted.clear();
    if (!m_tls->write(head, m_scratch.encrypted) || !m_tls->write(part, m_scratch.encrypted))
        return {State::Failed, 0};
    if (guard.failed()) // its records are numbered: without them no other would be understood
        return {State::Failed, 0};
    return sendEncrypted(head.size() + part.size());
}

Wire::Result Wire::writeFile(int file, std::uint64_t offset, std::size_t length) {
    if (!m_tls) {
        const platform::Transfer sent =
            platform::sendFile(m_socket.native_handle(), file, offset, length);
        switch (sent.state) {
        case platform::TransferState::Moved:
            m_moved += sent.bytes;
            return {State::Moved, sent.bytes};
        case platform::TransferState::WouldBlock:
            return {State::WouldBlock, 0};
        case platform::TransferState::FileFailed:
            return {State::SourceFailed, 0};
        case platform::TransferState::SocketFailed:
            return {State::Failed, 0};
        }
    }
    const Result flushed = flush();
    if (flushed.state != State::Moved)
        return flushed;
    m_scratch.file.resize(kReadSize);
    const std::size_t wanted = std::min({length, kReadSize, batchSize(length)});
    const std::int64_t count =
        platform::readAt(file, offset, std::span(m_scratch.file).first(wanted));
    if (count <= 0)
        return {State::SourceFailed, 0};
    return encrypt(base::ByteSpan(m_scratch.file).first(static_cast<std::size_t>(count)), {});
}

/// Never takes more than the socket is likely to hold, so that little ciphertext ever waits in our
/// memory.
std::size_t Wire::batchSize(std::size_t wanted) {
    const std::size_t most = std::min(wanted, kLargestBatch);
    if (most <= 4 * kRecord)
        return most;
    return std::clamp(platform::sendSpace(m_socket.native_handle()), kRecord, most);
}

Wire::Result Wire::encrypt(base::ByteSpan first, base::ByteSpan second) {
    const Result flushed = flush();
    if (flushed.state != State::Moved)
        return flushed;
    const std::size_t room = batchSize(first.size() + second.size());
    const base::ByteSpan a = first.first(std::min(first.size(), room));
    const base::ByteSpan b = second.first(std::min(second.size(), room - a.size()));
    m_scratch.encrypted.clear();
    std::size_t early = m_plainSent < kEarlyBytes ? kEarlyRecord : 0;
    // Head and first body bytes share one record: joined, they cost one tag and no extra packet.
    if (early > a.size() && !a.empty() && !b.empty()) {
        const std::size_t joined = std::min(early - a.size(), b.size());
        std::string record(base::textOf(a));
        record.append(base::textOf(b.first(joined)));
        if (!m_tls->write(base::bytesOf(record), m_scratch.encrypted) ||
            !m_tls->write(b.subspan(joined), m_scratch.encrypted))
            return {State::Failed, 0};
    } else if (!m_tls->write(a, m_scratch.encrypted) || !m_tls->write(b, m_scratch.encrypted)) {
        return {State::Failed, 0};
    }
    return sendEncrypted(a.size() + b.size());
}

/// Hands the scratch ciphertext to the socket; what it does not take is kept.
Wire::Result Wire::sendEncrypted(std::size_t plainBytes) {
    m_plainSent += plainBytes;
    if (!m_unsent.empty()) { // order first: the old goes before the new
        m_unsent += m_scratch.encrypted;
        const Result flushed = flush();
        return flushed.state == State::Failed ? flushed : Result{State::Moved, plainBytes};
    }
    const base::ByteSpan all = base::bytesOf(m_scratch.encrypted);
    std::size_t sent = 0;
    while (sent < all.size()) {
        const Result result = send(all.subspan(sent), {}, 0);
        if (result.state == State::Failed)
            return result;
        if (result.state != State::Moved)
            break;
        sent += result.bytes;
    }
    m_unsent.assign(base::textOf(all.subspan(sent)));
    return {State::Moved, plainBytes};
}

/// The scratch ciphertext is what the session made by itself.
Wire::Result Wire::sendUnasked() {
    const Result result = sendEncrypted(0);
    if (result.state != State::Failed)
        m_unasked += m_scratch.encrypted.size();
    return result;
}

Wire::Result Wire::flush() {
    std::size_t sent = 0;
    while (sent < m_unsent.size()) {
        const Result result = send(base::bytesOf(m_unsent).subspan(sent), {}, 0);
        if (result.state != State::Moved) {
            m_unsent.erase(0, sent);
            return result;
        }
        sent += result.bytes;
    }
    std::string().swap(m_unsent);
    return {State::Moved, sent};
}

std::size_t Wire::weight(std::size_t plain) const {
    return m_tls ? plain + (plain / kRecord + 1) * kRecordOverhead : plain;
}

void Wire::endSending() {
    if (m_tls) {
        m_scratch.encrypted.clear();
        m_tls->close(m_scratch.encrypted);
        sendUnasked();
    }
    error_code ignored;
    m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Wire::close() {
    error_code ignored;
    m_socket.close(ignored);
    m_tls.reset();
    m_unsent = {};
}

} // namespace meson::http
