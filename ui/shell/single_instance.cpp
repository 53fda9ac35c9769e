// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace meson::shell {

namespace {
constexpr int kPatience = 2'000; // ms
} // namespace

SingleInstance::SingleInstance(const QString& folder)
    : m_name(
          QStringLiteral("meson-miner-") +
          QString::fromLatin1(QCryptographicHash::hash(
                                  QDir(folder).absolutePath().toUtf8(), QCryptographicHash::Sha256)
                                  .toHex()
                                  .left(16))) {
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        QLocalSocket* socket = m_server.nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->canReadLine())
                Q_EMIT asked(socket->readLine().trimmed());
        });
    });
}

bool SingleInstance::acquire(const QByteArray& words) {
    if (tell(words))
        return false;
    QLocalServer::removeServer(m_name); // of a program that has crashed
    m_server.listen(m_name);
    return true;
}

bool SingleInstance::tell(const QByteArray& words) const {
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatience))
        return false;
    socket.write(words + '\n');
    return socket.waitForBytesWritten(kPatience);
}

} // namespace meson::shell
