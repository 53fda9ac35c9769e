// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/role_process.h"

#include <QFile>

namespace meson::demo {
namespace {

constexpr std::chrono::milliseconds kPauseBeforeRestart{1'000};
constexpr int kStartMilliseconds = 5'000;
constexpr qint64 kLastWords = 2'000;

/// Settings of this command must not reach the roles, which have others.
QProcessEnvironment roleEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys())
        if (name.startsWith(QLatin1String("MESON_")))
            environment.remove(name);
    return environment;
}

} // namespace

RoleProcess::RoleProcess(QString name, QString program, QStringList arguments, QString logFile)
    : m_name(std::move(name))
    , m_logFile(std::move(logFile)) {
    m_process.setProgram(program);
    m_process.setArguments(arguments << QStringLiteral("--supervised"));
    m_process.setProcessEnvironment(roleEnvironment());
    m_process.setStandardErrorFile(m_logFile, QIODevice::Append);
    m_restart.setSingleShot(true);
    m_restart.setInterval(kPauseBeforeRestart);
    connect(&m_restart, &QTimer::timeout, this, [this] { m_process.start(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &RoleProcess::readLines);
    connect(&m_process, &QProcess::finished, this, &RoleProcess::ended);
}

RoleProcess::~RoleProcess() {
    stop();
    waitForStopped(std::chrono::milliseconds(0));
}

bool RoleProcess::start() {
    m_process.start();
    return m_process.waitForStarted(kStartMilliseconds);
}

void RoleProcess::stop() {
    m_isStopping = true;
    m_restart.stop();
    m_process.closeWriteChannel();
}

void RoleProcess::waitForStopped(std::chrono::milliseconds patience) {
    if (m_process.state() == QProcess::NotRunning)
        return;
    if (!m_process.waitForFinished(static_cast<int>(patience.count()))) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString RoleProcess::lastWords() const {
    QFile log(m_logFile);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - kLastWords));
    return QString::fromUtf8(log.readAll()).trimmed();
}

void RoleProcess::readLines() {
    while (m_process.canReadLine())
        Q_EMIT lineRead(m_process.readLine().trimmed());
}

void RoleProcess::ended(int exitCode, QProcess::ExitStatus status) {
    readLines();
    if (m_isStopping)
        return;
    m_restart.start();
    Q_EMIT crashed(
        status == QProcess::CrashExit ? QStringLiteral("was killed")
                                      : QStringLiteral("ended with exit code %1").arg(exitCode));
}

} // namespace meson::demo
