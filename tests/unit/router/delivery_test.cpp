// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScopeGuard>

#include "tests/support/delivery_fixture.h"

#include <map>

using namespace meson;
using namespace meson::router;
using test::answer;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::RawAnswer;

/// What the Router answers itself: what it keeps and for whom, and what it hands on.
class DeliveryTest : public test::DeliveryFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { stop(); }

    void namesAnUnknownHostAndTheRemedy() {
        const auto answered = ask("/x", {}, "GET", "nobody.test:80");
        QCOMPARE(answered.status, 404);
        QVERIFY(answered.body.find("nobody.test") != std::string::npos);
        QVERIFY(answered.body.find("business bind <domain> --origin <url>") != std::string::npos);
    }

    void answersSmallObjectsItselfWhileTheyAreFresh() {
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer("small", "Cache-Control: max-age=60\r\nContent-Type: text/plain\r\n");
        }));
        m_router->bind(origin.url(""));
        for (const char* host : {"site.test", "SITE.test:8080"})
            QCOMPARE(ask("/a", {}, "GET", host).body, std::string("small"));
        const auto third = ask("/a");
        QCOMPARE(requests.load(), 1);
        QCOMPARE(third.field("content-type"), std::string("text/plain"));
        QCOMPARE(third.field("access-control-allow-origin"), std::string("*"));
        QVERIFY(third.field("cache-status").find("hit") != std::string::npos);
        QVERIFY(third.has("age"));
    }

    void answersObjectsUpTo64KiBItself_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("isChunked");
        for (const int size : {65'535, 65'536, 65'537}) {
            QTest::addRow("%d counted", size) << size << false;
            QTest::addRow("%d chunked", size) << size << true;
        }
    }
    void answersObjectsUpTo64KiBItself() {
        QFETCH(int, size);
        QFETCH(bool, isChunked);
        const std::string body = test::patternBytes(static_cast<std::size_t>(size));
        const std::string large = test::patternBytes(200'000);
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            if (head.find("/large") != std::string::npos)
                return headOf(large.size()) + large;
            if (!isChunked)
                return headOf(body.size()) + body;
            const std::string length = QByteArray::number(size, 16).toStdString();
            return "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n" +
                   length + "\r\n" + body + "\r\n0\r\n\r\n";
        }));
        m_router->bind(origin.url(""));
        QVERIFY(ask("/a").body == body);
        QVERIFY(ask("/large").body == large);
        const auto isForTerminals = [&](const std::string& bytes) {
            bool isFound = false;
            m_router->onLoop([&] {
                for (const auto& object : m_router->scheduler.added)
                    isFound = isFound || object.id == idOf(bytes);
            });
            return isFound;
        };
        MESON_TRY_VERIFY(isForTerminals(large)); // they are stored in turn
        QCOMPARE(isForTerminals(body), size > 65'536);
    }

    void neverKeepsWhatMustNotBeKept_data() {
        QTest::addColumn<QByteArray>("fields");
        for (const char* fields :
             {"Cache-Control: no-store\r\n", "Cache-Control: private, max-age=60\r\n",
              "Cache-Control: max-age=60\r\nSet-Cookie: a=b\r\n",
              "Cache-Control: max-age=60\r\nVary: *\r\n"})
            QTest::newRow(fields) << QByteArray(fields);
    }
    void neverKeepsWhatMustNotBeKept() {
        QFETCH(QByteArray, fields);
        std::atomic<int> requests = 0;
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(body, fields.toStdString());
        }));
        m_router->bind(origin.url(""));
        for (int i = 0; i < 2; ++i)
            QVERIFY(ask("/p").body == body);
        QCOMPARE(requests.load(), 2);
        QVERIFY(m_router->scheduler.added.empty());
    }

    void keepsAnswersApartByWhatTheyVaryOn() {
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            const bool german = head.find("Accept-Language: de") != std::string::npos;
            return answer(
                german ? "hallo" : "hello",
                "Cache-Control: max-age=60\r\nVary: Accept-Language\r\n");
        }));
        m_router->bind(origin.url(""));
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(ask("/v", "Accept-Language: de\r\n").body, std::string("hallo"));
            QCOMPARE(ask("/v", "Accept-Language: en\r\n").body, std::string("hello"));
        }
    }

    void validatesWhatIsStaleAndKeepsTheBody() {
        std::atomic<int> bodies = 0, validations = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            if (head.find("If-None-Match: \"e\"") != std::string::npos) {
                ++validations;
                return std::string("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\nX-New: 1\r\n\r\n");
            }
            ++bodies;
            return answer("body", "Cache-Control: no-cache\r\nETag: \"e\"\r\n");
        }));
        m_router->bind(origin.url(""));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(ask("/s").body, std::string("body"));
        QCOMPARE(bodies.load(), 1);
        QCOMPARE(validations.load(), 2);
        QCOMPARE(ask("/s").field("x-new"), std::string("1"));
    }

    void asksTheOriginOnceForManyClients() {
        const std::string body = test::patternBytes(2'000'000);
        std::atomic<int> requests = 0;
        test::Gate gate;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            while (!connection.nextRequest().empty()) {
                ++requests;
                connection.send(headOf(body.size()) + body.substr(0, 700'000));
                gate.wait();
                connection.send(body.substr(700'000));
            }
        });
        m_router->bind(origin.url(""));
        std::vector<std::future<RawAnswer>> clients;
        const auto opened = qScopeGuard([&] { gate.open(); });
        for (int i = 0; i < 6; ++i)
            clients.push_back(askLater("/big"));
        MESON_TRY_COMPARE(m_router->counters().requests, std::int64_t{6});
        gate.open();
        for (auto& client : clients)
            QVERIFY(client.get().body == body);
        QCOMPARE(requests.load(), 1);
    }

    void keepsNothingOfATruncatedAnswer() {
        LoopbackOrigin origin([&](OriginConnection& connection) {
            connection.nextRequest();
            connection.send(headOf(200'000) + test::patternBytes(150'000));
        });
        m_router->bind(origin.url(""));
        for (int i = 0; i < 2; ++i) {
            auto asking = client();
            QVERIFY(asking->request(requestFor("/t")).body.size() < 200'000);
            QVERIFY(asking->isClosedByServer());
        }
        QCOMPARE(origin.connectionCount(), 2);
        QVERIFY(m_router->scheduler.added.empty());
    }

    void saysThatAnOriginFailsWithoutNamingIt() {
        std::string url;
        {
            const LoopbackOrigin origin([](OriginConnection&) {});
            url = origin.url("");
        }
        m_router->bind(url);
        const auto answered = ask("/gone");
        QCOMPARE(answered.status, 502);
        QVERIFY(answered.body.find(url.substr(7)) == std::string::npos);
    }

    void letsAStaleAnswerStandInForAFailingOrigin() {
        std::atomic<bool> fails = false;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            return fails ? std::string("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")
                         : answer("good", "Cache-Control: max-age=0, stale-if-error=600\r\n");
        }));
        m_router->bind(origin.url(""));
        QCOMPARE(ask("/e").body, std::string("good"));
        fails = true;
        QCOMPARE(ask("/e").body, std::string("good"));
        QCOMPARE(ask("/other").status, 503);
    }

    void forgetsWhatAnUnsafeRequestMakesInvalid() {
        std::atomic<int> version = 1;
        std::string posted;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                if (head.substr(0, 4) == "POST") {
                    posted = connection.body();
                    ++version;
                }
                connection.send(
                    answer("v" + std::to_string(version), "Cache-Control: max-age=60\r\n"));
            }
        });
        m_router->bind(origin.url(""));
        QCOMPARE(ask("/u").body, std::string("v1"));
        const std::string post = requestFor("/u", "Content-Length: 6\r\n", "POST");
        QCOMPARE(client()->request(post + "posted").body, std::string("v2"));
        QCOMPARE(posted, std::string("posted"));
        QCOMPARE(ask("/u").body, std::string("v2"));
    }

    void answersPreflights() {
        m_router->bind("http://127.0.0.1:1");
        const auto answered = ask(
            "/x", "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: range\r\n",
            "OPTIONS");
        QCOMPARE(answered.status, 204);
        QCOMPARE(answered.field("access-control-allow-headers"), std::string("range"));
    }

    void givesBrowsersTheirFieldsOnEveryAnswer() {
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            return answer(test::patternBytes(300'000), "Cache-Control: max-age=60\r\n");
        }));
        m_router->bind(origin.url(""));
        std::map<int, RawAnswer> answers;
        answers[200] = ask("/film");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        answers[302] = ask("/film");
        answers[404] = ask("/film", {}, "GET", "nobody.test"); // a problem
        for (const auto& [status, answered] : answers) {
            QCOMPARE(answered.status, status);
            QCOMPARE(answered.field("access-control-allow-origin"), std::string("*"));
            QCOMPARE(
                answered.field("access-control-expose-headers"),
                std::string("Accept-Ranges, Age, Cache-Status, Content-Length, Content-Range, "
                            "Date, ETag, Last-Modified, Location, Repr-Digest"));
            QCOMPARE(answered.field("timing-allow-origin"), std::string("*"));
            QCOMPARE(answered.field("cross-origin-resource-policy"), std::string("cross-origin"));
            QCOMPARE(answered.field("x-content-type-options"), std::string("nosniff"));
        }
    }

    void forgetsWhatIsPurged() {
        const std::string body = test::patternBytes(100'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(body, "Cache-Control: max-age=60\r\n");
        }));
        const Binding binding = m_router->bind(origin.url(""));
        for (const char* path : {"/a", "/b"})
            MESON_TRY_VERIFY( // until it is kept
                ask(path).field("cache-status").find("hit") != std::string::npos);
        const int fetched = requests;
        std::size_t count = 0;
        m_router->onLoop([&] { count = m_router->delivery->purge(binding.number, "/a"); });
        QCOMPARE(count, std::size_t{1});
        QVERIFY(m_router->scheduler.removed.empty()); // /b has the same bytes
        m_router->onLoop([&] { count = m_router->delivery->purge(binding.number, {}); });
        QCOMPARE(count, std::size_t{1});
        QCOMPARE(m_router->scheduler.removed.size(), std::size_t{1});
        ask("/a");
        QCOMPARE(requests.load(), fetched + 1);
    }

    void tellsTheOriginNoClientsWordAboutAProxy() {
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [](const std::string& head) { return answer(head, "Cache-Control: max-age=60\r\n"); }));
        m_router->bind(origin.url(""));
        const std::string heard = ask("/a", "X-Forwarded-Host: evil.test\r\n"
                                            "Forwarded: host=evil.test\r\n"
                                            "X-Original-URL: /evil.test\r\n"
                                            "X-Mine: kept\r\n")
                                      .body;
        QVERIFY(heard.find("evil.test") == std::string::npos);
        QVERIFY(heard.find("kept") != std::string::npos);
        QCOMPARE(ask("/a").body, heard);
    }

    void holdsOnlySoManyBodiesOfRequestsAtATime() {
        LoopbackOrigin origin(
            LoopbackOrigin::answering([](const std::string&) { return answer("taken", ""); }));
        DeliveryOptions options;
        options.requestBody = base::Bytes(1000);
        options.requestBodies = base::Bytes(2500);
        start(options);
        m_router->bind(origin.url(""));
        const auto upload = [&](const std::string& framing) {
            auto asking = client();
            asking->send(requestFor("/a", "Expect: 100-continue\r\n" + framing + "\r\n", "POST"));
            return asking;
        };
        const auto first = upload("Content-Length: 1000");
        QCOMPARE(first->answer().status, 100);
        const auto second = upload("Transfer-Encoding: chunked"); // may be as long as any
        QCOMPARE(second->answer().status, 100);
        const auto refused = upload("Content-Length: 501")->answer();
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.has("retry-after"));
        const auto third = upload("Content-Length: 500");
        QCOMPARE(third->answer().status, 100);
        third->close(); // what was held for it is free again, as after an answer
        first->send(std::string(1000, 'x'));
        QCOMPARE(first->answer().body, std::string("taken"));
        const auto isTaken = [&] {
            const auto next = upload("Content-Length: 1000");
            const bool taken = next->answer().status == 100;
            next->send(std::string(1000, 'x'));
            return taken && next->answer().body == "taken";
        };
        MESON_TRY_VERIFY(isTaken());
    }
};

QTEST_GUILESS_MAIN(DeliveryTest)
#include "delivery_test.moc"
