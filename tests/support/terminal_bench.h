// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "engine/terminal/terminal.h"
#include "tests/support/fake_router.h"

#include <atomic>

namespace meson::test {

/// The system's clock, whose two hands a test can push on.
class ShiftedClock final : public base::Clock {
public:
    base::WallTime wall() const override {
        return m_clock.wall() + std::chrono::seconds(m_wallAhead);
    }
    base::SteadyTime steady() const override {
        return m_clock.steady() + std::chrono::seconds(m_steadyAhead);
    }
    /// Somebody sets the calendar.
    void shift(std::chrono::seconds by) { m_wallAhead += by.count(); }
    /// Time passes for everything that waits.
    void push(std::chrono::seconds by) { m_steadyAhead += by.count(); }

private:
    platform::SystemClock m_clock;
    std::atomic<std::int64_t> m_wallAhead{0};
    std::atomic<std::int64_t> m_steadyAhead{0};
};

inline std::string someBytes(std::size_t count, unsigned seed = 1) {
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>((seed = seed * 1'103'515'245 + 12'345) >> 16);
    return bytes;
}

/// One Terminal in a folder of its own beside a fake Router.
class TerminalBench {
    QTemporaryDir m_folder; // first: it goes last

public:
    TerminalBench() {
        options.routerUrl = router.url();
        options.folder = (m_folder.path() + QStringLiteral("/state")).toStdString();
        options.volumes = {
            {(m_folder.path() + QStringLiteral("/cache")).toStdString(), base::mebibytes(64),
             base::Bytes(1)}};
        options.listen = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.control = {boost::asio::ip::make_address("127.0.0.1"), 0};
        options.sources = http::AddressPolicy::Any;
        options.readComputer = [] { return terminal::ComputerState(); };
    }

    void start() {
        auto created = terminal::Terminal::create(options, clock);
        if (!created)
            qFatal("%s", base::explain(created.error()).c_str());
        terminal = *std::move(created);
        terminal->start();
    }
    void stop() { terminal.reset(); }

    bool isServing() const {
        return terminal->snapshot().phase == terminal::TerminalPhase::Serving;
    }
    bool isDone(std::int64_t command) const {
        const auto acknowledgement = router.acknowledged(command);
        return acknowledgement && acknowledgement->status == protocol::AckStatus::Done;
    }
    bool hasFailed(std::int64_t command, const std::string& reason) const {
        const auto acknowledgement = router.acknowledged(command);
        return acknowledgement && acknowledgement->status == protocol::AckStatus::Failed &&
               acknowledgement->reason == reason;
    }

    /// Waits for the answer; the event loop, and so the Terminal, goes on.
    QNetworkReply*
    get(const QString& path, const QMap<QByteArray, QByteArray>& fields = {},
        const QByteArray& verb = "GET", const QByteArray& body = {}) {
        QNetworkRequest request(QUrl(
            path.startsWith(QLatin1Char('/'))
                ? QStringLiteral("http://127.0.0.1:%1%2").arg(terminal->snapshot().port).arg(path)
                : path));
        request.setAttribute(
            QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        for (auto field = fields.begin(); field != fields.end(); ++field)
            request.setRawHeader(field.key(), field.value());
        QNetworkReply* reply = m_network.sendCustomRequest(request, verb, body);
        QSignalSpy finished(reply, &QNetworkReply::finished);
        if (!reply->isFinished())
            finished.wait(10'000);
        return reply;
    }
    QNetworkReply* getObject(
        const protocol::CacheCommand& object, const QMap<QByteArray, QByteArray>& fields = {}) {
        return get(
            QStringLiteral("/%1/movie.mp4").arg(QString::fromStdString(router.tokenFor(object))),
            fields);
    }
    QJsonObject controlFile() const {
        QFile file(QString::fromStdString((options.folder / "control.json").string()));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }
    QNetworkReply* control(const QString& path, const QByteArray& verb, const QByteArray& body) {
        const QJsonObject file = controlFile();
        return get(
            file.value(QStringLiteral("url")).toString() + path,
            {{"Authorization",
              "Bearer " + file.value(QStringLiteral("token")).toString().toLatin1()},
             {"Content-Type", "application/json"}},
            verb, body);
    }

    ShiftedClock clock;
    FakeRouter router;
    terminal::TerminalOptions options;
    std::unique_ptr<terminal::Terminal> terminal;

private:
    QNetworkAccessManager m_network;
};

inline int statusOf(QNetworkReply* reply) {
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace meson::test
