// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QString>
#include <cstdint>
#include <memory>

namespace meson::demo {

/// "127.0.0.<host>" where this system has it (Linux and Windows do), else "127.0.0.1". Thread: any.
QString loopbackAddress(int host);

/// A port for a process that is about to be started: until that one listens, and as long as this
/// lives, no other demo on this computer takes it (a lock file says so). Thread: any.
class PortClaim {
public:
    /// `preferred` if it is free at that address, else any free port.
    explicit PortClaim(const QString& address, std::uint16_t preferred = 0);

    /// 0 where there is none.
    std::uint16_t port() const { return m_port; }

private:
    bool claim(std::uint16_t port);

    std::unique_ptr<QLockFile> m_lock;
    std::uint16_t m_port = 0;
};

} // namespace meson::demo
