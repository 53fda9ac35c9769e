// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QScopeGuard>

#include "tests/support/delivery_fixture.h"

using namespace meson;
using namespace meson::router;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::RawAnswer;

namespace {

std::string chunk(const std::string& bytes) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

} // namespace

/// Bodies that are too large for memory or for the store, or never end.
class DeliveryLargeTest : public test::DeliveryFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        DeliveryOptions options;
        options.unannouncedLimit = base::mebibytes(24);
        start(options);
    }
    void cleanup() { stop(); }

    void passesAnEndlessBodyOnAndKeepsNothing() {
        std::atomic<bool> hasEnded = false;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n");
            const std::string piece = chunk(std::string(1 << 20, 'e'));
            while (connection.send(piece))
                continue;
            hasEnded = true;
        });
        m_router->bind(origin.url(""));
        auto endless = client();
        endless->send(requestFor("/endless"));
        for (int i = 0; i < 40; ++i)
            QCOMPARE(endless->readSome(1 << 20).size(), std::size_t{1 << 20});
        endless->close();
        MESON_TRY_VERIFY(hasEnded);
        QCOMPARE(m_router->objects(), std::size_t{0});
        MESON_TRY_COMPARE(m_router->store->volumes().front().reserved.count(), std::int64_t{0});
    }

    void stopsABodyOfUnknownLengthWhenItsClientHasLeft() {
        std::atomic<bool> hasEnded = false;
        std::atomic<int> mebibytes = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            connection.nextRequest();
            connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n");
            const std::string piece = chunk(std::string(1 << 20, 'e'));
            while (connection.send(piece))
                ++mebibytes;
            hasEnded = true;
        });
        start(); // keeps up to 2 GiB
        m_router->bind(origin.url(""));
        auto endless = client();
        endless->send(requestFor("/endless"));
        QCOMPARE(endless->readSome(10 << 20).size(), std::size_t{10 << 20});
        endless->close();
        MESON_TRY_VERIFY(hasEnded);
        QVERIFY2(mebibytes < 1024, qPrintable(QString::number(mebibytes)));
        QCOMPARE(m_router->objects(), std::size_t{0});
        MESON_TRY_COMPARE(m_router->store->volumes().front().reserved.count(), std::int64_t{0});
    }

    void keepsALargeBodyOfUnknownLength() {
        const std::string body = test::patternBytes(20'000'001);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            while (!connection.nextRequest().empty()) {
                ++requests;
                connection.send("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n");
                for (std::size_t at = 0; at < body.size(); at += 1'000'000)
                    connection.send(chunk(body.substr(at, 1'000'000)));
                connection.send("0\r\n\r\n");
            }
        });
        m_router->bind(origin.url(""));
        QVERIFY(ask("/film").body == body);
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        const ObjectRecord object = m_router->scheduler.added.front();
        QVERIFY(object.id == idOf(body));
        QVERIFY(ask("/film").body == body);
        QVERIFY(ask("/film", "Range: bytes=-5\r\n").body == body.substr(body.size() - 5));
        QCOMPARE(requests.load(), 1);
        const std::vector<SecretShard> shards = m_router->secretShards(object.id);
        QCOMPARE(shards.size(), std::size_t{8});
        for (const SecretShard& shard : shards) {
            const auto at = static_cast<std::size_t>(shard.leaf * crypto::kLeafSize);
            QVERIFY(base::textOf(shard.bytes) == body.substr(at, crypto::kLeafSize));
        }
    }

    void fetchesOnceForAllFirstRequestsWholeOrInPart() {
        const std::string body = test::patternBytes(25'000'000);
        const std::size_t first = 11'000'000; // more than the memory's window
        std::atomic<int> whole = 0, parts = 0;
        test::Gate gate;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                if (head.find("Range: bytes=24000000-24000009") != std::string::npos) {
                    ++parts;
                    connection.send(
                        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes "
                        "24000000-24000009/25000000\r\nContent-Length: 10\r\n\r\n" +
                        body.substr(24'000'000, 10));
                    continue;
                }
                ++whole;
                connection.send(
                    headOf(body.size(), "Accept-Ranges: bytes\r\nETag: \"e\"\r\n") +
                    body.substr(0, first));
                gate.wait();
                connection.send(body.substr(first));
            }
        });
        m_router->bind(origin.url(""));
        const auto opened = qScopeGuard([&] { gate.open(); });
        auto early = client();
        early->send(requestFor("/film"));
        std::string got = early->readSome(first);
        QCOMPARE(got.size(), first);
        std::vector<std::pair<std::future<RawAnswer>, std::size_t>> wholes;
        wholes.emplace_back(askLater("/film", "Range: bytes=0-\r\n"), 0);
        MESON_TRY_COMPARE(m_router->counters().requests, std::int64_t{2});
        const RawAnswer near = ask("/film", "Range: bytes=10999990-10999999\r\n");
        QCOMPARE(near.status, 206);
        QCOMPARE(near.field("content-range"), std::string("bytes 10999990-10999999/25000000"));
        QVERIFY(near.body == body.substr(10'999'990, 10));
        // What has left the memory is read back.
        QVERIFY(ask("/film", "Range: bytes=5-300000\r\n").body == body.substr(5, 299'996));
        QCOMPARE(ask("/film", "If-None-Match: \"e\"\r\n").status, 304);
        QCOMPARE(ask("/film", "Range: bytes=25000000-\r\n").status, 416);
        QCOMPARE(whole.load(), 1);
        // Far ahead of what is there: that part alone comes from the origin.
        QVERIFY(
            ask("/film", "Range: bytes=24000000-24000009\r\n").body == body.substr(24'000'000, 10));
        QCOMPARE(parts.load(), 1);
        wholes.emplace_back(askLater("/film"), 0);
        wholes.emplace_back(askLater("/film", "Range: bytes=12000000-\r\n"), 12'000'000);
        MESON_TRY_COMPARE(m_router->counters().requests, std::int64_t{9});
        gate.open();
        for (auto& [answer, from] : wholes)
            QVERIFY(answer.get().body == body.substr(from));
        const std::size_t head = got.find("\r\n\r\n") + 4;
        got += early->readSome(head + body.size() - got.size());
        QVERIFY(got.substr(head) == body);
        QCOMPARE(whole.load(), 1);
        QCOMPARE(parts.load(), 1);
    }

    void givesASlowClientTheRestFromTheStore() {
        const std::string body = test::patternBytes(20 << 20);
        std::atomic<int> requests = 0;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            while (!connection.nextRequest().empty()) {
                ++requests;
                connection.send(headOf(body.size()) + body);
            }
        });
        m_router->bind(origin.url(""));
        auto slow = client();
        auto slowPart = client();
        slow->send(requestFor("/film"));
        slowPart->send(requestFor("/film", "Range: bytes=1000001-20000000\r\n"));
        MESON_TRY_COMPARE(m_router->objects(), std::size_t{1});
        QVERIFY(slow->answer().body == body);
        QVERIFY(slowPart->answer().body == body.substr(1'000'001, 19'000'000));
        QCOMPARE(requests.load(), 1);
    }

    void givesEveryClientAllOfWhatCannotBeKept_data() {
        QTest::addColumn<std::size_t>("size");
        QTest::addColumn<bool>("hasRoom");
        QTest::newRow("no room") << (std::size_t{40} << 20) << false;
        QTest::newRow("the disk goes before the end") << (std::size_t{127} << 16) << true;
    }
    void givesEveryClientAllOfWhatCannotBeKept() {
        QFETCH(const std::size_t, size);
        QFETCH(const bool, hasRoom);
        const std::string body = test::patternBytes(size);
        constexpr std::size_t kPiece = 1 << 16;
        std::atomic<int> pieces = 0;
        test::Gate gate;
        LoopbackOrigin origin([&](OriginConnection& connection) {
            for (auto head = connection.nextRequest(); !head.empty();
                 head = connection.nextRequest()) {
                const bool isSmall = head.starts_with("GET /small ");
                connection.send(isSmall ? headOf(2) + "ok" : headOf(size));
                for (std::size_t at = 0; at < size && !isSmall; at += kPiece, ++pieces) {
                    if (at + kPiece == size)
                        gate.wait();
                    connection.send(body.substr(at, kPiece));
                }
            }
        });
        m_router->bind(origin.url(""));
        if (!hasRoom)
            QVERIFY(m_router->store->setQuota(0, base::mebibytes(1)).has_value());
        const auto opened = qScopeGuard([&] { gate.open(); });
        // Others are served meanwhile, until no more comes from the origin.
        const auto rest = [&] {
            for (int still = 0, before = -1; still < 20; ++still) {
                QCOMPARE(ask("/small").body, std::string("ok"));
                const int now = pieces;
                still = std::exchange(before, now) == now ? still : 0;
            }
        };
        auto slow = client();
        slow->boundUnread(1 << 16);
        slow->send(requestFor("/film"));
        rest();
        if (hasRoom)
            QVERIFY(QDir(m_folder->filePath(QStringLiteral("cache"))).removeRecursively());
        gate.open();
        rest();
        std::string got = slow->readSome(size / 4);
        rest();
        QVERIFY(ask("/film").body == body);
        const std::size_t head = got.find("\r\n\r\n") + 4;
        got += slow->readSome(head + size - got.size());
        QVERIFY(got.substr(head) == body);
        QCOMPARE(m_router->objects(), std::size_t{0});
    }

    void givesNobodyAllOfWrongBytesThatCannotBeKept() {
        const std::string body = test::patternBytes(20 << 20);
        const std::string digest =
            "Repr-Digest: sha-256=:" + base::toBase64(crypto::sha256({}).bytes) + ":\r\n";
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return headOf(body.size(), digest) + body; }));
        m_router->bind(origin.url(""));
        QVERIFY(m_router->store->setQuota(0, base::mebibytes(1)).has_value());
        QVERIFY(ask("/film").body.size() < body.size());
    }
};

QTEST_GUILESS_MAIN(DeliveryLargeTest)
#include "delivery_large_test.moc"
