// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScopeGuard>
#include <QTest>

#include "engine/protocol/problem.h"
#include "engine/router/database.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/router_bench.h"
#include "tests/support/test_certificate.h"

#include <thread>

using namespace meson;
using namespace std::chrono_literals;
using test::fetchLocally;
using test::HandTerminal;
using test::RouterBench;

namespace {

/// This computer's calendar, and a moment that does not pass: what is done each second never comes.
class StoppedClock final : public base::Clock {
public:
    base::WallTime wall() const override { return m_system.wall(); }
    base::SteadyTime steady() const override { return m_moment; }

private:
    platform::SystemClock m_system;
    base::SteadyTime m_moment = m_system.steady();
};

} // namespace

/// A real Router with an origin behind it; Terminals are moved by hand.
class RouterTest : public QObject {
    Q_OBJECT

    std::unique_ptr<RouterBench> m_bench;

    http::SmallAnswer
    ask(const std::string& method, const std::string& path, const std::string& key = {},
        const std::string& body = {}) {
        return m_bench->ask(method, path, key, body);
    }
    http::SmallAnswer askAsClient(const std::string& path) { return m_bench->askAsClient(path); }
    QJsonObject status() { return m_bench->status(); }
    QJsonObject firstTerminal() { return m_bench->firstTerminal(); }
    /// To a client with an address of its own: one that asks again soon is not sent to the same.
    test::RawAnswer askFrom(const std::string& address) {
        test::RawClient client(m_bench->router->endpoints().front(), address);
        client.setPatience(std::chrono::milliseconds(test::kPatience));
        return client.request("GET /film HTTP/1.1\r\nHost: video.example\r\n\r\n");
    }
    std::string url() const { return m_bench->router->publicUrl(); }
    /// A registered Terminal that holds "/film".
    std::unique_ptr<HandTerminal> holder() {
        auto terminal = std::make_unique<HandTerminal>(url());
        terminal->registerHere();
        terminal->beat();
        askAsClient("/film");
        static_cast<void>(QTest::qWaitFor([&] { return terminal->obey(); }, 10'000));
        return terminal;
    }

private Q_SLOTS:
    void init() {
        m_bench = std::make_unique<RouterBench>();
        QVERIFY(m_bench->start());
    }
    void cleanup() { m_bench.reset(); }

    void tellsAnyoneWhichNetworkItIs() {
        const auto answer = ask("GET", "/v1/network");
        const auto network =
            protocol::decode<protocol::NetworkInfo>(QByteArray::fromStdString(answer.body));
        QVERIFY(network);
        QVERIFY(network->demo);
        QCOMPARE(network->epochSeconds, 86'400);
        QVERIFY(platform::isPrivateFile(m_bench->options.folder / "network.key"));
    }

    void staysItselfWhateverABusinessUserBinds() {
        const quint16 port = m_bench->origin.endpoint().port();
        const auto bind = [&](const char* domain) {
            const QJsonObject wanted{
                {QStringLiteral("domain"), QLatin1String(domain)},
                {QStringLiteral("origin"), QStringLiteral("http://127.0.0.1:%1").arg(port)}};
            const std::string body = QJsonDocument(wanted).toJson().toStdString();
            return ask("POST", "/v1/business/bindings", m_bench->businessKey, body).head.status;
        };
        QCOMPARE(bind("127.0.0.1"), 422);
        QVERIFY(ask("GET", "/v1/network").body != m_bench->bytes);
        QCOMPARE(bind("localhost"), 201); // a demo's
        const auto askThere = [&](const std::string& path, const std::string& key) {
            return m_bench->ask("GET", path, key, {}, "localhost").body;
        };
        QCOMPARE(askThere("/v1/network", {}), m_bench->bytes);
        for (const std::string& key : {m_bench->operatorKey(), m_bench->businessKey})
            QVERIFY(askThere("/v1/business/bindings", key).starts_with("{\"bindings\":"));
    }

    void letsATerminalInThatItReached() {
        HandTerminal terminal(url());
        QCOMPARE(terminal.registerHere().head.status, 200);
        QCOMPARE(terminal.registered.nodeId, terminal.identity.nodeId());
        QCOMPARE(terminal.registered.address, std::string("127.0.0.1"));
        QCOMPARE(terminal.registered.returnUrl, url());
        QCOMPARE(terminal.registered.heartbeatSeconds, 5);
        QVERIFY(terminal.beat());
        QCOMPARE(firstTerminal()[QStringLiteral("state")].toString(), QStringLiteral("serving"));
    }

    void saysWhichAddressItCouldNotReach() {
        HandTerminal terminal(url());
        const std::uint16_t port = terminal.port();
        terminal.stopServing();
        const auto answer = terminal.registerAt(port);
        QCOMPARE(answer.head.status, 422);
        QCOMPARE(*answer.head.find("Content-Type"), std::string_view("application/problem+json"));
        const auto problem = RouterBench::json(answer);
        QVERIFY(
            problem[QStringLiteral("type")].toString().endsWith(QStringLiteral("not-reachable")));
        const QString place = QStringLiteral("127.0.0.1:%1").arg(port);
        QVERIFY(problem[QStringLiteral("detail")].toString().contains(place));
    }

    void saysThatNobodyTrustsACertificateAndSpeaksOfNoFirewall() {
        QTemporaryDir folder;
        test::TestServer server;
        server.options.tls =
            http::TlsContext::create(
                {test::writeCertificate(
                    folder.filePath(QStringLiteral("own")).toStdString(), {"127.0.0.1"})})
                .value();
        QVERIFY(server.start());
        HandTerminal terminal(url());
        protocol::Register message;
        message.publicKey = terminal.identity.publicKey();
        message.port = server.endpoint().port();
        message.name = "by hand";
        message.software = "test/1";
        message.tls = true;
        const auto answer =
            terminal.say("POST", "/v1/terminals", protocol::encode(message).toStdString());
        QCOMPARE(answer.head.status, 422);
        const QString detail = RouterBench::json(answer)[QStringLiteral("detail")].toString();
        QVERIFY2(detail.contains(QStringLiteral("self-signed")), qPrintable(detail));
        QVERIFY2(detail.contains(QStringLiteral("a certificate")), qPrintable(detail));
        QVERIFY2(!detail.contains(QStringLiteral("firewall")), qPrintable(detail));
    }

    void refusesAnAddressWhereSomebodyElseAnswers() {
        HandTerminal honest(url());
        HandTerminal liar(url());
        QCOMPARE(liar.registerAt(honest.port()).head.status, 422);
    }

    void refusesWhoIsNotRegisteredOrSpeaksForAnother() {
        HandTerminal terminal(url());
        QCOMPARE(terminal.post("heartbeat", protocol::Heartbeat()).head.status, 401);
        QCOMPARE(ask("POST", terminal.path("heartbeat"), {}, "{}").head.status, 401);
        QCOMPARE(terminal.registerHere().head.status, 200);
        HandTerminal other(url());
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
        QCOMPARE(first.body, m_bench->bytes);
        const auto terminal = holder();
        const auto redirect = askAsClient("/film");
        QCOMPARE(redirect.head.status, 302);
        http::ClientRequest request;
        request.url = std::string(*redirect.head.find("Location"));
        QVERIFY(
            request.url.starts_with("http://127.0.0.1:" + std::to_string(terminal->port()) + "/"));
        const auto answer = fetchLocally(request);
        QVERIFY(answer);
        QCOMPARE(answer->body, m_bench->bytes);

        const auto credited = terminal->sendReceipts(1);
        QCOMPARE(credited.accepted, 1);
        QCOMPARE(credited.creditedBytes.count(), std::int64_t(m_bench->bytes.size()));
        // The same batch again is answered alike and counts once: see the epoch's sum below.
        QCOMPARE(terminal->sendReceipts(1).creditedBytes, credited.creditedBytes);
        QCOMPARE(terminal->sendReceipts(2).creditedBytes.count(), 0); // the same token again
        const auto begun = m_bench->clock.steady(); // an epoch that something is emitted for
        MESON_TRY_VERIFY(m_bench->clock.steady() - begun > std::chrono::milliseconds(1'100));
        QCOMPARE(ask("POST", "/v1/admin/settle", m_bench->operatorKey()).head.status, 200);
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

    void hasATokenOnDiskBeforeTheSecondIsOver() {
        const StoppedClock clock;
        const auto end = qScopeGuard([this] { m_bench->router.reset(); }); // before its clock
        m_bench->router.reset();
        m_bench->router = std::move(*router::Router::create(m_bench->options, clock));
        m_bench->router->start();
        const auto terminal = holder();
        const auto reader =
            *router::Database::open((m_bench->options.folder / "router.db").string());
        const auto tokens = [&] {
            qlonglong count = 0;
            reader->run([&] {
                count = reader->query(QStringLiteral("SELECT COUNT(*) FROM issued_token"))
                            .value()[0][0]
                            .toLongLong();
            });
            return count;
        };
        QCOMPARE(tokens(), 0);
        QCOMPARE(askAsClient("/film").head.status, 302);
        MESON_TRY_COMPARE(tokens(), 1);
    }

    void holdsAHeartbeatUntilThereIsAnOrder() {
        HandTerminal terminal(url());
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
        m_bench->options.spotCheckInterval = 20ms;
        QVERIFY(m_bench->start());
        const auto terminal = holder();
        MESON_TRY_VERIFY(
            terminal->beat() &&
            status()[QStringLiteral("spotChecks")].toObject()[QStringLiteral("passed")].toInt() >
                0);
        terminal->serveWrongBytes = true;
        MESON_TRY_VERIFY(terminal->beat() && firstTerminal()[QStringLiteral("suspended")].toBool());
        QVERIFY(firstTerminal()[QStringLiteral("reason")].toString().contains(
            QStringLiteral("Wrong bytes of object")));
        QCOMPARE(askAsClient("/film").body, m_bench->bytes); // the Router delivers instead
    }

    void repeatsANoticeUntilTheTerminalHasIt() {
        m_bench->options.spotCheckInterval = 20ms;
        QVERIFY(m_bench->start());
        const auto terminal = holder();
        terminal->serveWrongBytes = true;
        MESON_TRY_VERIFY(terminal->beat() && firstTerminal()[QStringLiteral("suspended")].toBool());
        const auto lost = terminal->beat(); // as if its answer had not arrived
        QVERIFY(lost && !lost->notices.empty());
        const auto again = terminal->beat();
        QVERIFY(again);
        QCOMPARE(again->notices, lost->notices);
        QCOMPARE(again->notice, lost->notice);
        terminal->notice = again->notice - 1;
        QCOMPARE(terminal->beat()->notices, std::vector{again->notices.back()});
        terminal->notice = again->notice;
        QVERIFY(terminal->beat()->notices.empty());
    }

    void stopsAlsoWhileATerminalUnderCheckIsSilent() {
        m_bench->options.spotCheckInterval = 20ms;
        QVERIFY(m_bench->start());
        const auto terminal = holder();
        terminal->isSilent = true;
        QTRY_VERIFY_WITH_TIMEOUT(terminal->beat() && terminal->unanswered > 0, 10'000);
        QElapsedTimer time;
        time.start();
        m_bench->router->stop(0ms);
        QVERIFY(time.elapsed() < 10'000); // the check itself would wait for a quarter of a minute
    }

    void goesOnAfterARestartWithoutAskingTerminalsToRegister() {
        const auto terminal = holder();
        protocol::Hardware hardware;
        hardware.cores = 4;
        hardware.uploadMeasured = base::BytesPerSecond(11'000'000);
        const std::string report = protocol::encode(hardware).toStdString();
        QCOMPARE(terminal->say("PUT", terminal->path("hardware"), report).head.status, 200);
        m_bench->options.heartbeat = 7s;
        QVERIFY(m_bench->start());
        QCOMPARE(
            QJsonDocument(firstTerminal()[QStringLiteral("hardware")].toObject()).toJson(),
            QJsonDocument::fromJson(QByteArray::fromStdString(report)).toJson());
        terminal->routerUrl = url();
        const auto answer = terminal->beat();
        QVERIFY(answer);
        QCOMPARE(answer->commands.size(), std::size_t(2));
        QVERIFY(std::holds_alternative<protocol::SendIndexCommand>(answer->commands[0].body));
        const auto* policy = std::get_if<protocol::PolicyCommand>(&answer->commands[1].body);
        QVERIFY(policy != nullptr);
        QCOMPARE(policy->heartbeatSeconds, 7);
        const auto next = terminal->beat();
        QVERIFY(next);
        for (const protocol::Command& command : next->commands) // it is said once
            QVERIFY(!std::holds_alternative<protocol::PolicyCommand>(command.body));
        QCOMPARE(terminal->sendIndex(), 200);
        QCOMPARE(askAsClient("/film").head.status, 302);
    }

    void holdsOnlySoManyConnectionsOfAnAddress() {
        m_bench->options.connectionsPerAddress = 2;
        QVERIFY(m_bench->start());
        const auto connect = [&] { // nothing if it was not let in
            auto client = std::make_unique<test::RawClient>(m_bench->router->endpoints().front());
            return client->get("/v1/network").status == 200 ? std::move(client) : nullptr;
        };
        std::unique_ptr<test::RawClient> first, second;
        MESON_TRY_VERIFY(first || (first = connect())); // those of the set-up may just be closing
        MESON_TRY_VERIFY(second || (second = connect()));
        QVERIFY(!connect());
        first->close();
        std::unique_ptr<test::RawClient> third;
        MESON_TRY_VERIFY(third || (third = connect()));
    }

    void answersEachAddressOnlySoOften() {
        m_bench->options.requestsPerAddress = 1;
        QVERIFY(m_bench->start());
        http::SmallAnswer refused; // after ten at once
        const auto isRefused = [&] {
            if (refused.head.status != 429)
                refused = ask("GET", "/v1/network");
            return refused.head.status == 429;
        };
        MESON_TRY_VERIFY(isRefused());
        QCOMPARE(refused.head.find("Retry-After"), std::optional<std::string_view>("1"));
    }

    void hearsItsNodesHoweverMuchNewcomersSign() {
        m_bench->options.requestsPerAddress = 0;
        QVERIFY(m_bench->start());
        HandTerminal terminal(url());
        terminal.registerHere();
        protocol::CertificateRequest request;
        request.publicKey = terminal.identity.publicKey();
        const std::string body = protocol::encode(request).toStdString();
        int allowed = 1; // the registration
        while (terminal.say("POST", "/v1/certificates", body).head.status == 404)
            ++allowed; // this network has none
        QCOMPARE(allowed, 256);
        const auto refused = terminal.say("POST", "/v1/certificates", body);
        QCOMPARE(refused.head.status, 429);
        QVERIFY(refused.body.find("too-many-requests") != std::string::npos);
        const int wait = QByteArray(refused.head.find("Retry-After").value_or("").data()).toInt();
        QVERIFY2(wait > 200 && wait <= 301, qPrintable(QString::number(wait))); // the oldest's time
        QVERIFY(terminal.beat());
    }

    void leavesOutATerminalThatLeaves() {
        const auto terminal = holder();
        QCOMPARE(askAsClient("/film").head.status, 302);
        QCOMPARE(
            terminal->post("state", protocol::StateRequest{protocol::StateChange::Leave, {}})
                .head.status,
            200);
        QCOMPARE(askFrom("127.0.1.1").status, 200);
        QVERIFY(!terminal->beat()); // it has to register again
    }

    void sendsNobodyToATerminalThatPausesOrDrains_data() {
        using protocol::StateChange, protocol::TerminalState;
        QTest::addColumn<StateChange>("change");
        QTest::addColumn<TerminalState>("state");
        QTest::addColumn<QString>("word");
        QTest::newRow("pause") << StateChange::Pause << TerminalState::Paused
                               << QStringLiteral("paused");
        QTest::newRow("drain") << StateChange::Drain << TerminalState::Draining
                               << QStringLiteral("draining");
    }
    void sendsNobodyToATerminalThatPausesOrDrains() {
        QFETCH(const protocol::StateChange, change);
        QFETCH(const protocol::TerminalState, state);
        QFETCH(const QString, word);
        const auto terminal = holder();
        QCOMPARE(askFrom("127.0.1.1").status, 302);
        const auto tell = [&](protocol::StateChange now) {
            return terminal->post("state", protocol::StateRequest{now, "a call"}).head.status;
        };
        const auto shown = [this] { return firstTerminal()[QStringLiteral("state")].toString(); };
        QCOMPARE(tell(change), 200);
        QCOMPARE(shown(), word);
        QCOMPARE(firstTerminal()[QStringLiteral("reason")].toString(), QStringLiteral("a call"));
        test::RawAnswer answer = askFrom("127.0.1.2");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, m_bench->bytes);
        terminal->state = state;
        QVERIFY(terminal->beat());
        QCOMPARE(shown(), word);
        QCOMPARE(askFrom("127.0.1.3").status, 200);

        QCOMPARE(tell(protocol::StateChange::Resume), 200);
        QCOMPARE(shown(), QStringLiteral("serving"));
        QCOMPARE(askFrom("127.0.1.4").status, 302);
    }

    void ordersNoCopiesAtATerminalThatDrains() {
        HandTerminal terminal(url());
        QCOMPARE(terminal.registerHere().head.status, 200);
        while (!terminal.beat()->commands.empty())
            terminal.sendIndex();
        askAsClient("/film");
        const auto isKept = [&] { return askAsClient("/film").head.find("Age").has_value(); };
        MESON_TRY_VERIFY(isKept()); // and a copy is ordered
        const auto tell = [&](protocol::StateChange now) {
            return terminal.post("state", protocol::StateRequest{now, {}}).head.status;
        };
        QCOMPARE(tell(protocol::StateChange::Drain), 200);
        QCOMPARE(askFrom("127.0.1.1").status, 200);
        terminal.state = protocol::TerminalState::Draining;
        const auto answer = terminal.beat();
        QVERIFY(answer);
        for (const protocol::Command& command : answer->commands)
            QVERIFY(!std::holds_alternative<protocol::CacheCommand>(command.body));

        terminal.state = protocol::TerminalState::Serving;
        QCOMPARE(tell(protocol::StateChange::Resume), 200);
        QVERIFY(QTest::qWaitFor([&] { return terminal.obey(); }, test::kPatience));
    }
};

QTEST_GUILESS_MAIN(RouterTest)
#include "router_test.moc"
