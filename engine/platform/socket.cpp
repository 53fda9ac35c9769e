// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#ifdef _WIN32
#include <winsock2.h>

#include <io.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#endif
#ifdef __linux__
#include <linux/sockios.h>
#include <sys/sendfile.h>
#endif

namespace meson::platform {
namespace {

#ifndef _WIN32
Transfer failedSend() {
    const bool blocked = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {blocked ? TransferState::WouldBlock : TransferState::SocketFailed, 0};
}
#endif

} // namespace

#ifdef _WIN32

const int kMoreFollows = 0;
const bool kListenersShareLoad = false;

void keepFromChildren(SocketHandle socket) {
    SetHandleInformation(reinterpret_cast<HANDLE>(socket), HANDLE_FLAG_INHERIT, 0);
}

bool prepareListener(SocketHandle socket) {
    const BOOL on = TRUE; // SO_REUSEADDR would let any program take the port over
    const auto* value = reinterpret_cast<const char*>(&on);
    return setsockopt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, value, sizeof on) == 0;
}

void ignoreBrokenConnections() {} // Windows knows no such signal

bool shareListener(SocketHandle) {
    return false;
}

std::int64_t readAt(int file, std::uint64_t offset, std::span<std::uint8_t> buffer) {
    OVERLAPPED where{};
    where.Offset = static_cast<DWORD>(offset);
    where.OffsetHigh = static_cast<DWORD>(offset >> 32);
    DWORD read = 0;
    const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(file));
    if (ReadFile(handle, buffer.data(), static_cast<DWORD>(buffer.size()), &read, &where))
        return read;
    return GetLastError() == ERROR_HANDLE_EOF ? 0 : -1;
}

std::size_t sendSpace(SocketHandle) {
    return 64 * 1024;
}

#else

#ifdef __linux__
const int kMoreFollows = MSG_MORE;
const bool kListenersShareLoad = true;
#else
const int kMoreFollows = 0;
const bool kListenersShareLoad = false;
#endif

void keepFromChildren(SocketHandle socket) {
    fcntl(socket, F_SETFD, FD_CLOEXEC);
}

bool prepareListener(SocketHandle socket) {
    const int on = 1;
    return setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0;
}

void ignoreBrokenConnections() {
    std::signal(SIGPIPE, SIG_IGN);
}

bool shareListener(SocketHandle socket) {
    const int on = 1;
    return setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0;
}

std::int64_t readAt(int file, std::uint64_t offset, std::span<std::uint8_t> buffer) {
    ssize_t count;
    do
        count = pread(file, buffer.data(), buffer.size(), static_cast<off_t>(offset));
    while (count < 0 && errno == EINTR);
    return count;
}

std::size_t sendSpace(SocketHandle socket) {
#ifdef __linux__
    int queued = 0;
    int size = 0;
    socklen_t length = sizeof size;
    if (ioctl(socket, SIOCOUTQ, &queued) == 0 &&
        getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, &length) == 0)
        // Half of the buffer is the kernel's own bookkeeping.
        return static_cast<std::size_t>(std::max(0, size / 2 - queued));
#else
    static_cast<void>(socket);
#endif
    return 64 * 1024;
}

#endif

#ifdef __linux__

Transfer sendFile(SocketHandle socket, int file, std::uint64_t offset, std::size_t length) {
    auto position = static_cast<off_t>(offset);
    const ssize_t sent = sendfile(socket, file, &position, length);
    if (sent > 0)
        return {TransferState::Moved, static_cast<std::size_t>(sent)};
    if (sent == 0 || errno == EIO || errno == EINVAL || errno == EBADF || errno == EOVERFLOW)
        return {TransferState::FileFailed, 0};
    return failedSend();
}

#else

Transfer sendFile(SocketHandle socket, int file, std::uint64_t offset, std::size_t length) {
    thread_local std::array<std::uint8_t, 256 * 1024> buffer;
    const std::size_t wanted = std::min(length, buffer.size());
    const std::int64_t count = readAt(file, offset, std::span(buffer).first(wanted));
    if (count <= 0)
        return {TransferState::FileFailed, 0};
    const auto* bytes = reinterpret_cast<const char*>(buffer.data());
#ifdef _WIN32
    const int sent = send(socket, bytes, static_cast<int>(count), 0);
    if (sent <= 0)
        return {
            WSAGetLastError() == WSAEWOULDBLOCK ? TransferState::WouldBlock
                                                : TransferState::SocketFailed,
            0};
#else
    const ssize_t sent = send(socket, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
    if (sent <= 0)
        return failedSend();
#endif
    return {TransferState::Moved, static_cast<std::size_t>(sent)};
}

#endif

} // namespace meson::platform
