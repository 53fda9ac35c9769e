// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "engine/crypto/hash.h"
#include "engine/platform/private_file.h"
#include "engine/protocol/problem.h"
#include "engine/router/router.h"
#include "tests/support/hand_terminal.h"
#include "tests/support/patience.h"

#include <thread>

using namespace meson;
using namespace std::chrono_literals;
using test::fetchLocally;
using test::HandTerminal;

/// A real Router with an origin behind it; Terminals are moved by hand.
class RouterTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_networks = 0;
    base::SystemClock m_clock;
    router::RouterOptions m_options;
    std::unique_ptr<router::Router> m_router;
    std::unique_ptr<test::TestServer> m_origin;
    const std::string m_bytes = test::patternBytes(300'000);

    QJsonObject json(const http::SmallAnswer& answer) const {
        return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    }
    http::SmallAnswer
    ask(const std::string& method, const std::string& path, const std::string& key = {},
        const std::string& body = {}, const std::string& host = {}) {
        http::ClientRequest request;
        request.method = method;
        request.url = m_router->publicUrl() + path;
        request.body = body;
        if (!key.empty())
            request.fields.emplace_back("Authorization", "Bearer " + key);
        if (!body.empty())
            request.fields.emplace_back("Content-Type", "application/json");
        if (!host.empty())
            request.fields.emplace_back("Host", host);
        return fetchLocally(std::move(request)).value_or(http::SmallAnswer());
    }
    http::SmallAnswer askAsClient(const std::string& path) {
        return ask("GET", path, {}, {}, "video.example");
    }
    QJsonObject status() { return json(ask("GET", "/v1/status")); }
    QJsonObject firstTerminal() {
        return status()[QStringLiteral("terminals")].toArray().at(0).toObject();
    }
    std::string operatorKey() const {
        const auto text = platform::readFile(m_options.folder / "admin.key");
        return text->substr(0, text->find('\n'));
    }
    bool startRouter() {
        auto created = router::Router::create(m_options, m_clock);
        if (!created) {
            qWarning("%s", base::explain(created.error()).c_str());
            return false;
        }
        m_router = std::move(*created);
        m_router->start();
        return true;
    }
    /// Binds video.example to the origin.
    bool bind() {
        const auto account =
            ask("POST", "/v1/admin/accounts", operatorKey(), R"({"name":"alice"})");
        const auto key = json(account)[QStringLiteral("apiKey")].toString().toStdString();
        const std::string origin =
            "http://127.0.0.1:" + std::to_string(m_origin->endpoint().port());
        const auto bound =
            ask("POST", "/v1/business/bindings", key,
                R"({"domain":"video.example","origin":")" + origin + R"("})");
        return bound.head.status / 100 == 2;
    }
    /// A registered Terminal that holds "/film".
    std::unique_ptr<HandTerminal> holder() {
        auto terminal = std::make_unique<HandTerminal>(m_router->publicUrl());
        terminal->registerHere();
        terminal->beat();
        askAsClient("/film");
        static_cast<void>(QTest::qWaitFor([&] { return terminal->obey(); }, 10'000));
        return terminal;
    }

private Q_SLOTS:
    void init() {
        m_origin = std::make_unique<test::TestServer>([this](auto exchange) {
            http::Fields fields;
            fields.add("Cache-Control", "max-age=3600").add("Content-Type", "video/mp4");
            exchange->respond(200, std::move(fields), m_bytes);
        });
        QVERIFY(m_origin->start());
        m_options = {};
        m_options.endpoints = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        m_options.folder = m_folder.filePath(QString::number(++m_networks)).toStdString();
        m_options.demo = true;
        m_options.cacheQuota = base::mebibytes(64);
        m_options.cacheReserve = base::Bytes(1);
        m_options.spotCheckInterval = 0ms;
        QVERIFY(startRouter());
        QVERIFY(bind());
    }
    void cleanup() {
        m_router.reset();
        m_origin.reset();
    }

    void tellsAnyoneWhichNetworkItIs() {
        const auto answer = ask("GET", "/v1/network");
        const auto network =
            protocol::decode<protocol::NetworkInfo>(QByteArray::fromStdString(answer.body));
        QVERIFY(network);
        QVERIFY(network->demo);
        QCOMPARE(network->epochSeconds, 86'400);
        QVERIFY(platform::isPrivateFile(m_options.folder / "network.key"));
    }

    void letsATerminalInThatItReached() {
        HandTerminal terminal(m_router->publicUrl());
        QCOMPARE(terminal.registerHere().head.status, 200);
        QCOMPARE(terminal.registered.nodeId, terminal.identity.nodeId());
        QCOMPARE(terminal.registered.address, std::string("127.0.0.1"));
        QCOMPARE(terminal.registered.returnUrl, m_router->publicUrl());
        QCOMPARE(terminal.registered.heartbeatSeconds, 5);
        QVERIFY(terminal.beat());
        QCOMPARE(firstTerminal()[QStringLiteral("state")].toString(), QStringLiteral("serving"));
    }

    void saysWhichAddressItCouldNotReach() {
        HandTerminal terminal(m_router->publicUrl());
        const std::uint16_t port = terminal.port();
        terminal.stopServing();
        const auto answer = terminal.registerAt(port);
        QCOMPARE(answer.head.status, 422);
        QCOMPARE(*answer.head.find("Content-Type"), std::string_view("application/problem+json"));
        const auto problem = json(answer);
        QVERIFY(
            problem[QStringLiteral("type")].toString().endsWith(QStringLiteral("not-reachable")));
        const QString place = QStringLiteral("127.0.0.1:%1").arg(port);
        QVERIFY(problem[QStringLiteral("detail")].toString().contains(place));
    }

    void refusesAnAddressWhereSomebodyElseAnswers() {
        HandTerminal honest(m_router->publicUrl());
        HandTerminal liar(m_router->publicUrl());
        QCOMPARE(liar.registerAt(honest.port()).head.status, 422);
    }

    void refusesWhoIsNotRegisteredOrSpeaksForAnother() {
        HandTerminal terminal(m_router->publicUrl());
        QCOMPARE(terminal.post("heartbeat", protocol::Heartbeat()).head.status, 401);
        QCOMPARE(ask("POST", terminal.path("heartbeat"), {}, "{}").head.status, 401);
        QCOMPARE(terminal.registerHere().head.status, 200);
        HandTerminal other(m_router->publicUrl());
        QCOMPARE(other.registerHere().head.status, 200);
        const auto answer = other.say(
            "POST", terminal.path("heartbeat"),
            protocol::encode(protocol::Heartbeat()).toStdString());
        QCOMPARE(answer.head.status, 403);
        QCOMPARE(ask("GET", "/v1/terminals/nobody/earnings").head.status, 404);
        QCOMPARE(ask("GET", "/v1/unknown").head.status, 404);
    }

    void sendsClientsToATerminalThatHoldsTheObjectAndPaysForIt() {
        const auto first = askAsClient("/film"); // the Router fetches it while it delivers
        QCOMPARE(first.head.status, 200);
        QCOMPARE(first.body, m_bytes);
        const auto terminal = holder();
        const auto redirect = askAsClient("/film");
        QCOMPARE(redirect.head.status, 302);
        http::ClientRequest request;
        request.url = std::string(*redirect.head.find("Location"));
        QVERIFY(
            request.url.starts_with("http://127.0.0.1:" + std::to_string(terminal->port()) + "/"));
        const auto answer = fetchLocally(request);
        QVERIFY(answer);
        QCOMPARE(answer->body, m_bytes);

        const auto credited = terminal->sendReceipts(1);
        QCOMPARE(credited.accepted, 1);
        QCOMPARE(credited.creditedBytes.count(), std::int64_t(m_bytes.size()));
        // The same batch again is answered alike and counts once: see the epoch's sum below.
        QCOMPARE(terminal->sendReceipts(1).creditedBytes, credited.creditedBytes);
        QCOMPARE(terminal->sendReceipts(2).creditedBytes.count(), 0); // the same token again
        const auto begun = m_clock.steady(); // an epoch that something is emitted for
        MESON_TRY_VERIFY(m_clock.steady() - begun > std::chrono::milliseconds(1'100));
        QCOMPARE(ask("POST", "/v1/admin/settle", operatorKey()).head.status, 200);
        MESON_TRY_VERIFY(firstTerminal()[QStringLiteral("credits")].toInteger() > 0);
        QVERIFY(status()[QStringLiteral("ledgerBalanced")].toBool());
        const auto earnings = protocol::decode<protocol::Earnings>(
            QByteArray::fromStdString(terminal->say("GET", terminal->path("earnings"), {}).body));
        QVERIFY(earnings);
        base::Bytes sum;
        for (const protocol::EpochEarnings& epoch : earnings->epochs)
            sum += epoch.creditedBytes;
        QCOMPARE(sum, credited.creditedBytes);
        QCOMPARE(earnings->balance.count(), firstTerminal()[QStringLiteral("credits")].toInteger());
    }

    void holdsAHeartbeatUntilThereIsAnOrder() {
        HandTerminal terminal(m_router->publicUrl());
        QCOMPARE(terminal.registerHere().head.status, 200);
        while (!terminal.beat()->commands.empty())
            terminal.sendIndex();
        std::optional<protocol::HeartbeatAnswer> answer;
        std::thread poll([&] { answer = terminal.beat(10); }); // empty after that time
        askAsClient("/film");
        poll.join();
        QVERIFY(answer);
        QCOMPARE(answer->commands.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<protocol::CacheCommand>(answer->commands[0].body));
    }

    void suspendsATerminalThatServesWrongBytesAndSaysWhy() {
        m_router.reset();
        m_options.spotCheckInterval = 20ms;
        QVERIFY(startRouter());
        const auto terminal = holder();
        MESON_TRY_VERIFY(
            terminal->beat() &&
            status()[QStringLiteral("spotChecks")].toObject()[QStringLiteral("passed")].toInt() >
                0);
        terminal->serveWrongBytes = true;
        MESON_TRY_VERIFY(terminal->beat() && firstTerminal()[QStringLiteral("suspended")].toBool());
        QVERIFY(firstTerminal()[QStringLiteral("reason")].toString().contains(
            QStringLiteral("Wrong bytes of object")));
        QCOMPARE(askAsClient("/film").body, m_bytes); // the Router delivers instead
    }

    void stopsAlsoWhileATerminalUnderCheckIsSilent() {
        m_router.reset();
        m_options.spotCheckInterval = 20ms;
        QVERIFY(startRouter());
        const auto terminal = holder();
        terminal->isSilent = true;
        QTRY_VERIFY_WITH_TIMEOUT(terminal->beat() && terminal->unanswered > 0, 10'000);
        QElapsedTimer time;
        time.start();
        m_router->stop(0ms);
        QVERIFY(time.elapsed() < 10'000); // the check itself would wait for a quarter of a minute
    }

    void goesOnAfterARestartWithoutAskingTerminalsToRegister() {
        const auto terminal = holder();
        m_router->stop();
        m_router.reset();
        QVERIFY(startRouter());
        terminal->routerUrl = m_router->publicUrl();
        const auto answer = terminal->beat();
        QVERIFY(answer);
        QCOMPARE(answer->commands.size(), std::size_t(1));
        QVERIFY(std::holds_alternative<protocol::SendIndexCommand>(answer->commands[0].body));
        QCOMPARE(terminal->sendIndex(), 200);
        QCOMPARE(askAsClient("/film").head.status, 302);
    }

    void leavesOutATerminalThatLeaves() {
        const auto terminal = holder();
        QCOMPARE(askAsClient("/film").head.status, 302);
        QCOMPARE(
            terminal->post("state", protocol::StateRequest{protocol::StateChange::Leave, {}})
                .head.status,
            200);
        QCOMPARE(askAsClient("/film").head.status, 200);
        QVERIFY(!terminal->beat()); // it has to register again
    }
};

QTEST_GUILESS_MAIN(RouterTest)
#include "router_test.moc"
