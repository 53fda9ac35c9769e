// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <memory>

namespace meson::shell {

/// One running program for each folder of state. The second one says what it was asked for and
/// ends. Thread: ui.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    /// `folder` is what may be used by one program only.
    explicit SingleInstance(const QString& folder);

    /// Becomes the one; false: there is one already, and it was told `words` ("raise", "quit").
    bool acquire(const QByteArray& words);

Q_SIGNALS:
    void asked(const QByteArray& words);

private:
    bool tell(const QByteArray& words) const;

    const QString m_name;
    QLocalServer m_server;
};

} // namespace meson::shell
