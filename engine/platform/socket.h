// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace meson::platform {

/// What the system calls a socket: a descriptor, or a SOCKET on Windows.
#ifdef _WIN32
using SocketHandle = std::uintptr_t;
#else
using SocketHandle = int;
#endif

/// How a transfer on a non-blocking socket ended.
enum class TransferState {
    Moved,        ///< `bytes` > 0 were moved
    WouldBlock,   ///< the socket takes nothing now
    SocketFailed, ///< the peer is gone
    FileFailed    ///< the file could not be read: shorter than said, or its disk failed
};
struct Transfer {
    TransferState state = TransferState::Moved;
    std::size_t bytes = 0;
};

/// Flag for send(): more follows at once, so do not push a short packet yet. 0 where the system has
/// no such flag.
extern const int kMoreFollows;

/// Whether several sockets that listen on one address share its connections evenly (SO_REUSEPORT on
/// Linux).
extern const bool kListenersShareLoad;
/// Programs that this one starts do not get the socket: one that outlives it, as a browser does,
/// would keep its port taken and its connections open. For each socket that is opened or accepted.
void keepFromChildren(SocketHandle socket);
/// Readies a listening socket before bind(): a port that another program listens on is refused, one
/// whose old connections still linger is not. False if the system refused.
bool prepareListener(SocketHandle socket);
/// A write to a connection that the peer has left fails with an error instead of ending the process
/// (SIGPIPE); sendfile() has no flag for it. Call before the first connection.
void ignoreBrokenConnections();
/// Asks for that sharing; call it before bind(). False if the system refused.
bool shareListener(SocketHandle socket);

/// Sends up to `length` bytes of `file` from `offset`, in the kernel where the system can
/// (sendfile).
Transfer sendFile(SocketHandle socket, int file, std::uint64_t offset, std::size_t length);

/// Reads up to buffer.size() bytes at `offset`, without moving the file's position. -1 on error, 0
/// at the end.
std::int64_t readAt(int file, std::uint64_t offset, std::span<std::uint8_t> buffer);

/// A guess of how many bytes send() takes now without blocking; 64 KiB where the system does not
/// tell.
std::size_t sendSpace(SocketHandle socket);

} // namespace meson::platform
