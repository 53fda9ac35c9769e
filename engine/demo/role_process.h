// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTimer>
#include <functional>

namespace meson::demo {

/// One role of the demo network as a process of its own, which ends when its standard input does:
/// by stop(), or because this process is gone. What it logs goes to a file. A role that ends by
/// itself is reported and started again. Thread: main.
class RoleProcess : public QObject {
    Q_OBJECT
public:
    RoleProcess(QString name, QString program, QStringList arguments, QString logFile);
    ~RoleProcess() override;

    /// False if it could not be started at all.
    bool start();
    /// Asks it to end; waitForStopped() makes sure.
    void stop();
    void waitForStopped(std::chrono::milliseconds patience);
    /// Ends it without warning, as a power cut would. It is started again like after a crash.
    void kill() { m_process.kill(); }

    const QString& name() const { return m_name; }
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// Waits for more of its standard output, for starting in order.
    bool waitForLine(std::chrono::milliseconds patience) {
        return m_process.waitForReadyRead(static_cast<int>(patience.count()));
    }
    /// The last lines that it logged.
    QString lastWords() const;

Q_SIGNALS:
    /// A line of its standard output.
    void lineRead(const QByteArray& line);
    /// It ended although nobody asked it to; it will be started again.
    void crashed(const QString& how);

private:
    void readLines();
    void ended(int exitCode, QProcess::ExitStatus status);

    const QString m_name;
    const QString m_logFile;
    QProcess m_process;
    QTimer m_restart;
    bool m_isStopping = false;
};

} // namespace meson::demo
