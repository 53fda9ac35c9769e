// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/loopback.h"

#include <QDir>
#include <QTcpServer>

namespace meson::demo {
namespace {

constexpr int kTries = 16;

std::uint16_t tryPort(const QString& address, std::uint16_t port) {
    QTcpServer probe;
    return probe.listen(QHostAddress(address), port) ? probe.serverPort() : std::uint16_t(0);
}

} // namespace

QString loopbackAddress(int host) {
    const QString address = QStringLiteral("127.0.0.%1").arg(host);
    return tryPort(address, 0) != 0 ? address : QStringLiteral("127.0.0.1");
}

PortClaim::PortClaim(const QString& address, std::uint16_t preferred) {
    if (preferred != 0 && claim(tryPort(address, preferred)))
        return;
    for (int tries = 0; tries < kTries && m_port == 0; ++tries)
        claim(tryPort(address, 0));
}

/// The lock of a process that is gone counts no more.
bool PortClaim::claim(std::uint16_t port) {
    if (port == 0)
        return false;
    auto lock = std::make_unique<QLockFile>(
        QDir(QDir::tempPath()).filePath(QStringLiteral("meson-demo-port-%1.lock").arg(port)));
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0))
        return false;
    m_lock = std::move(lock);
    m_port = port;
    return true;
}

} // namespace meson::demo
