// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScopeGuard>

#include "engine/router/orders.h"
#include "tests/support/delivery_fixture.h"

#include <cstring>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace meson;
using namespace meson::router;
using test::answer;
using test::LoopbackOrigin;
using test::OneTerminal;
using test::OriginConnection;
using test::RawAnswer;

/// Objects large enough for Terminals: how clients and Terminals come by them, and who pays.
class DeliveryTerminalsTest : public test::DeliveryFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { stop(); }

    void keepsLargeObjectsAndSendsClientsToTerminals() {
        const std::string body = test::patternBytes(300'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(
                body, "Cache-Control: max-age=60\r\nETag: \"v1\"\r\nContent-Type: video/mp4\r\n");
        }));
        m_router->bind(origin.url(""));
        QVERIFY(ask("/dir/film.mp4?x=1").body == body);
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const ObjectRecord object = m_router->scheduler.added.front();
        QCOMPARE(object.length.count(), std::int64_t{300'000});
        QCOMPARE(object.etag, std::string("\"v1\""));
        QVERIFY(object.id == idOf(body));

        QVERIFY(ask("/dir/film.mp4?x=1").body == body); // nobody holds it: from the store
        QCOMPARE(ask("/dir/film.mp4?x=1", "Range: bytes=10-19\r\n").body, body.substr(10, 10));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        const auto redirected = ask("/dir/film.mp4?x=1");
        QCOMPARE(redirected.status, 302);
        QCOMPARE(redirected.field("cache-control"), std::string("no-store"));
        QCOMPARE(redirected.field("access-control-allow-origin"), std::string("*"));
        const std::string location = redirected.field("location");
        QVERIFY(location.find("http://terminal.test:81/") == 0);
        QVERIFY(location.find("/film.mp4") != std::string::npos);
        const auto token = location.substr(24, protocol::kTokenCharacters);
        QVERIFY(
            protocol::readToken(token, m_router->scheduler.key, m_clock.wall()).verdict ==
            protocol::TokenVerdict::Good);
        QCOMPARE(ask("/dir/film.mp4?x=1", {}, "HEAD").status, 302);
        QCOMPARE(ask("/dir/film.mp4?x=1", "If-None-Match: \"v1\"\r\n").status, 304);
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
        LoopbackOrigin origin(offering(body));
        m_router->bind(origin.url(""));
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        for (int i = 0; i < 2; ++i)
            QCOMPARE(ask("/live/list.m3u8").status, 200);
        QVERIFY(m_router->scheduler.added.empty());
    }

    void givesAPullUrlOnceAndItsFetcherTheRest() {
        const std::string body = test::patternBytes(200'000);
        LoopbackOrigin origin(offering(body));
        m_router->bind(origin.url(""));
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const base::ContentId id = m_router->scheduler.added.front().id;
        const std::string path = pullPath(id);
        QVERIFY(ask(path, {}, "GET", "router.test").body == body);
        QCOMPARE(ask(path, {}, "GET", "router.test").status, 403);
        test::RawClient other(m_router->endpoint(), "127.0.0.9");
        QCOMPARE(other.request(requestFor(path, "Range: bytes=100000-\r\n")).status, 403);
        const auto rest = ask(path, "Range: bytes=100000-\r\n", "GET", "router.test");
        QCOMPARE(rest.status, 206);
        QVERIFY(rest.body == body.substr(100'000));

        evict(id);
        QVERIFY(ask(pullPath(id), {}, "GET", "router.test").body == body); // fetched again
    }

    void takesReturnedClientsToAnotherCopy() {
        const std::string body = test::patternBytes(200'000);
        LoopbackOrigin origin(offering(body));
        m_router->bind(origin.url(""));
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        OneTerminal& terminal = m_router->scheduler;
        m_router->onLoop([&] { terminal.holdsAll = true; });
        const std::string location = ask("/o").field("location");
        const std::string token = location.substr(24, protocol::kTokenCharacters);
        const std::string path = protocol::writeReturnPath(
            token, terminal.node, protocol::ReturnReason::Missing, terminal.key);
        base::Bytes before;
        m_router->onLoop([&] { before = terminal.delivered; });
        const auto answered = ask(path, {}, "GET", "router.test");
        QCOMPARE(answered.status, 200); // the only holder is excluded: the Router serves it
        QVERIFY(answered.body == body);
        const base::Sha256 digest = crypto::sha256(base::bytesOf(body));
        QCOMPARE(answered.field("repr-digest"), "sha-256=:" + base::toBase64(digest.bytes) + ":");
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
        QCOMPARE(ask(forged, {}, "GET", "router.test").status, 403);
    }

    void billsWhoeverWasBoundWhenTheRequestCame() {
        const std::string body = test::patternBytes(100'000);
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

    void remembersObjectsOverARestart() {
        const std::string body = test::patternBytes(100'000);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            ++requests;
            return answer(body, "Cache-Control: max-age=60\r\n");
        }));
        m_router->bind(origin.url(""));
        ask("/a");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const base::ContentId id = m_router->scheduler.added.front().id;
        restart();
        QVERIFY(m_router->catalogue->findObject(id) != nullptr);
        QCOMPARE(m_router->secretShards(id).size(), std::size_t{7});
        QVERIFY(ask("/a").body == body);
        QCOMPARE(requests.load(), 1);
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
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(LoopbackOrigin::answering([&](const std::string&) {
            return answer(body, "Cache-Control: max-age=60\r\n" + fields.toStdString());
        }));
        m_router->bind(origin.url(""));
        QVERIFY(ask("/odd").body == body);
        if (isPlaced) {
            MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
            QVERIFY(Orders::canOrder(m_router->scheduler.added.front()));
            return;
        }
        // The Router has it, and nobody else is told.
        const auto isKept = [&] { return ask("/odd").has("age"); };
        MESON_TRY_VERIFY(isKept());
        QVERIFY(ask("/odd").body == body);
        QCOMPARE(m_router->objects(), std::size_t{0});
    }

    void keepsAllTheShardsOfALongObject() {
        ObjectRecord record;
        record.id.bytes.fill(7);
        CheckMaterial material{crypto::LeafLayer(1), {}};
        for (std::size_t i = 0; i < ShardKeeper::kMostShards; ++i)
            material.shards.push_back(
                {static_cast<std::int64_t>(i * 1'000'000),
                 std::vector<std::uint8_t>(crypto::kLeafSize, static_cast<std::uint8_t>(i))});
        m_router->onLoop([&] { m_router->catalogue->add(record, material); });
        const std::vector<SecretShard> kept = m_router->secretShards(record.id);
        QCOMPARE(kept.size(), ShardKeeper::kMostShards);
        for (std::size_t i = 0; i < kept.size(); ++i) {
            QCOMPARE(kept[i].leaf, material.shards[i].leaf);
            QVERIFY(kept[i].bytes == material.shards[i].bytes);
        }
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
                return answer(
                    test::patternBytes(70'000) + head.substr(0, 20),
                    "Cache-Control: max-age=60\r\n");
            std::string list = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n";
            for (int i = 1; i <= last; ++i)
                list += "#EXTINF:1,\ns" + std::to_string(i) + ".ts\n";
            return answer(list, "Cache-Control: max-age=1\r\n");
        }));
        m_router->bind(origin.url(""));
        QCOMPARE(ask("/live/list.m3u8").status, 200);
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{3});
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

    void neverServesOtherBytesAsTheOldObject() {
        std::string body = test::patternBytes(200'000);
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return headOf(body.size()) + body; }));
        m_router->bind(origin.url(""));
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const base::ContentId old = m_router->scheduler.added.front().id;
        evict(old);
        body[100'000] = static_cast<char>(body[100'000] ^ 1);
        const RawAnswer gone = ask(pullPath(old));
        QCOMPARE(gone.status, 404);
        QVERIFY(gone.body.find("object-gone") != std::string::npos);
        QCOMPARE(m_router->scheduler.removed, std::vector{old});
        QVERIFY(m_router->scheduler.added.back().id == idOf(body));
    }

    void servesAnObjectOnWhenTheDomainItWasFirstSeenUnderIsUnbound() {
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(offering(body));
        m_router->bind(origin.url(""));
        Binding other;
        other.domain = "other.test";
        m_router->bind(origin.url(""), other);
        for (const char* request :
             {"GET /a HTTP/1.1\r\nHost: site.test\r\n\r\n",
              "GET /b HTTP/1.1\r\nHost: other.test\r\n\r\n"})
            MESON_TRY_VERIFY( // until it is kept
                client()->request(request).field("cache-status").find("hit") != std::string::npos);
        const base::ContentId id = idOf(body);
        std::promise<void> unbound;
        m_router->onLoop([&] {
            m_router->bindings->remove("site.test", "owner", [&](const auto& number) {
                m_router->delivery->purge(*number, {});
                unbound.set_value();
            });
        });
        unbound.get_future().wait();
        QVERIFY(m_router->scheduler.removed.empty());
        QVERIFY(ask(pullPath(id)).body == body);
        evict(id);
        QVERIFY(ask(pullPath(id)).body == body); // fetched as the other domain's
        const std::pair<std::string, std::string> moved("/b", "other.test");
        const auto isMoved = [&] {
            bool isMoved = false;
            m_router->onLoop([&] { isMoved = m_router->catalogue->publicUrl(id) == moved; });
            return isMoved;
        };
        QVERIFY(isMoved());
        restart();
        QVERIFY(isMoved());
    }

    void fetchesForAPullThatMeetsAValidation() {
        const std::string body = test::patternBytes(200'000);
        std::atomic<int> validations = 0;
        test::Gate gate;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                if (head.find("If-None-Match") == std::string::npos) {
                    connection.send(
                        "HTTP/1.1 200 OK\r\nCache-Control: no-cache\r\nETag: \"e\"\r\n"
                        "Content-Length: 200000\r\n\r\n" +
                        body);
                    continue;
                }
                ++validations;
                gate.wait();
                connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n");
            }
        });
        m_router->bind(origin.url(""));
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const base::ContentId id = idOf(body);
        evict(id);
        const auto opened = qScopeGuard([&] { gate.open(); });
        auto viewer = askLater("/o");
        MESON_TRY_COMPARE(validations.load(), 1);
        auto pull = client();
        pull->send(requestFor(pullPath(id)));
        m_router->onLoop([] {});
        gate.open();
        QVERIFY(pull->answer().body == body);
        QVERIFY(viewer.get().body == body);
    }

    void neverRedirectsForARelayBinding() {
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(offering(body));
        Binding binding;
        binding.relay = true;
        m_router->bind(origin.url(""), binding);
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        QVERIFY(ask("/o").body == body);
        QCOMPARE(m_router->counters().redirected, std::int64_t{0});
    }

    void bindsTokensToTheClientsNetworkOnlyIfToldTo_data() {
        QTest::addColumn<bool>("isTold");
        QTest::newRow("told") << true;
        QTest::newRow("not told") << false;
    }
    void bindsTokensToTheClientsNetworkOnlyIfToldTo() {
        QFETCH(bool, isTold);
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(offering(body));
        Binding binding;
        binding.bindClientNetwork = isTold;
        m_router->bind(origin.url(""), binding);
        m_router->onLoop([this] { m_router->scheduler.holdsAll = true; });
        ask("/o");
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        QCOMPARE(ask("/o").status, 302);
        const auto network = m_router->scheduler.tokens.front().clientNetwork;
        QCOMPARE(network != decltype(network){}, isTold);
    }
};

QTEST_GUILESS_MAIN(DeliveryTerminalsTest)
#include "delivery_terminals_test.moc"
