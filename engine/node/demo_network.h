// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <functional>
#include <string>

namespace meson::node {

/// The demo network beside the desktop app: `meson-network demo` as a child process, which ends
/// with this one. It has one Terminal fewer; the app's own takes its place. Thread: control.
class DemoNetwork : public QObject {
    Q_OBJECT
public:
    struct Addresses {
        std::string router; ///< for Terminals
        std::string page;   ///< for a browser
    };

    /// `program` is meson-network; all state of the network is in `folder`.
    DemoNetwork(QString program, QString folder);
    ~DemoNetwork() override;

    void start();
    /// Known once it is up.
    const std::optional<Addresses>& addresses() const { return m_addresses; }

Q_SIGNALS:
    void ready();
    /// What it is busy with, as a sentence.
    void progressed(const QString& words);
    /// It ended although nobody asked it to.
    void failed(const QString& why);

private:
    void readLines();

    const QString m_program;
    const QString m_folder;
    QProcess m_process;
    std::optional<Addresses> m_addresses;
    QString m_lastWords;
    bool m_isStopping = false;
};

} // namespace meson::node
