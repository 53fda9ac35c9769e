// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/http/blocking_fetch.h"
#include "engine/platform/system_clock.h"
#include "engine/router/orders.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"

#include <cstring>
#include <future>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace meson;
using namespace meson::router;
using test::DeliveryRouter;
using test::LoopbackOrigin;
using test::OneTerminal;
using test::OriginConnection;
using test::RawClient;

namespace {

using FieldPairs = std::vector<std::pair<std::string, std::string>>;

std::string answer(const std::string& body, const std::string& fields) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::string bodyOf(std::size_t size) {
    std::string body(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        body[i] = static_cast<char>(i * 31 + i / 251);
    return body;
}

std::string fieldOf(const http::AnswerHead& head, std::string_view name) {
    return std::string(head.find(name).value_or("(none)"));
}

} // namespace

class DeliveryTest : public QObject {
    Q_OBJECT

    platform::SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DeliveryRouter> m_router;

    base::Result<http::SmallAnswer, http::ClientFailure> tryAsk(
        const std::string& target, FieldPairs fields = {}, const std::string& method = "GET",
        const std::string& host = "site.test") {
        http::ClientRequest request;
        request.method = method;
        request.url = m_router->url() + target;
        request.fields = std::move(fields);
        request.fields.emplace_back("Host", host);
        request.body = method == "POST" ? "posted" : "";
        http::ClientOptions options;
        options.addresses = http::AddressPolicy::Any;
        return http::blockingFetch(std::move(request), options);
    }
    http::SmallAnswer
    ask(const std::string& target, FieldPairs fields = {}, const std::string& method = "GET",
        const std::string& host = "site.test") {
        auto answered = tryAsk(target, std::move(fields), method, host);
        if (!answered)
            qWarning("%s", base::explain(answered.error()).c_str());
        return answered.value_or(http::SmallAnswer());
    }
    bool waitForObjects(std::size_t count) {
        return QTest::qWaitFor(
            [&] {
                std::size_t added = 0;
                m_router->onLoop([&] { added = m_router->scheduler.added.size(); });
                return added >= count;
            },
            10'000);
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
    }
    void cleanup() { m_router.reset(); }

    void namesAnUnknownHostAndTheRemedy() {
        const auto answered = ask("/x", {}, "GET", "nobody.test:80");
        QCOMPARE(answered.head.status, 404);
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
        QCOMPARE(fieldOf(third.head, "Content-Type"), std::string("text/plain"));
        QCOMPARE(fieldOf(third.head, "Access-Control-Allow-Origin"), std::string("*"));
        QVERIFY(fieldOf(third.head, "Cache-Status").find("hit") != std::string::npos);
        QVERIFY(fieldOf(third.head, "Age") != "(none)");
    }

    void keepsLargeObjectsAndSendsClientsToTerminals() {
        const std::string body = bodyOf(300'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(
                body, "Cache-Control: max-age=60\r\nETag: \"v1\"\r\nContent-Type: video/mp4\r\n");
        }));
        m_router->bind(origin.url(""));
        QVERIFY(ask("/dir/film.mp4?x=1").body == body);
        QVERIFY(waitForObjects(1));
        const ObjectRecord object = m_router->scheduler.added.front();
        QCOMPARE(object.length.count(), std::int64_t{300'000});
        QCOMPARE(object.etag, std::string("\"v1\""));
        crypto::ContentHasher hasher;
        hasher.update(base::bytesOf(body));
        QVERIFY(object.id == hasher.finish().id);

        QVERIFY(ask("/dir/film.mp4?x=1").body == body); // nobody holds it: from the store
        QCOMPARE(ask("/dir/film.mp4?x=1", {{"Range", "bytes=10-19"}}).body, body.substr(10, 10));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        const auto redirected = ask("/dir/film.mp4?x=1");
        QCOMPARE(redirected.head.status, 302);
        QCOMPARE(fieldOf(redirected.head, "Cache-Control"), std::string("no-store"));
        QCOMPARE(fieldOf(redirected.head, "Access-Control-Allow-Origin"), std::string("*"));
        const std::string location = fieldOf(redirected.head, "Location");
        QVERIFY(location.find("http://terminal.test:81/") == 0);
        QVERIFY(location.find("/film.mp4") != std::string::npos);
        const auto token = location.substr(24, protocol::kTokenCharacters);
        QVERIFY(
            protocol::readToken(token, m_router->scheduler.key, m_clock.wall()).verdict ==
            protocol::TokenVerdict::Good);
        QCOMPARE(ask("/dir/film.mp4?x=1", {}, "HEAD").head.status, 302);
        QCOMPARE(ask("/dir/film.mp4?x=1", {{"If-None-Match", "\"v1\""}}).head.status, 304);
        QCOMPARE(requests.load(), 1);

        const std::vector<SecretShard> shards = m_router->secretShards(object.id);
        QCOMPARE(shards.size(), std::size_t{8});
        for (const SecretShard& shard : shards) {
            const auto expected = body.substr(
                static_cast<std::size_t>(shard.leaf * crypto::kLeafSize), crypto::kLeafSize);
            QVERIFY(base::textOf(shard.bytes) == expected);
        }
        std::promise<std::size_t> leaves;
        m_router->onLoop([&] {
            m_router->catalogue->leafLayer(
                object.id, [&](crypto::LeafLayer layer) { leaves.set_value(layer.size()); });
        });
        QCOMPARE(leaves.get_future().get(), std::size_t{19});
    }

    void neverRedirectsManifests() {
        const std::string body =
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-ENDLIST\n" + std::string(100'000, '#');
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return answer(body, "Cache-Control: max-age=60\r\n"); }));
        m_router->bind(origin.url(""));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        for (int i = 0; i < 2; ++i)
            QCOMPARE(ask("/live/list.m3u8").head.status, 200);
        QVERIFY(m_router->scheduler.added.empty());
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
        const std::string body = bodyOf(100'000);
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
            QCOMPARE(ask("/v", {{"Accept-Language", "de"}}).body, std::string("hallo"));
            QCOMPARE(ask("/v", {{"Accept-Language", "en"}}).body, std::string("hello"));
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
        QCOMPARE(fieldOf(ask("/s").head, "X-New"), std::string("1"));
    }

    void asksTheOriginOnceForManyClients() {
        const std::string body = bodyOf(2'000'000);
        std::atomic<int> requests = 0;
        std::promise<void> go;
        auto gate = go.get_future().share();
        LoopbackOrigin origin([&](OriginConnection& connection) {
            while (!connection.nextRequest().empty()) {
                ++requests;
                connection.send(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: "
                    "2000000\r\n\r\n" +
                    body.substr(0, 700'000));
                gate.wait();
                connection.send(body.substr(700'000));
            }
        });
        m_router->bind(origin.url(""));
        std::vector<std::future<std::string>> clients;
        for (int i = 0; i < 6; ++i)
            clients.push_back(std::async(std::launch::async, [&] { return ask("/big").body; }));
        QVERIFY(QTest::qWaitFor(
            [&] {
                std::int64_t asked = 0;
                m_router->onLoop([&] { asked = m_router->delivery->counters().requests; });
                return asked == 6;
            },
            10'000));
        go.set_value();
        for (auto& client : clients)
            QVERIFY(client.get() == body);
        QCOMPARE(requests.load(), 1);
    }

    void keepsNothingOfATruncatedAnswer() {
        LoopbackOrigin origin([&](OriginConnection& connection) {
            connection.nextRequest();
            connection.send(
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 200000\r\n\r\n" +
                bodyOf(150'000));
        });
        m_router->bind(origin.url(""));
        for (int i = 0; i < 2; ++i) {
            const auto answered = tryAsk("/t");
            QVERIFY(!answered);
            QCOMPARE(answered.error().code, http::ClientError::Truncated);
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
        QCOMPARE(answered.head.status, 502);
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
        QCOMPARE(ask("/other").head.status, 503);
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
        QCOMPARE(ask("/u", {}, "POST").body, std::string("v2"));
        QCOMPARE(posted, std::string("posted"));
        QCOMPARE(ask("/u").body, std::string("v2"));
    }

    void answersPreflights() {
        m_router->bind("http://127.0.0.1:1");
        const auto answered = ask(
            "/x",
            {{"Access-Control-Request-Method", "GET"}, {"Access-Control-Request-Headers", "range"}},
            "OPTIONS");
        QCOMPARE(answered.head.status, 204);
        QCOMPARE(fieldOf(answered.head, "Access-Control-Allow-Headers"), std::string("range"));
    }

    void givesBrowsersTheirFieldsOnEveryAnswer() {
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            return answer(bodyOf(300'000), "Cache-Control: max-age=60\r\n");
        }));
        m_router->bind(origin.url(""));
        std::map<int, http::AnswerHead> heads;
        heads[200] = ask("/film").head;
        QVERIFY(waitForObjects(1));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        heads[302] = ask("/film").head;
        heads[404] = ask("/film", {}, "GET", "nobody.test").head; // a problem
        for (const auto& [status, head] : heads) {
            QCOMPARE(head.status, status);
            QCOMPARE(fieldOf(head, "Access-Control-Allow-Origin"), std::string("*"));
            QCOMPARE(
                fieldOf(head, "Access-Control-Expose-Headers"),
                std::string("Accept-Ranges, Age, Cache-Status, Content-Length, Content-Range, "
                            "Date, ETag, Last-Modified, Location, Repr-Digest"));
            QCOMPARE(fieldOf(head, "Timing-Allow-Origin"), std::string("*"));
            QCOMPARE(fieldOf(head, "Cross-Origin-Resource-Policy"), std::string("cross-origin"));
            QCOMPARE(fieldOf(head, "X-Content-Type-Options"), std::string("nosniff"));
        }
    }

    void givesAPullUrlOnceAndItsFetcherTheRest() {
        const std::string body = bodyOf(200'000);
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return answer(body, "Cache-Control: max-age=60\r\n"); }));
        m_router->bind(origin.url(""));
        ask("/o");
        QVERIFY(waitForObjects(1));
        const base::ContentId id = m_router->scheduler.added.front().id;
        const auto pullPath = [&] {
            std::string url;
            m_router->onLoop([&] { url = m_router->catalogue->pullUrl(id, {}); });
            return url.substr(m_router->url().size());
        };
        const std::string path = pullPath();
        QVERIFY(ask(path, {}, "GET", "router.test").body == body);
        QCOMPARE(ask(path, {}, "GET", "router.test").head.status, 403);
        const auto rest = ask(path, {{"Range", "bytes=100000-"}}, "GET", "router.test");
        QCOMPARE(rest.head.status, 206);
        QVERIFY(rest.body == body.substr(100'000));

        static_cast<void>(m_router->store->remove(id, store::RemovalReason::Evicted));
        QVERIFY(ask(pullPath(), {}, "GET", "router.test").body == body); // fetched again
    }

    void takesReturnedClientsToAnotherCopy() {
        const std::string body = bodyOf(200'000);
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return answer(body, "Cache-Control: max-age=60\r\n"); }));
        m_router->bind(origin.url(""));
        ask("/o");
        QVERIFY(waitForObjects(1));
        OneTerminal& terminal = m_router->scheduler;
        m_router->onLoop([&] { terminal.holdsAll = true; });
        const std::string location = fieldOf(ask("/o").head, "Location");
        const std::string token = location.substr(24, protocol::kTokenCharacters);
        const std::string path = protocol::writeReturnPath(
            token, terminal.node, protocol::ReturnReason::Missing, terminal.key);
        base::Bytes before;
        m_router->onLoop([&] { before = terminal.delivered; });
        const auto answered = ask(path, {}, "GET", "router.test");
        QCOMPARE(answered.head.status, 200); // the only holder is excluded: the Router serves it
        QVERIFY(answered.body == body);
        const base::Sha256 digest = crypto::sha256(base::bytesOf(body));
        QCOMPARE(
            fieldOf(answered.head, "Repr-Digest"),
            "sha-256=:" + base::toBase64(digest.bytes) + ":");
        const auto billed = [&] {
            base::Bytes bytes;
            m_router->onLoop([&] { bytes = terminal.delivered - before; });
            return bytes.count();
        };
        MESON_TRY_COMPARE(billed(), 200'000);
        QCOMPARE(terminal.returns.size(), std::size_t{1});
        QCOMPARE(terminal.excluded.size(), std::size_t{1});
        std::string forged = path;
        forged.back() = forged.back() == '0' ? '1' : '0';
        QCOMPARE(ask(forged, {}, "GET", "router.test").head.status, 403);
    }

    void billsWhoeverWasBoundWhenTheRequestCame() {
        const std::string body = bodyOf(100'000);
        Binding first;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            m_router->unbind(first);
            m_router->bind(first.origin); // it gets another number
            return answer(body, "Cache-Control: no-store\r\n");
        }));
        first = m_router->bind(origin.url(""));
        QVERIFY(ask("/o").body == body);
        base::Bytes bytes;
        BindingNumber billed = 0;
        const auto read = [&] {
            m_router->onLoop([&] {
                bytes = m_router->scheduler.delivered;
                billed = m_router->scheduler.deliveredFor;
            });
            return bytes.count();
        };
        MESON_TRY_COMPARE(read(), 100'000);
        QCOMPARE(billed, first.number);
    }

    void forgetsWhatIsPurged() {
        const std::string body = bodyOf(100'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(body, "Cache-Control: max-age=60\r\n");
        }));
        const Binding binding = m_router->bind(origin.url(""));
        for (const char* path : {"/a", "/b"})
            MESON_TRY_VERIFY( // until it is kept
                fieldOf(ask(path).head, "Cache-Status").find("hit") != std::string::npos);
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

    void remembersObjectsOverARestart() {
        const std::string body = bodyOf(100'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(body, "Cache-Control: max-age=60\r\n");
        }));
        m_router->bind(origin.url(""));
        ask("/a");
        QVERIFY(waitForObjects(1));
        const base::ContentId id = m_router->scheduler.added.front().id;
        m_router.reset();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
        QVERIFY(m_router->catalogue->findObject(id) != nullptr);
        QCOMPARE(m_router->secretShards(id).size(), std::size_t{7});
        QVERIFY(ask("/a").body == body);
        QCOMPARE(requests.load(), 1);
    }

    void tellsTheOriginNoClientsWordAboutAProxy() {
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [](const std::string& head) { return answer(head, "Cache-Control: max-age=60\r\n"); }));
        m_router->bind(origin.url(""));
        const std::string heard = ask("/a", {{"X-Forwarded-Host", "evil.test"},
                                             {"Forwarded", "host=evil.test"},
                                             {"X-Original-URL", "/evil.test"},
                                             {"X-Mine", "kept"}})
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
        m_router.reset();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock, options);
        m_router->bind(origin.url(""));
        const auto upload = [&](const std::string& framing) {
            auto client = std::make_unique<RawClient>(m_router->endpoint());
            client->send(
                "POST /a HTTP/1.1\r\nHost: site.test\r\nExpect: 100-continue\r\n" + framing +
                "\r\n\r\n");
            return client;
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

    void ordersOnlyWhatTerminalsCanBeTold_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("isPlaced");
        QTest::newRow("a date before 1970")
            << QByteArray("Last-Modified: Mon, 01 Jan 0001 00:00:00 GMT\r\n") << true;
        QTest::newRow("a long ETag") << "ETag: \"" + QByteArray(300, 'e') + "\"\r\n" << true;
        QTest::newRow("a tabulator")
            << QByteArray("Content-Type: text/html;\tcharset=utf-8\r\n") << true;
        QTest::newRow("a long field") << "Content-Disposition: " + QByteArray(5000, 'd') + "\r\n"
                                      << false;
    }
    void ordersOnlyWhatTerminalsCanBeTold() {
        QFETCH(const QByteArray, fields);
        QFETCH(const bool, isPlaced);
        const std::string body = bodyOf(100'000);
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            return answer(body, "Cache-Control: max-age=60\r\n" + fields.toStdString());
        }));
        m_router->bind(origin.url(""));
        QVERIFY(ask("/odd").body == body);
        if (isPlaced) {
            QVERIFY(waitForObjects(1));
            QVERIFY(Orders::canOrder(m_router->scheduler.added.front()));
            return;
        }
        // The Router has it, and nobody else is told.
        const auto isKept = [&] { return ask("/odd").head.find("Age").has_value(); };
        MESON_TRY_VERIFY(isKept());
        QVERIFY(ask("/odd").body == body);
        QCOMPARE(m_router->objects(), std::size_t{0});
    }

    void keepsWhatChecksNeedOutOfMemory() {
#ifdef __GLIBC__
        constexpr std::size_t kObjects = 1000, kShards = 8; // 131 MB
        const auto inUse = [] {
            const struct mallinfo2 info = mallinfo2();
            return info.uordblks + info.hblkhd;
        };
        if (inUse() == 0)
            QSKIP("The allocator of this build does not count.");
        const auto idNumber = [](std::size_t number) {
            base::ContentId id;
            std::memcpy(id.bytes.data(), &number, sizeof number);
            return id;
        };
        const std::size_t before = inUse();
        for (std::size_t i = 0; i < kObjects; ++i) {
            CheckMaterial material{crypto::LeafLayer(kShards), {}};
            for (std::size_t shard = 0; shard < kShards; ++shard)
                material.shards.push_back(
                    {static_cast<std::int64_t>(shard),
                     std::vector<std::uint8_t>(crypto::kLeafSize)});
            ObjectRecord record;
            record.id = idNumber(i);
            m_router->onLoop([&] { m_router->catalogue->add(record, std::move(material)); });
        }
        // Whoever asks, is answered when all that came before is written.
        QCOMPARE(m_router->secretShards(idNumber(kObjects - 1)).size(), kShards);
        // The database has 64 MiB of its own for what it read and wrote last.
        const std::size_t bound = before + (80U << 20);
        QVERIFY2(inUse() < bound, qPrintable(QString::number(inUse() - before)));
#else
        QSKIP("Only glibc tells what is in use.");
#endif
    }

    void followsALivePlaylistAndPushesItsSegments() {
        std::atomic<int> last = 3;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string& head) {
            if (head.find("GET /live/list.m3u8") != 0)
                return answer(bodyOf(70'000) + head.substr(0, 20), "Cache-Control: max-age=60\r\n");
            std::string list = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n";
            for (int i = 1; i <= last; ++i)
                list += "#EXTINF:1,\ns" + std::to_string(i) + ".ts\n";
            return answer(list, "Cache-Control: max-age=1\r\n");
        }));
        m_router->bind(origin.url(""));
        QCOMPARE(ask("/live/list.m3u8").head.status, 200);
        QVERIFY(waitForObjects(3));
        last = 4;
        QVERIFY(QTest::qWaitFor(
            [&] {
                int live = 0;
                m_router->onLoop([&] {
                    m_router->delivery->tick();
                    live = m_router->scheduler.live;
                });
                return live == 4;
            },
            10'000));
    }
};

QTEST_GUILESS_MAIN(DeliveryTest)
#include "delivery_test.moc"
