// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "tests/support/patience.h"
#include "tests/support/test_server.h"

#include <boost/asio/post.hpp>

using namespace meson;
using namespace meson::http;
using test::RawAnswer;
using test::RawClient;
using test::TestServer;

/// The full profile: bodies that come in, and answers that go out piece by piece.
class ServerBodyTest : public QObject {
    Q_OBJECT

    static std::unique_ptr<TestServer> echo(std::int64_t limit = 1'000'000) {
        auto server = std::make_unique<TestServer>([limit](auto exchange) {
            exchange->readBody(base::Bytes(limit), [exchange](std::string body) {
                exchange->respond(200, {}, std::string(exchange->request().target) + " " + body);
            });
        });
        server->options.profile = Profile::Full;
        return server;
    }
    static std::string post(const std::string& fields, const std::string& body) {
        return "POST /p HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
    }

private Q_SLOTS:
    void readsBodiesAndThenTheNextRequest() {
        auto server = echo();
        QVERIFY(server->start());
        auto client = server->client();
        const std::string big(500'000, 'x');
        client->send(
            post("Content-Length: 3\r\n", "abc") +
            post("Transfer-Encoding: chunked\r\n", "2\r\nde\r\n1\r\nf\r\n0\r\nT: v\r\n\r\n") +
            post("", "") + post("Content-Length: 500000\r\n", big) +
            post("Content-Length: 0\r\n", ""));
        for (const std::string& body :
             {std::string("abc"), std::string("def"), std::string(), big, std::string()})
            QVERIFY(client->answer().body == "/p " + body);
    }

    void readsABodyThatComesByteByByte() {
        auto server = echo();
        QVERIFY(server->start());
        auto client = server->client();
        for (const char c : post("Transfer-Encoding: chunked\r\n", "3;x\r\nabc\r\n0\r\n\r\n"))
            client->send(std::string(1, c));
        QCOMPARE(client->answer().body, std::string("/p abc"));
    }

    void aBodyOverTheLimitIs413AndTheEnd_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto chunked = [](int size) {
            return post(
                "Transfer-Encoding: chunked\r\n",
                QByteArray::number(size, 16).toStdString() + "\r\n" +
                    std::string(static_cast<std::size_t>(size), 'x') + "\r\n0\r\n\r\n");
        };
        const auto counted = [](int size) {
            return post(
                "Content-Length: " + std::to_string(size) + "\r\n",
                std::string(static_cast<std::size_t>(size), 'x'));
        };
        for (const int size : {9, 10, 11}) {
            QTest::addRow("%d counted", size)
                << QByteArray::fromStdString(counted(size)) << (size > 10 ? 413 : 200);
            QTest::addRow("%d chunked", size)
                << QByteArray::fromStdString(chunked(size)) << (size > 10 ? 413 : 200);
        }
    }
    void aBodyOverTheLimitIs413AndTheEnd() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        auto server = echo(10);
        QVERIFY(server->start());
        auto client = server->client();
        QCOMPARE(client->request(request.toStdString()).status, status);
        if (status == 413)
            QVERIFY(client->isClosedByServer());
        MESON_TRY_COMPARE(server->handler.outcomes().size(), 1u);
        QCOMPARE(server->handler.outcomes().front().status, status);
    }

    void aMalformedBodyIs400AndTheEnd() {
        auto server = echo();
        QVERIFY(server->start());
        auto client = server->client();
        QCOMPARE(client->request(post("Transfer-Encoding: chunked\r\n", "x\r\n")).status, 400);
        QVERIFY(client->isClosedByServer());
    }

    void invitesABodyThatWaitsToBeAsked() {
        auto server = echo();
        QVERIFY(server->start());
        auto client = server->client();
        client->send(post("Content-Length: 3\r\nExpect: 100-continue\r\n", ""));
        const RawAnswer invitation = client->answer();
        QCOMPARE(invitation.status, 100);
        MESON_TRY_COMPARE(
            server->server->sentBytes().count(), qint64(invitation.head.size())); // it counts
        client->send("abc");
        QCOMPARE(client->answer().body, std::string("/p abc"));
        QCOMPARE(client->request(post("Expect: wonders\r\n", "")).status, 417);
    }

    void aBodyThatNobodyReadEndsTheConnection() {
        TestServer server;
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer =
            client->request(post("Content-Length: 30\r\n", "GET /smuggled HTTP/1.1\r\n\r\n"));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.field("connection"), std::string("close"));
        QVERIFY(client->isClosedByServer());
        QCOMPARE(server.handler.requests.load(), 1);
    }

    void passesEveryMethod() {
        TestServer server([](auto exchange) {
            exchange->respond(200, {}, std::string(exchange->request().methodText));
        });
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto client = server.client();
        for (const char* method : {"PUT", "DELETE", "PATCH", "PROPFIND", "x-own"})
            QCOMPARE(
                client->request(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n").body,
                std::string(method));
    }

    void streamsChunkedOrCountedOrUntilTheEnd_data() {
        QTest::addColumn<int>("minorVersion");
        QTest::addColumn<bool>("counted");
        for (const int version : {0, 1})
            for (const bool counted : {false, true})
                QTest::addRow("1.%d %s", version, counted ? "counted" : "open")
                    << version << counted;
    }
    void streamsChunkedOrCountedOrUntilTheEnd() {
        QFETCH(int, minorVersion);
        QFETCH(bool, counted);
        TestServer server([&](auto exchange) {
            const auto length = counted ? std::optional<std::uint64_t>(11) : std::nullopt;
            const auto writer = exchange->stream(200, {}, length);
            writer->write("hello ");
            asio::post(exchange->executor(), [writer] {
                writer->write("world");
                writer->finish();
            });
        });
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->request(
            "GET / HTTP/1." + std::to_string(minorVersion) +
            "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        QCOMPARE(answer.body, std::string("hello world"));
        QCOMPARE(answer.has("content-length"), counted);
        QCOMPARE(answer.has("transfer-encoding"), !counted && minorVersion == 1);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QCOMPARE(server.handler.outcomes().front().bodyBytes, 11u);
        QVERIFY(server.handler.outcomes().front().complete);
        if (counted || minorVersion == 1)
            QCOMPARE(client->get("/").status, 200);
        else
            QVERIFY(client->isClosedByServer());
    }

    void aStreamHoldsBackWhileTheClientIsSlow() {
        static constexpr std::size_t kTotal = 40'000'000;
        std::atomic<std::size_t> written{0};
        std::atomic<bool> isHeldBack{false};
        TestServer server([&](auto exchange) {
            const auto writer = exchange->stream(200, {}, kTotal);
            auto fill = std::make_shared<std::function<void()>>();
            *fill = [&written, &isHeldBack, writer] {
                while (written < kTotal) {
                    written += 100'000;
                    if (!writer->write(std::string(100'000, 'x'))) {
                        isHeldBack = true;
                        return;
                    }
                }
                writer->finish();
            };
            writer->onDrained([fill] { (*fill)(); });
            (*fill)();
        });
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_VERIFY(isHeldBack);
        QVERIFY(written < kTotal);
        QCOMPARE(client->answer().body.size(), kTotal);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(server.handler.outcomes().front().complete);
    }

    void anAbortedOrDroppedOrShortStreamIsSeenAsIncomplete_data() {
        QTest::addColumn<QByteArray>("how");
        for (const char* how : {"abort", "drop", "short", "long"})
            QTest::newRow(how) << QByteArray(how);
    }
    void anAbortedOrDroppedOrShortStreamIsSeenAsIncomplete() {
        QFETCH(QByteArray, how);
        TestServer server([&](auto exchange) {
            auto writer = exchange->stream(200, {}, 10);
            writer->write("hello");
            if (how == "abort")
                writer->abort();
            if (how == "short")
                writer->finish();
            if (how == "long")
                writer->write("world!");
        });
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto client = server.client();
        QVERIFY(client->get("/").body.size() < 10);
        QVERIFY(client->isClosedByServer());
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
    }

    void aStreamForHeadSendsNoBody() {
        TestServer server([](auto exchange) {
            const auto writer = exchange->stream(200, {}, 1000);
            writer->write("hello");
            writer->finish();
        });
        QVERIFY(server.start());
        auto client = server.client();
        for (int i = 0; i < 2; ++i) {
            const RawAnswer answer =
                client->request("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", RawClient::Body::None);
            QCOMPARE(answer.field("content-length"), std::string("1000"));
        }
    }

    void informsBeforeItAnswers() {
        TestServer server([](auto exchange) {
            exchange->inform(103, Fields().add("Link", "</x>; rel=preload"));
            exchange->respond(200, {}, "x");
        });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer early = client->get("/");
        QCOMPARE(early.status, 103);
        QCOMPARE(early.field("link"), std::string("</x>; rel=preload"));
        QCOMPARE(client->answer().status, 200);
        QCOMPARE(client->request("GET / HTTP/1.0\r\n\r\n").status, 200);
    }
};

QTEST_GUILESS_MAIN(ServerBodyTest)
#include "server_body_test.moc"
