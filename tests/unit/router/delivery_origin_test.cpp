// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QScopeGuard>
#include <QTest>

#include "engine/http/blocking_fetch.h"
#include "engine/platform/system_clock.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/test_server.h"

using namespace meson;
using namespace meson::router;
using test::DeliveryRouter;
using test::LoopbackOrigin;
using test::OriginConnection;
using test::RawAnswer;
using test::RawClient;

namespace {

constexpr const char* kGood = "HTTP/1.1 200 OK\r\nCache-Control: max-age=0, stale-if-error=600\r\n"
                              "Content-Length: 4\r\n\r\ngood";

std::string headOf(std::size_t length, const std::string& fields = {}) {
    return "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n" + fields +
           "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

std::string chunk(const std::string& bytes) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

base::ContentId idOf(const std::string& body) {
    crypto::ContentHasher hasher;
    hasher.update(base::bytesOf(body));
    return hasher.finish().id;
}

/// Opens for all who wait.
class Gate {
public:
    void open() {
        if (!m_isOpen.exchange(true))
            m_promise.set_value();
    }
    void wait() const { m_future.wait(); }

private:
    std::atomic<bool> m_isOpen = false;
    std::promise<void> m_promise;
    std::shared_future<void> m_future = m_promise.get_future().share();
};

} // namespace

/// Delivery in front of origins that lie, are slow or never end, and of bodies too large for
/// memory.
class DeliveryOriginTest : public QObject {
    Q_OBJECT

    platform::SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DeliveryRouter> m_router;

    std::unique_ptr<RawClient> client() const {
        auto client = std::make_unique<RawClient>(m_router->endpoint());
        client->setPatience(std::chrono::seconds(30));
        return client;
    }
    static std::string requestFor(const std::string& target, const std::string& fields = {}) {
        return "GET " + target + " HTTP/1.1\r\nHost: site.test\r\n" + fields + "\r\n";
    }
    RawAnswer ask(const std::string& target, const std::string& fields = {}) const {
        return client()->request(requestFor(target, fields));
    }
    std::future<RawAnswer> askLater(const std::string& target, const std::string& fields = {}) {
        return std::async(std::launch::async, [=, this] { return ask(target, fields); });
    }
    std::string pullPath(const base::ContentId& id) {
        std::string url;
        m_router->onLoop([&] { url = m_router->catalogue->pullUrl(id, {}); });
        return url.substr(m_router->url().size());
    }
    void evict(const base::ContentId& id) {
        QVERIFY(m_router->store->remove(id, store::RemovalReason::Evicted).has_value());
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        DeliveryOptions options;
        options.originPatience = std::chrono::milliseconds(400);
        options.unannouncedLimit = base::mebibytes(24);
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock, options);
    }
    void cleanup() { m_router.reset(); }

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
        m_router.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock); // keeps up to 2 GiB
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
        Gate gate;
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
        m_router.reset(); // the gate takes longer than the short patience
        m_folder = std::make_unique<QTemporaryDir>();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
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
        Gate gate;
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
        m_router.reset(); // the gate takes longer than the short patience
        m_folder = std::make_unique<QTemporaryDir>();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
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

    void servesAnObjectOnWhenTheDomainItWasFirstSeenUnderIsUnbound() {
        const std::string body = test::patternBytes(100'000);
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return headOf(body.size()) + body; }));
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
        m_router.reset();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
        QVERIFY(isMoved());
    }

    void fetchesForAPullThatMeetsAValidation() {
        const std::string body = test::patternBytes(200'000);
        std::atomic<int> validations = 0;
        Gate gate;
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
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return headOf(body.size()) + body; }));
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
        LoopbackOrigin origin(LoopbackOrigin::answering(
            [&](const std::string&) { return headOf(body.size()) + body; }));
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
