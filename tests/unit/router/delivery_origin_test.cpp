// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/delivery_fixture.h"

using namespace meson;
using namespace meson::router;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::RawAnswer;
using test::RawClient;

namespace {

constexpr const char* kGood = "HTTP/1.1 200 OK\r\nCache-Control: max-age=0, stale-if-error=600\r\n"
                              "Content-Length: 4\r\n\r\ngood";

} // namespace

/// Delivery in front of origins that lie, are slow, or give away where they are.
class DeliveryOriginTest : public test::DeliveryFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        DeliveryOptions options;
        options.originPatience = std::chrono::milliseconds(400);
        start(options);
    }
    void cleanup() { stop(); }

    void saysWhatAnOriginDidWrongOrServesWhatItHas_data() {
        QTest::addColumn<QByteArray>("says");
        QTest::addColumn<bool>("thenWaits");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("sentence");
        const QByteArray fails = "cannot be reached or answers wrongly";
        const QByteArray slow = "did not answer in time";
        QTest::newRow("hangs up") << QByteArray("") << false << 502 << fails;
        QTest::newRow("speaks no HTTP")
            << QByteArray("220 mail ready\r\n\r\n") << false << 502 << fails;
        QTest::newRow("two lengths")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd")
            << false << 502 << fails;
        QTest::newRow("switches protocols")
            << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n") << false << 502
            << fails;
        QTest::newRow("half a head")
            << QByteArray("HTTP/1.1 200 OK\r\nContent-") << false << 502 << fails;
        QTest::newRow("short body")
            << QByteArray("HTTP/1.1 200 OK\r\nCache-Control: max-age=9\r\nContent-Length: "
                          "9\r\n\r\nshort")
            << false << 502 << fails;
        QTest::newRow("cut chunk")
            << QByteArray("HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort")
            << false << 502 << fails;
        QTest::newRow("silent") << QByteArray("") << true << 504 << slow;
        QTest::newRow("slow head") << QByteArray("HTTP/1.1 200 OK\r\n") << true << 504 << slow;
        QTest::newRow("slow body")
            << QByteArray("HTTP/1.1 200 OK\r\nCache-Control: max-age=9\r\nContent-Length: "
                          "9\r\n\r\nslow")
            << true << 504 << slow;
    }
    void saysWhatAnOriginDidWrongOrServesWhatItHas() {
        QFETCH(QByteArray, says);
        QFETCH(bool, thenWaits);
        QFETCH(int, status);
        QFETCH(QByteArray, sentence);
        std::atomic<bool> isGood = true;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            if (connection.nextRequest().empty())
                return;
            connection.send(isGood ? std::string(kGood) : says.toStdString());
            if (!isGood && thenWaits)
                connection.waitForEnd();
        });
        m_router->bind(origin.url(""));
        QCOMPARE(ask("/kept").body, std::string("good"));
        isGood = false;
        const RawAnswer refused = ask("/new");
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.field("content-type"), std::string("application/problem+json"));
        QVERIFY2(
            refused.body.find(sentence.toStdString()) != std::string::npos, refused.body.c_str());
        const RawAnswer stale = ask("/kept");
        QCOMPARE(stale.status, 200);
        QCOMPARE(stale.body, std::string("good"));
    }

    void keepsNothingButWhatItsOriginSaysThatItIs_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<bool>("isKept");
        QTest::newRow("none") << QByteArray("X-A: b") << true;
        QTest::newRow("right") << QByteArray("Repr-Digest: sha-256=:<right>:") << true;
        QTest::newRow("of the content") << QByteArray("Content-Digest: sha-256=:<right>:") << true;
        QTest::newRow("wrong") << QByteArray("Repr-Digest: sha-256=:<wrong>:") << false;
        QTest::newRow("wrong beside another algorithm")
            << QByteArray("Repr-Digest: sha-512=:AAAA:, sha-256=:<wrong>:") << false;
        QTest::newRow("wrong of the content")
            << QByteArray("Content-Digest: sha-256=:<wrong>:") << false;
        QTest::newRow("another algorithm") << QByteArray("Repr-Digest: md5=:AAAA:") << true;
        QTest::newRow("too short") << QByteArray("Repr-Digest: sha-256=:AAAA:") << true;
        QTest::newRow("empty") << QByteArray("Repr-Digest: sha-256=:") << true;
    }
    void keepsNothingButWhatItsOriginSaysThatItIs() {
        QFETCH(const QByteArray, field);
        QFETCH(const bool, isKept);
        const auto digestOf = [](const std::string& bytes) {
            return QByteArray::fromStdString(
                base::toBase64(crypto::sha256(base::bytesOf(bytes)).bytes));
        };
        for (const std::size_t size : {std::size_t{100}, std::size_t{300'000}}) { // memory, store
            const std::string body = test::patternBytes(size);
            QByteArray said = field + "\r\n";
            said.replace("<right>", digestOf(body)).replace("<wrong>", digestOf("other"));
            std::atomic<int> requests = 0;
            LoopbackOrigin origin([&](OriginConnection& connection) {
                while (!connection.nextRequest().empty()) {
                    ++requests;
                    connection.send(headOf(size, said.toStdString()) + body);
                }
            });
            m_router->bind(origin.url(""));
            const std::string target = "/" + std::to_string(size);
            for (int times = 0; times < 2; ++times) {
                const RawAnswer answer = ask(target);
                if (isKept)
                    QVERIFY(answer.status == 200 && answer.body == body);
                else
                    QVERIFY(answer.status == 502 || answer.body.size() < size);
            }
            QCOMPARE(requests.load(), isKept ? 1 : 2);
        }
    }

    void countsAnUnreachableOriginOnce() {
        std::string url;
        {
            const LoopbackOrigin origin([](OriginConnection&) {});
            url = origin.url("");
        }
        m_router->bind(url);
        QCOMPARE(ask("/x").status, 502);
        QCOMPARE(m_router->counters().requests, std::int64_t{1});
        QCOMPARE(m_router->counters().fromOrigin, std::int64_t{1});
    }

    void judgesEachUrlByItsOwnValidators() {
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            if (head.starts_with("GET /c"))
                return headOf(body.size() - 1, "ETag: W/\"3\"\r\n") + body.substr(1);
            return headOf(
                       body.size(),
                       head.starts_with("GET /a")
                           ? "ETag: \"1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
                           : "ETag: \"2\"\r\nLast-Modified: Sun, 01 Mar 2026 00:00:00 GMT\r\n") +
                   body;
        }));
        m_router->bind(origin.url(""));
        for (const auto& [target, objects] : {std::pair("/a", 1), {"/b", 2}, {"/c", 3}}) {
            ask(target);
            MESON_TRY_COMPARE(m_router->objects(), static_cast<std::size_t>(objects));
        }
        const std::string ofTheBytes = '"' + base::toText(idOf(body)).substr(0, 32) + '"';
        QCOMPARE(m_router->scheduler.added[0].etag, std::string("\"1\""));
        QCOMPARE(m_router->scheduler.added[1].etag, ofTheBytes); // of no URL any more
        QCOMPARE(m_router->scheduler.added[1].lastModified, std::int64_t{0});
        QCOMPARE(ask("/a").field("etag"), std::string("\"1\""));
        QCOMPARE(ask("/b").field("etag"), std::string("\"2\""));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        const auto status = [&](const std::string& target, const std::string& fields) {
            return ask(target, fields).status;
        };
        QCOMPARE(status("/b", ""), 302);
        QCOMPARE(status("/a", "If-None-Match: \"1\"\r\n"), 304);
        QCOMPARE(status("/b", "If-None-Match: \"2\"\r\n"), 304);
        QCOMPARE(status("/b", "If-None-Match: \"1\"\r\n"), 200);
        const std::string range = "Range: bytes=9-\r\n";
        QCOMPARE(status("/b", range + "If-Range: \"1\"\r\n"), 200);
        QCOMPARE(status("/b", range + "If-Range: \"2\"\r\n"), 206);
        QCOMPARE(status("/b", "If-Modified-Since: Sun, 01 Feb 2026 00:00:00 GMT\r\n"), 200);
        QCOMPARE(status("/a", "If-Modified-Since: Sun, 01 Feb 2026 00:00:00 GMT\r\n"), 304);
        QCOMPARE(status("/c", "If-None-Match: W/\"3\"\r\n"), 304);
        QCOMPARE(status("/c", "If-None-Match: W/\"2\"\r\n"), 302);
    }

    void handsEarlyHintsOn_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("shared fetch") << QByteArray("GET /h HTTP/1.1\r\nHost: site.test\r\n\r\n");
        QTest::newRow("relay") << QByteArray(
            "POST /h HTTP/1.1\r\nHost: site.test\r\nContent-Length: 1\r\n\r\nx");
    }
    void handsEarlyHintsOn() {
        QFETCH(QByteArray, request);
        LoopbackOrigin origin(LoopbackOrigin::answering([](const std::string&) {
            return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; "
                   "rel=preload\r\nConnection: X-Hop\r\nX-Hop: 1\r\n\r\n" +
                   headOf(2) + "ok";
        }));
        m_router->bind(origin.url(""));
        auto hinted = client();
        hinted->send(request.toStdString());
        const RawAnswer early = hinted->answer(RawClient::Body::None);
        QCOMPARE(early.status, 103);
        QCOMPARE(early.field("link"), std::string("</a.css>; rel=preload"));
        QVERIFY(!early.has("x-hop"));
        const RawAnswer final = hinted->answer();
        QCOMPARE(final.status, 200);
        QCOMPARE(final.body, std::string("ok"));
    }

    void namesTheOriginInNoFieldOfAnAnswer() {
        std::atomic<int> requests = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                std::string fields;
                for (const char* name :
                     {"Location", "Link", "Refresh", "Content-Location", "Via", "Server", "Alt-Svc",
                      "X-Backend"})
                    fields += std::string(name) + ": https://127.0.0.1:8443/a\r\n";
                if (++requests > 1) // forbids keeping
                    fields += "Set-Cookie: at=https://127.0.0.1:8443/a\r\n";
                connection.send(
                    "HTTP/1.1 103 Early Hints\r\n" + fields + "\r\n" + headOf(2, fields) + "ok");
            }
        });
        m_router->bind(origin.url(""));
        for (const char* method : {"GET", "GET", "POST"}) { // fetched for all, kept, relayed
            auto asking = client();
            asking->send(std::string(method) + " /a HTTP/1.1\r\nHost: site.test\r\n\r\n");
            RawAnswer answer = asking->answer(RawClient::Body::None);
            if (answer.status == 103) {
                QCOMPARE(answer.field("link"), std::string("/a"));
                QVERIFY(answer.head.find("127.0.0.1") == std::string::npos);
                answer = asking->answer();
            }
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.field("location"), std::string("/a"));
            QCOMPARE(answer.field("x-backend"), std::string("https://site.test/a"));
            QVERIFY2(answer.head.find("127.0.0.1") == std::string::npos, answer.head.c_str());
        }
        QCOMPARE(requests.load(), 2); // the second GET was answered from what was kept
    }

    void saysThatAnOriginIsToBeBoundOverHttps_data() {
        QTest::addColumn<QString>("location");
        QTest::addColumn<bool>("loops");
        QTest::newRow("the same address over https") << "https://ORIGIN/a?b" << true;
        QTest::newRow("on the usual port") << "https://127.0.0.1/a?b" << true;
        QTest::newRow("the domain over https") << "https://site.test/a?b" << true;
        QTest::newRow("another path") << "https://ORIGIN/login" << false;
        QTest::newRow("another site") << "https://elsewhere.test/a?b" << false;
        QTest::newRow("not https") << "http://ORIGIN/a/" << false;
    }
    void saysThatAnOriginIsToBeBoundOverHttps() {
        QFETCH(QString, location);
        QFETCH(bool, loops);
        LoopbackOrigin origin([&](OriginConnection& connection) {
            while (!connection.nextRequest().empty()) {
                const QString place = QString(location).replace(
                    QLatin1String("ORIGIN"), QString::fromStdString(origin.url("")).mid(7));
                connection.send(
                    "HTTP/1.1 301 Moved\r\nCache-Control: max-age=60\r\nLocation: " +
                    place.toStdString() + "\r\nContent-Length: 0\r\n\r\n");
            }
        });
        const Binding binding = m_router->bind(origin.url(""));
        const auto isNoted = [&] {
            bool isNoted = false;
            m_router->onLoop([&] { isNoted = m_router->bindings->isHttpsOnly(binding.number); });
            return isNoted;
        };
        // One is kept for others, the other is handed through.
        for (const char* fields : {"", "Authorization: Basic YTpi\r\n"}) {
            const RawAnswer answer = ask("/a?b", fields);
            QCOMPARE(answer.status, loops ? 502 : 301);
            QCOMPARE(
                answer.body.find("business bind <domain> --origin https") != answer.body.npos,
                loops);
            QCOMPARE(isNoted(), loops);
        }
        QVERIFY(m_router->bind(origin.url("")).number == binding.number);
        QVERIFY(!isNoted()); // bound anew
    }

    void noticesAnOriginThatLeadsBackToItself() {
        Binding binding;
        binding.domain = "localhost";
        const std::string authority = "localhost:" + std::to_string(m_router->endpoint().port());
        m_router->bind("http://" + authority, binding);
        const std::string host = " /x HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
        for (const char* method : {"GET", "DELETE"}) {
            const RawAnswer answer = client()->request(method + host);
            QCOMPARE(answer.status, 508);
            QVERIFY(answer.body.find("leads back to this Router") != std::string::npos);
        }
    }
};

QTEST_GUILESS_MAIN(DeliveryOriginTest)
#include "delivery_origin_test.moc"
