// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/demo_network.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace meson::node {

namespace {
constexpr int kOtherTerminals = 3;
constexpr int kStopPatience = 6'000; // ms
} // namespace

DemoNetwork::DemoNetwork(QString program, QString folder)
    : m_program(std::move(program))
    , m_folder(std::move(folder)) {
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &DemoNetwork::readLines);
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        const QString words = QString::fromUtf8(m_process.readAllStandardError()).trimmed();
        if (words.isEmpty())
            return;
        m_lastWords = words.section(QLatin1Char('\n'), -1);
        if (const auto prefix = QLatin1String("demo: "); m_lastWords.startsWith(prefix))
            m_lastWords.remove(0, prefix.size());
        if (!m_addresses)
            Q_EMIT progressed(m_lastWords);
    });
    connect(&m_process, &QProcess::finished, this, [this] {
        m_addresses.reset();
        if (!m_isStopping)
            Q_EMIT failed(m_lastWords);
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed(m_program + QStringLiteral(": ") + m_process.errorString());
    });
}

/// The end of its standard input tells it to settle, and to end its own processes.
DemoNetwork::~DemoNetwork() {
    m_isStopping = true;
    m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(kStopPatience)) {
        m_process.kill();
        m_process.waitForFinished(kStopPatience);
    }
}

void DemoNetwork::start() {
    m_process.start(
        m_program, {QStringLiteral("demo"), QStringLiteral("--supervised"),
                    QStringLiteral("--ready"), QStringLiteral("--terminals"),
                    QString::number(kOtherTerminals), QStringLiteral("--folder"), m_folder});
}

void DemoNetwork::readLines() {
    while (m_process.canReadLine()) {
        const QJsonObject line = QJsonDocument::fromJson(m_process.readLine()).object();
        const QString router = line.value(QLatin1String("router")).toString();
        if (router.isEmpty())
            continue;
        m_addresses = Addresses{
            router.toStdString(), line.value(QLatin1String("page")).toString().toStdString()};
        Q_EMIT ready();
    }
}

} // namespace meson::node
