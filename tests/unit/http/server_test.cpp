// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "tests/support/patience.h"
#include "tests/support/test_server.h"

#include <boost/asio/post.hpp>
#include <set>
#include <thread>

using namespace meson;
using namespace meson::http;
using test::RawAnswer;
using test::RawClient;
using test::TestServer;

/// Requests, connections and life of a server, as a client on the wire sees them.
class ServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aProgramStartedMeanwhileKeepsNeitherPortNorConnection() {
        TestServer server;
        QVERIFY(server.start());
        const auto client = server.client();
        QCOMPARE(client->get("/").status, 200);
        QProcess child; // until its input ends
        child.start(QStringLiteral("cat"), {});
        QVERIFY(child.waitForStarted());
        server.options.endpoints = {server.endpoint()};
        server.stop();
        QVERIFY(client->isClosedByServer());
        QVERIFY(server.start());
        QCOMPARE(server.client()->get("/").status, 200);
        child.closeWriteChannel();
        QVERIFY(child.waitForFinished());
    }

    void answersWithLengthDateAndServer() {
        TestServer server;
        QVERIFY(server.start());
        const RawAnswer answer = server.client()->get("/");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, std::string("hello"));
        QCOMPARE(answer.field("content-length"), std::string("5"));
        QCOMPARE(answer.field("server"), std::string("meson"));
        QVERIFY(answer.field("date").find(" GMT") != std::string::npos);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        const Outcome outcome = server.handler.outcomes().front();
        QCOMPARE(outcome.status, 200);
        QCOMPARE(outcome.bodyBytes, 5u);
        QVERIFY(outcome.complete);
    }

    void headHasTheLengthButNoBody() {
        TestServer server;
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer =
            client->request("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", RawClient::Body::None);
        QCOMPARE(answer.field("content-length"), std::string("5"));
        QCOMPARE(client->get("/").body, std::string("hello")); // nothing was left over
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 2u);
        QCOMPARE(server.handler.outcomes().front().bodyBytes, 0u);
        QVERIFY(server.handler.outcomes().front().complete);
    }

    void keepsTheConnectionAsTheVersionSays_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<bool>("kept");
        QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
        QTest::newRow("1.1 close")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n") << false;
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
        QTest::newRow("1.0 keep-alive")
            << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << true;
    }
    void keepsTheConnectionAsTheVersionSays() {
        QFETCH(QByteArray, request);
        QFETCH(bool, kept);
        TestServer server;
        QVERIFY(server.start());
        auto client = server.client();
        QCOMPARE(client->request(request.toStdString()).body, std::string("hello"));
        if (kept)
            QCOMPARE(client->get("/").status, 200);
        else
            QVERIFY(client->isClosedByServer());
    }

    void answersPipelinedRequestsInOrder() {
        TestServer server([](auto exchange) {
            const std::string path(exchange->request().path);
            exchange->respond(200, {}, path);
        });
        QVERIFY(server.start());
        auto client = server.client();
        std::string requests;
        for (int i = 0; i < 500; ++i)
            requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        client->send(requests);
        for (int i = 0; i < 500; ++i)
            QCOMPARE(client->answer().body, "/" + std::to_string(i));
    }

    void answersARequestThatComesByteByByte() {
        TestServer server;
        QVERIFY(server.start());
        auto client = server.client();
        for (const char c : std::string("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"))
            client->send(std::string(1, c));
        QCOMPARE(client->answer().status, 200);
        MESON_TRY_COMPARE(server.handler.targets(), std::vector<std::string>{"/slow"});
    }

    void refusesBadSyntaxWithTheSharedFieldsAndCloses_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\nHost: a\r\n\r\n") << 400;
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("version") << QByteArray("GET / HTTP/2.0\r\n\r\n") << 505;
        QTest::newRow("target") << "GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"
                                << 414;
        QTest::newRow("fields") << "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'a') +
                                       "\r\n\r\n"
                                << 431;
        QTest::newRow("body") << QByteArray(
                                     "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                              << 413;
        QTest::newRow("chunked")
            << QByteArray(
                   "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            << 413;
        QTest::newRow("coding")
            << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n") << 501;
    }
    void refusesBadSyntaxWithTheSharedFieldsAndCloses() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        TestServer server;
        server.options.everyAnswer.add("Access-Control-Allow-Origin", "*");
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->request(request.toStdString());
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.field("access-control-allow-origin"), std::string("*"));
        QCOMPARE(answer.field("connection"), std::string("close"));
        QCOMPARE(answer.field("content-type"), std::string("application/problem+json"));
        const QJsonObject problem =
            QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
        QCOMPARE(problem.value(QLatin1String("status")).toInt(), status);
        const QString title = problem.value(QLatin1String("title")).toString();
        QCOMPARE(title, QString::fromStdString(std::string(reasonPhrase(status))));
        QCOMPARE(
            problem.value(QLatin1String("type")).toString(),
            QStringLiteral("/problems/") +
                title.toLower().replace(QLatin1Char(' '), QLatin1Char('-')));
        QVERIFY(client->isClosedByServer());
        QCOMPARE(server.handler.requests.load(), 0);
    }

    void aStrictServerAllowsThreeMethods() {
        TestServer server;
        QVERIFY(server.start());
        for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"}) {
            const RawAnswer answer =
                server.client()->request(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(answer.status, 405);
            QCOMPARE(answer.field("allow"), std::string("GET, HEAD, OPTIONS"));
        }
        QCOMPARE(server.client()->request("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
        QCOMPARE(server.handler.requests.load(), 1);
    }

    void anAnswersOwnFieldsOverruleTheSharedOnes() {
        TestServer server([](auto exchange) {
            Fields fields;
            fields.add("date", "Sun, 06 Nov 1994 08:49:37 GMT").add("X-Shared", "own");
            exchange->respond(200, fields, "x");
        });
        server.options.everyAnswer.add("X-Shared", "all").add("X-Other", "all");
        QVERIFY(server.start());
        const RawAnswer answer = server.client()->get("/");
        QCOMPARE(answer.field("date"), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
        QCOMPARE(answer.field("x-shared"), std::string("own"));
        QCOMPARE(answer.field("x-other"), std::string("all"));
    }

    void anExchangeDroppedUnansweredIsA500() {
        TestServer server([](auto exchange) { exchange.reset(); });
        QVERIFY(server.start());
        auto client = server.client();
        QCOMPARE(client->get("/").status, 500);
        QCOMPARE(client->get("/").status, 500);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 2u);
        QCOMPARE(server.handler.outcomes().front().status, 500);
    }

    void anExchangeDroppedOnAnotherThreadIsA500() {
        TestServer server([](auto exchange) {
            std::thread([exchange = std::move(exchange)]() mutable { exchange.reset(); }).detach();
        });
        QVERIFY(server.start());
        QCOMPARE(server.client()->get("/").status, 500);
    }

    void answersLaterFromAnotherThread() {
        std::shared_ptr<Exchange> kept;
        std::atomic<bool> ready{false};
        TestServer server([&](auto exchange) {
            kept = std::move(exchange);
            ready = true;
        });
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_VERIFY(ready.load());
        const auto executor = kept->executor();
        asio::post(executor, [exchange = std::move(kept)] {
            exchange->respond(200, {}, std::string(exchange->request().target));
        });
        QCOMPARE(client->answer().body, std::string("/later"));
    }

    void tellsWhenTheClientOfALongPollLeaves_data() {
        QTest::addColumn<bool>("byReset");
        QTest::addColumn<bool>("withMoreRequests");
        QTest::newRow("orderly") << false << false;
        QTest::newRow("by reset") << true << false;
        QTest::newRow("behind more requests") << false << true;
    }
    void tellsWhenTheClientOfALongPollLeaves() {
        QFETCH(bool, byReset);
        QFETCH(bool, withMoreRequests);
        std::shared_ptr<Exchange> kept;
        std::atomic<int> closed{0};
        TestServer server([&](auto exchange) {
            if (exchange->request().path != "/poll")
                return exchange->respond(200, {}, {});
            exchange->onClosed([&] { ++closed; });
            kept = std::move(exchange);
        });
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET /poll HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_COMPARE(server.handler.requests.load(), 1);
        if (withMoreRequests)
            client->send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        if (byReset)
            client->reset();
        else
            client->close();
        MESON_TRY_COMPARE(closed.load(), 1);
        if (!byReset)
            asio::post(kept->executor(), [exchange = kept] { exchange->respond(200, {}, "late"); });
        MESON_TRY_VERIFY(!server.handler.outcomes().empty());
        kept.reset();
        server.stop();
        QCOMPARE(closed.load(), 1);
        QCOMPARE(server.handler.targets().front(), std::string("/poll"));
        if (byReset) {
            QCOMPARE(server.handler.outcomes().front().status, 0);
            QVERIFY(!server.handler.outcomes().front().complete);
        }
    }

    void servesOnBothAddressFamiliesWithTheirRealPorts() {
        TestServer server([](auto exchange) {
            exchange->respond(200, {}, exchange->peer().address().to_string());
        });
        server.options.endpoints.push_back({asio::ip::make_address("::1"), 0});
        QVERIFY(server.start());
        const auto endpoints = server.server->endpoints();
        QCOMPARE(endpoints.size(), 2u);
        QVERIFY(endpoints[0].port() != 0 && endpoints[1].port() != 0);
        QCOMPARE(RawClient(endpoints[0]).get("/").body, std::string("127.0.0.1"));
        QCOMPARE(RawClient(endpoints[1]).get("/").body, std::string("::1"));
    }

    void sharesConnectionsBetweenItsLoops() {
        std::mutex mutex;
        std::set<std::thread::id> threads;
        TestServer server([&](auto exchange) {
            {
                const std::lock_guard lock(mutex);
                threads.insert(std::this_thread::get_id());
            }
            exchange->respond(200, {}, "x");
        });
        server.options.loops = 3;
        QVERIFY(server.start());
        for (int i = 0; i < 100; ++i)
            QCOMPARE(server.client()->get("/").status, 200);
        QCOMPARE(threads.size(), 3u);
    }

    void namesTheAddressThatItCannotListenOn() {
        for (const int loops : {1, 2}) {
            TestServer first;
            first.options.loops = loops;
            QVERIFY(first.start());
            TestServer second;
            second.options.loops = loops;
            second.options.endpoints = {first.endpoint()};
            auto refused = Server::listen(second.options, second.handler, second.systemClock);
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ServerError::AddressInUse);
            QVERIFY(explain(refused.error()).find("127.0.0.1:") == 0);
        }
        TestServer elsewhere;
        elsewhere.options.endpoints = {{asio::ip::make_address("203.0.113.1"), 0}};
        auto refused = Server::listen(elsewhere.options, elsewhere.handler, elsewhere.systemClock);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ServerError::AddressNotLocal);
    }

    void drainsByFinishingWhatRunsAndClosingTheRest() {
        std::shared_ptr<Exchange> kept;
        TestServer server([&](auto exchange) {
            if (exchange->request().path == "/wait")
                kept = std::move(exchange);
            else
                exchange->respond(200, {}, "x");
        });
        QVERIFY(server.start());
        auto idle = server.client();
        QCOMPARE(idle->get("/").status, 200);
        auto busy = server.client();
        busy->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_COMPARE(server.handler.requests.load(), 2);
        const auto endpoint = server.endpoint();
        std::atomic<int> drained{0};
        server.server->drain([&] { ++drained; });
        QVERIFY(idle->isClosedByServer());
        QCOMPARE(RawClient(endpoint).get("/").status, 0);
        QCOMPARE(drained.load(), 0);
        asio::post(
            kept->executor(), [&] { std::exchange(kept, nullptr)->respond(200, {}, "end"); });
        const RawAnswer last = busy->answer();
        QCOMPARE(last.body, std::string("end"));
        QCOMPARE(last.field("connection"), std::string("close"));
        busy->close();
        MESON_TRY_COMPARE(drained.load(), 1);
        QCOMPARE(server.server->connectionCount(), 0u);
    }

    void drainsAtOnceWithoutConnections() {
        TestServer server;
        QVERIFY(server.start());
        std::atomic<int> drained{0};
        server.server->drain([&] { ++drained; });
        MESON_TRY_COMPARE(drained.load(), 1);
    }

    void stopsWhileExchangesAreOpenAndReportsThemOnce() {
        std::vector<std::shared_ptr<Exchange>> kept;
        TestServer server([&](auto exchange) { kept.push_back(std::move(exchange)); });
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_COMPARE(server.handler.requests.load(), 1);
        server.stop();
        QCOMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
        kept.front()->respond(200, {}, "too late");
        kept.clear();
        QCOMPARE(server.handler.outcomes().size(), 1u);
    }

    void aServerThatNeverStartedStops() {
        TestServer server;
        auto listening = Server::listen(server.options, server.handler, server.systemClock);
        QVERIFY(bool(listening));
        listening->reset();
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
