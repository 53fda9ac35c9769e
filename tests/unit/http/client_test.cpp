// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/client_fixture.h"

using namespace meson;
using namespace meson::http;
using test::answer;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::quickRequest;
using test::RecordingSink;
using test::saying;

/// What the client makes of answers, and of those that never come.
class ClientTest : public test::ClientFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { makeClient(AddressPolicy::Any); }
    void cleanup() { end(); }

    void deliversHeadAndBodyOfAnAnswer() {
        LoopbackOrigin origin(saying(answer("hello", "X-A: 1\r\nx-a: 2\r\n")));
        const auto sink = run(quickRequest(origin.url("/a?b")));
        QCOMPARE(sink->outcome, std::nullopt);
        QCOMPARE(sink->body, std::string("hello"));
        QCOMPARE(sink->heads.size(), std::size_t{1});
        QCOMPARE(sink->heads[0].status, 200);
        QCOMPARE(sink->heads[0].length, std::optional<std::uint64_t>(5));
        QCOMPARE(sink->heads[0].url, origin.url("/a?b"));
        QCOMPARE(sink->heads[0].fields[1].first, std::string("x-a"));
        QCOMPARE(sink->heads[0].fields[1].second, std::string("2"));
    }

    void understandsEveryFormOfAnswer_data() {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd")
                                << QByteArray("abcd");
        QTest::newRow("until close")
            << QByteArray("HTTP/1.0 200 OK\r\n\r\nabcd") << QByteArray("abcd");
        QTest::newRow("chunked") << QByteArray(
                                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "2;x=y\r\nab\r\n2\r\ncd\r\n0\r\nTrailer: 1\r\n\r\n")
                                 << QByteArray("abcd");
        QTest::newRow("after interim answers")
            << QByteArray(
                   "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
                   "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            << QByteArray("ok");
        QTest::newRow("no body") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray();
    }
    void understandsEveryFormOfAnswer() {
        QFETCH(QByteArray, wire);
        QFETCH(QByteArray, body);
        const std::string bytes = wire.toStdString();
        for (std::size_t split = 1; split <= bytes.size(); ++split) {
            LoopbackOrigin origin([&](OriginConnection& connection) {
                connection.nextRequest();
                connection.send(bytes.substr(0, split));
                std::this_thread::yield();
                connection.send(bytes.substr(split));
            });
            const auto sink = run(quickRequest(origin.url()));
            QVERIFY2(!sink->outcome, qPrintable(QString::number(split)));
            QCOMPARE(sink->body, body.toStdString());
            QCOMPARE(sink->heads.size(), std::size_t{1});
        }
    }

    void namesWhatIsWrongWithAnAnswer_data() {
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<int>("error");
        const auto row = [](const char* name, const char* wire, ClientError error) {
            QTest::newRow(name) << QByteArray(wire) << static_cast<int>(error);
        };
        row("garbage", "hello there\r\n\r\n", ClientError::BadAnswer);
        row("bad status", "HTTP/1.1 2x0 OK\r\n\r\n", ClientError::BadAnswer);
        row("another version", "HTTP/3.0 200 OK\r\n\r\n", ClientError::BadAnswer);
        row("no colon", "HTTP/1.1 200 OK\r\nBroken\r\n\r\n", ClientError::BadAnswer);
        row("bad length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ClientError::BadAnswer);
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            ClientError::BadAnswer);
        row("length and chunks",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            ClientError::BadAnswer);
        row("unknown coding",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            ClientError::BadAnswer);
        row("bad chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            ClientError::BadAnswer);
        row("another protocol", "HTTP/1.1 101 Switching Protocols\r\n\r\n", ClientError::BadAnswer);
        row("too short", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", ClientError::Truncated);
        row("chunks cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            ClientError::Truncated);
        row("head cut", "HTTP/1.1 200 OK\r\nContent-Le", ClientError::Truncated);
        row("nothing", "", ClientError::Truncated);
    }
    void namesWhatIsWrongWithAnAnswer() {
        QFETCH(QByteArray, wire);
        QFETCH(int, error);
        const auto outcome = outcomeOf(saying(wire.toStdString()));
        QVERIFY(outcome.has_value());
        QCOMPARE(static_cast<int>(*outcome), error);
    }

    void refusesAHeadWithoutEnd() {
        const auto outcome = outcomeOf([](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\n");
            while (connection.send("X-Long: " + std::string(4000, 'x') + "\r\n")) {
            }
        });
        QCOMPARE(outcome, std::optional(ClientError::BadAnswer));
    }

    void treatsAResetAsTruncatedEvenWithoutALength() {
        const auto outcome = outcomeOf([](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\n\r\nab");
            connection.reset();
        });
        QCOMPARE(outcome, std::optional(ClientError::Truncated));
    }

    void stopsAtTheBodyLimit_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("chunked");
        QTest::addColumn<bool>("fits");
        for (const bool chunked : {false, true}) {
            QTest::addRow("under, chunked %d", chunked) << 99 << chunked << true;
            QTest::addRow("at, chunked %d", chunked) << 100 << chunked << true;
            QTest::addRow("over, chunked %d", chunked) << 101 << chunked << false;
        }
    }
    void stopsAtTheBodyLimit() {
        QFETCH(int, size);
        QFETCH(bool, chunked);
        QFETCH(bool, fits);
        const std::string body(static_cast<std::size_t>(size), 'b');
        const std::string wire =
            chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                          base::toHex(std::vector<std::uint8_t>{static_cast<std::uint8_t>(size)}) +
                          "\r\n" + body + "\r\n0\r\n\r\n"
                    : answer(body);
        LoopbackOrigin origin(saying(wire));
        ClientRequest request = quickRequest(origin.url());
        request.bodyLimit = base::Bytes(100);
        const auto sink = run(request);
        QCOMPARE(sink->outcome, fits ? std::nullopt : std::optional(ClientError::TooLarge));
        QVERIFY(sink->body.size() <= 100);
    }

    void givesUpOnAnEndlessBody() {
        LoopbackOrigin origin([](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            while (connection.send(std::string(65536, 'x'))) {
            }
        });
        ClientRequest request = quickRequest(origin.url());
        request.bodyLimit = base::mebibytes(3);
        const auto sink = run(request);
        QCOMPARE(sink->outcome, std::optional(ClientError::TooLarge));
        QVERIFY(sink->body.size() <= 3u * 1024 * 1024);
    }

    void timesOutOnASilentServer() {
        LoopbackOrigin origin([](OriginConnection& connection) { connection.waitForEnd(); });
        ClientRequest request = quickRequest(origin.url());
        request.headTimeout = std::chrono::milliseconds(50);
        QCOMPARE(run(request)->outcome, std::optional(ClientError::TimedOut));
    }

    void timesOutOnAStalledBody() {
        LoopbackOrigin origin([](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab");
            connection.waitForEnd();
        });
        ClientRequest request = quickRequest(origin.url());
        request.stallTimeout = std::chrono::milliseconds(50);
        const auto sink = run(request);
        QCOMPARE(sink->outcome, std::optional(ClientError::TimedOut));
        QCOMPARE(sink->body, std::string("ab"));
    }

    void doesNotWaitForAnAnswerThatTrickles() {
        LoopbackOrigin origin([](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (connection.send("a")) { // a byte at a time
            }
        });
        ClientRequest request = quickRequest(origin.url());
        request.totalTimeout = std::chrono::milliseconds(50);
        const auto sink = run(request);
        QCOMPARE(sink->outcome, std::optional(ClientError::TooSlow));
        QVERIFY(sink->body.size() < 1'000'000);
    }

    void theWholeTimeCountsForTheHeadToo() {
        LoopbackOrigin origin([](OriginConnection& connection) {
            while (connection.send("HTTP/1.1 100 Continue\r\n\r\n")) {
            }
        });
        ClientRequest request = quickRequest(origin.url());
        request.totalTimeout = std::chrono::milliseconds(50);
        QCOMPARE(run(request)->outcome, std::optional(ClientError::TimedOut));
    }

    void refusesWhatIsNotAUrlOrAMethod() {
        QCOMPARE(
            run(quickRequest("ftp://example.org/"))->outcome, std::optional(ClientError::BadUrl));
        QCOMPARE(
            run(quickRequest("http://127.0.0.1/a\r\nX: y"))->outcome,
            std::optional(ClientError::BadUrl));
        ClientRequest request = quickRequest("http://127.0.0.1/");
        request.method = "GET / HTTP/1.1\r\nX:";
        QCOMPARE(run(request)->outcome, std::optional(ClientError::BadUrl));
    }

    void sendsABodyWithItsLength() {
        std::string body;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            connection.nextRequest();
            body = connection.body();
            connection.send(answer("ok"));
        });
        ClientRequest request = quickRequest(origin.url());
        request.method = "PUT";
        request.body = std::string(1'000'000, 'p');
        QCOMPARE(run(request)->body, std::string("ok"));
        QCOMPARE(body, request.body);
    }

    void readsAnEarlyAnswerToARequestThatIsNotTaken() {
        LoopbackOrigin origin(LoopbackOrigin::answering([](const std::string&) {
            return std::string("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
        }));
        ClientRequest request = quickRequest(origin.url());
        request.method = "POST";
        request.body = std::string(100, 'p');
        QCOMPARE(run(request)->heads.at(0).status, 413);
    }

    void takesNoBodyForHead() {
        LoopbackOrigin origin(LoopbackOrigin::answering([](const std::string&) {
            return std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        }));
        ClientRequest request = quickRequest(origin.url());
        request.method = "HEAD";
        const auto sink = run(request);
        QCOMPARE(sink->outcome, std::nullopt);
        QCOMPARE(sink->heads.at(0).length, std::optional<std::uint64_t>(1000));
    }

    void followsRedirectsAsFarAsAllowed() {
        LoopbackOrigin origin(LoopbackOrigin::answering([](const std::string& head) {
            if (head.find("GET /end") == 0)
                return answer("there");
            const int left = head[7] - '0';
            return "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " +
                   (left == 0 ? std::string("end?x=1") : "../s/" + std::to_string(left - 1)) +
                   "\r\n\r\n";
        }));
        ClientRequest request = quickRequest(origin.url("/s/2"));
        request.url = origin.url("/s/2");
        request.followRedirects = 0;
        QCOMPARE(run(request)->heads.at(0).status, 302);
        request.followRedirects = 2;
        QCOMPARE(run(request)->outcome, std::optional(ClientError::TooManyRedirects));
    }

    void checksEachRedirectTargetAndForgetsSecrets() {
        std::string seen;
        LoopbackOrigin second(LoopbackOrigin::answering([&](const std::string& head) {
            seen = head;
            return answer("second");
        }));
        LoopbackOrigin first(saying(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + second.url("/x") + "\r\n\r\n"));
        ClientRequest request = quickRequest(first.url());
        request.followRedirects = 1;
        request.fields = {{"Authorization", "Basic c2VjcmV0"}, {"Cookie", "a=b"}, {"X-Kept", "1"}};
        const auto sink = run(request);
        QCOMPARE(sink->body, std::string("second"));
        QCOMPARE(sink->heads.at(0).url, second.url("/x"));
        QVERIFY(seen.find("c2VjcmV0") == std::string::npos);
        QVERIFY(seen.find("a=b") == std::string::npos);
        QVERIFY(seen.find("X-Kept: 1") != std::string::npos);
    }

    void pausesUntilItIsResumed() {
        const std::string body(300'000, 'p');
        LoopbackOrigin origin(saying(answer(body)));
        auto sink = std::make_shared<RecordingSink>();
        sink->pauseAlways = true;
        ClientRequest request = quickRequest(origin.url());
        request.stallTimeout = std::chrono::milliseconds(20); // not counted while paused
        const auto call = m_client->start(request, sink);
        int pauses = 0;
        while (sink->doneCalls == 0) {
            m_context.restart();
            m_context.run_for(std::chrono::milliseconds(pauses == 0 ? 60 : 1));
            if (sink->callPaused) {
                ++pauses;
                sink->callPaused = false;
                call->resume();
            }
        }
        QVERIFY(pauses > 1);
        QVERIFY(!sink->bytesWhilePaused);
        QCOMPARE(sink->outcome, std::nullopt);
        QCOMPARE(sink->body.size(), body.size());
    }

    void canBeCancelledInsideABodyCallback() {
        LoopbackOrigin origin(saying(answer(std::string(1'000'000, 'c'))));
        auto sink = std::make_shared<RecordingSink>();
        sink->cancelOnBody = m_client->start(quickRequest(origin.url()), sink);
        runUntilDone(*sink);
        sink->cancelOnBody.reset();
        QCOMPARE(sink->outcome, std::optional(ClientError::Cancelled));
        QVERIFY(sink->body.size() < 1'000'000);
    }

    void endsSilentlyWithTheClient() {
        LoopbackOrigin origin([](OriginConnection& connection) { connection.waitForEnd(); });
        const auto sink = std::make_shared<RecordingSink>();
        m_client->start(quickRequest(origin.url()), sink);
        m_context.restart();
        m_context.run_for(std::chrono::milliseconds(20));
        m_client.reset();
        m_context.restart();
        m_context.run_for(std::chrono::milliseconds(20));
        QCOMPARE(sink->doneCalls, 0);
        QCOMPARE(sink.use_count(), 1L);
    }

    void tellsOfInterimAnswers() {
        LoopbackOrigin origin(saying(
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
            answer("final")));
        const auto sink = run(quickRequest(origin.url()));
        QCOMPARE(sink->interim.size(), std::size_t{2});
        QCOMPARE(sink->interim.front().status, 102);
        QCOMPARE(*sink->interim.back().find("Link"), std::string_view("</a>"));
        QCOMPARE(sink->heads.size(), std::size_t{1});
        QCOMPARE(sink->body, std::string("final"));
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
