// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/loopback.h"

#include <QTcpServer>

namespace meson::demo {
namespace {

std::uint16_t tryPort(const QString& address, std::uint16_t port) {
    QTcpServer probe;
    return probe.listen(QHostAddress(address), port) ? probe.serverPort() : std::uint16_t(0);
}

} // namespace

QString loopbackAddress(int host) {
    const QString address = QStringLiteral("127.0.0.%1").arg(host);
    return tryPort(address, 0) != 0 ? address : QStringLiteral("127.0.0.1");
}

std::uint16_t freePort(const QString& address, std::uint16_t preferred) {
    const std::uint16_t port = preferred == 0 ? std::uint16_t(0) : tryPort(address, preferred);
    return port != 0 ? port : tryPort(address, 0);
}

} // namespace meson::demo
