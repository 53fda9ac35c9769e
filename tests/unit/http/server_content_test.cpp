// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/upload_limiter.h"
#include "engine/platform/mapped_read.h"
#include "tests/support/patience.h"
#include "tests/support/test_server.h"

#include <QTemporaryFile>
#include <boost/asio/post.hpp>
#include <thread>

using namespace meson;
using namespace meson::http;
using test::RawAnswer;
using test::RawClient;
using test::TestContent;
using test::TestServer;

namespace {

/// An object in a file, mapped too, as the store would offer a big one.
class FileContent : public TestContent {
public:
    explicit FileContent(const std::string& bytes)
        : TestContent(bytes) {
        m_file.open();
        m_file.write(bytes.data(), static_cast<qint64>(bytes.size()));
        m_file.flush();
        inMemory = false;
        fileNumber = m_file.handle();
    }
    void map() {
        const auto* start = m_file.map(0, m_file.size());
        mapped = {start, static_cast<std::size_t>(m_file.size())};
    }
    void truncate(qint64 size) { m_file.resize(size); }

private:
    QTemporaryFile m_file;
};

Representation representationOf(std::shared_ptr<Content> content) {
    Representation representation;
    representation.content = std::move(content);
    representation.etag = "\"tag\"";
    representation.lastModified = base::fromUnixSeconds(784'111'777);
    representation.fields.add("Content-Type", "video/mp4").add("Cache-Control", "max-age=60");
    return representation;
}

std::shared_ptr<TestContent> contentFrom(const QByteArray& source, const std::string& bytes) {
    if (source == "memory")
        return std::make_shared<TestContent>(bytes);
    auto content = std::make_shared<FileContent>(bytes);
    if (source == "mapping")
        content->map();
    return content;
}

} // namespace

/// Stored representations on their way to clients: sources, ranges, conditions, fitness.
class ServerContentTest : public QObject {
    Q_OBJECT

    static void addSources() {
        QTest::addColumn<QByteArray>("source");
        for (const char* source : {"memory", "file", "mapping"})
            QTest::newRow(source) << QByteArray(source);
    }

private Q_SLOTS:
    void sendsEveryByteFromEverySource_data() { addSources(); }
    void sendsEveryByteFromEverySource() {
        QFETCH(QByteArray, source);
        for (const std::size_t size : {0u, 1u, 1000u, 65'536u, 300'001u, 5'000'003u}) {
            if (size == 0 && source == "mapping")
                continue;
            const std::string bytes = test::patternBytes(size);
            const auto content = contentFrom(source, bytes);
            TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
            QVERIFY(server.start());
            auto client = server.client();
            for (int i = 0; i < 2; ++i) {
                const RawAnswer answer = client->get("/");
                QCOMPARE(answer.status, 200);
                QVERIFY(answer.body == bytes);
            }
            MESON_TRY_COMPARE(server.handler.outcomes().size(), 2u);
            QCOMPARE(server.handler.outcomes().back().bodyBytes, size);
            QVERIFY(server.handler.outcomes().back().complete);
        }
    }

    void takesTheMappingOfWhatIsLargeEnough_data() {
        QTest::addColumn<int>("mapFrom");
        QTest::addColumn<bool>("isMapped");
        QTest::addRow("never") << 0 << false;
        QTest::addRow("always") << 1 << true;
        QTest::addRow("under") << 100'001 << false;
        QTest::addRow("at") << 100'000 << true;
        QTest::addRow("over") << 99'999 << true;
    }
    void takesTheMappingOfWhatIsLargeEnough() {
        QFETCH(int, mapFrom);
        QFETCH(bool, isMapped);
        if (!platform::mappedReadsAreGuarded())
            QSKIP("This system does not guard mapped reads.");
        const std::string mapped = test::patternBytes(100'000);
        const std::string inFile(mapped.rbegin(), mapped.rend()); // so that the source shows
        const auto content = std::make_shared<FileContent>(inFile);
        content->mapped = base::bytesOf(mapped);
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        server.options.mapFrom = base::Bytes(mapFrom);
        QVERIFY(server.start());
        QVERIFY(server.client()->get("/").body == (isMapped ? mapped : inFile));
    }

    void describesTheWholeRepresentation() {
        const auto content = std::make_shared<TestContent>("0123456789");
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        const RawAnswer answer = server.client()->get("/");
        QCOMPARE(answer.field("etag"), std::string("\"tag\""));
        QCOMPARE(answer.field("last-modified"), std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
        QCOMPARE(answer.field("accept-ranges"), std::string("bytes"));
        QCOMPARE(answer.field("content-type"), std::string("video/mp4"));
        QCOMPARE(answer.field("content-length"), std::string("10"));
    }

    void sendsOneRange_data() { addSources(); }
    void sendsOneRange() {
        QFETCH(QByteArray, source);
        const std::string bytes = test::patternBytes(3'000'000);
        const auto content = contentFrom(source, bytes);
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->get("/", "Range: bytes=1000000-2999998\r\n");
        QCOMPARE(answer.status, 206);
        QCOMPARE(answer.field("content-range"), std::string("bytes 1000000-2999998/3000000"));
        QCOMPARE(answer.field("content-type"), std::string("video/mp4"));
        QVERIFY(answer.body == bytes.substr(1'000'000, 1'999'999));
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QCOMPARE(server.handler.outcomes().front().firstByte, 1'000'000u);
        QCOMPARE(server.handler.outcomes().front().bodyBytes, 1'999'999u);
    }

    void sendsSeveralRangesAsParts_data() { addSources(); }
    void sendsSeveralRangesAsParts() {
        QFETCH(QByteArray, source);
        const std::string bytes = test::patternBytes(200'000);
        const auto content = contentFrom(source, bytes);
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->get("/", "Range: bytes=100-199999,0-9\r\n");
        QCOMPARE(answer.status, 206);
        const std::string type = answer.field("content-type");
        QCOMPARE(type.rfind("multipart/byteranges; boundary=", 0), 0u);
        const std::string delimiter = "\r\n--" + type.substr(type.find('=') + 1);
        const auto part = [&](const std::string& range, const std::string& body) {
            return delimiter + "\r\nContent-Type: video/mp4\r\nContent-Range: bytes " + range +
                   "/200000\r\n\r\n" + body;
        };
        QVERIFY(
            answer.body == part("100-199999", bytes.substr(100)) +
                               part("0-9", bytes.substr(0, 10)) + delimiter + "--\r\n");
        QVERIFY(!answer.has("content-range"));
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QCOMPARE(server.handler.outcomes().front().bodyBytes, 199'910u);
        QCOMPARE(client->get("/").status, 200);
    }

    void answersConditionsAndImpossibleRanges() {
        const auto content = std::make_shared<TestContent>("0123456789");
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer notModified = client->get("/", "If-None-Match: \"tag\"\r\n");
        QCOMPARE(notModified.status, 304);
        QVERIFY(notModified.has("etag") && notModified.has("cache-control"));
        QVERIFY(!notModified.has("content-type") && !notModified.has("content-length"));
        QCOMPARE(client->get("/", "If-Match: \"other\"\r\n").status, 412);
        const RawAnswer impossible = client->get("/", "Range: bytes=10-\r\n");
        QCOMPARE(impossible.status, 416);
        QCOMPARE(impossible.field("content-range"), std::string("bytes */10"));
        QCOMPARE(client->get("/").body, std::string("0123456789"));
    }

    void sendsEachWindowOnlyWhenItIsReady() {
        const std::string bytes = test::patternBytes(5'000'000);
        auto content = std::make_shared<FileContent>(bytes);
        std::mutex mutex;
        std::vector<std::pair<std::uint64_t, std::uint64_t>> windows;
        content->onPrepare = [&](std::uint64_t offset, std::uint64_t length, auto done) {
            {
                const std::lock_guard lock(mutex);
                windows.emplace_back(offset, length);
            }
            std::thread([done = std::move(done)] { done(Fitness::Ready); }).detach();
            return Fitness::Pending;
        };
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        QVERIFY(server.client()->get("/", "Range: bytes=1000-\r\n").body == bytes.substr(1000));
        std::uint64_t at = 1000;
        const std::lock_guard lock(mutex);
        for (const auto& [offset, length] : windows) {
            QCOMPARE(offset, at);
            QVERIFY(length <= 2 * 1024 * 1024);
            at += length;
        }
        QCOMPARE(at, 5'000'000u);
    }

    void damageBeforeTheFirstByteIsTheHandlersToAnswer_data() {
        QTest::addColumn<bool>("later");
        QTest::addColumn<bool>("ownAnswer");
        for (const bool later : {false, true})
            for (const bool own : {false, true})
                QTest::addRow("%s, %s", later ? "later" : "at once", own ? "own" : "default")
                    << later << own;
    }
    void damageBeforeTheFirstByteIsTheHandlersToAnswer() {
        QFETCH(bool, later);
        QFETCH(bool, ownAnswer);
        auto content = std::make_shared<FileContent>(test::patternBytes(100'000));
        content->onPrepare = [&](std::uint64_t, std::uint64_t, auto done) {
            if (!later)
                return Fitness::Damaged;
            std::thread([done = std::move(done)] { done(Fitness::Damaged); }).detach();
            return Fitness::Pending;
        };
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        if (ownAnswer)
            server.handler.onUnfit = [](auto exchange) {
                exchange->respond(307, Fields().add("Location", "/elsewhere"));
            };
        QVERIFY(server.start());
        auto client = server.client();
        for (int i = 0; i < 2; ++i)
            QCOMPARE(client->get("/").status, ownAnswer ? 307 : 503);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 2u);
        QCOMPARE(server.handler.outcomes().front().status, ownAnswer ? 307 : 503);
    }

    void damageLaterCutsTheAnswer() {
        const std::string bytes = test::patternBytes(5'000'000);
        auto content = std::make_shared<FileContent>(bytes);
        content->onPrepare = [](std::uint64_t offset, std::uint64_t, auto) {
            return offset < 2'000'000 ? Fitness::Ready : Fitness::Damaged;
        };
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->get("/");
        QCOMPARE(answer.field("content-length"), std::string("5000000"));
        QVERIFY(answer.body.size() <= 2 * 1024 * 1024);
        QVERIFY(bytes.compare(0, answer.body.size(), answer.body) == 0);
        QVERIFY(client->isClosedByServer());
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
    }

    void aWindowThatAClientIsSlowToTakeIsLookedAtAgain_data() { addSources(); }
    void aWindowThatAClientIsSlowToTakeIsLookedAtAgain() {
        QFETCH(QByteArray, source);
        if (source == "memory")
            return; // what is in memory stays as it was verified
        const std::string bytes = test::patternBytes(1'900'000); // one window
        auto content = std::make_shared<FileContent>(bytes);
        if (source == "mapping")
            content->map();
        // Its pages leave the cache after a while, and the disk gives back others.
        content->onPrepare = [&content](std::uint64_t offset, std::uint64_t length, auto) {
            return offset == 0 && length == 1'900'000 ? Fitness::Ready : Fitness::Damaged;
        };
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        server.clock = &server.manualClock;
        server.options.limiter =
            std::make_shared<UploadLimiter>(server.manualClock, base::BytesPerSecond(1'000'000));
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_COMPARE(content->prepared.load(), 1);
        server.manualClock.advance(std::chrono::milliseconds(500));
        const RawAnswer answer = client->answer();
        QVERIFY(content->prepared >= 2);
        QVERIFY(answer.body.size() < bytes.size());
        QVERIFY(bytes.compare(0, answer.body.size(), answer.body) == 0);
        QVERIFY(client->isClosedByServer());
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
    }

    void aFileCutShortWhileItIsServedCutsTheAnswer_data() { addSources(); }
    void aFileCutShortWhileItIsServedCutsTheAnswer() {
        QFETCH(QByteArray, source);
        if (source == "memory")
            return;
        const std::string bytes = test::patternBytes(5'000'000);
        auto content = std::make_shared<FileContent>(bytes);
        if (source == "mapping")
            content->map();
        content->onPrepare = [&content](std::uint64_t offset, std::uint64_t, auto) {
            if (offset > 0)
                content->truncate(1'000'000);
            return Fitness::Ready;
        };
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        const RawAnswer answer = client->get("/");
        QVERIFY(answer.body.size() < bytes.size());
        // sendfile sends the file's own pages, which a truncation may turn to zeros on their way.
        if (source == "mapping")
            QVERIFY(bytes.compare(0, answer.body.size(), answer.body) == 0);
        QVERIFY(client->isClosedByServer());
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
        server.stop(); // and the program lives
    }

    void aClientThatLeavesMakesTheAnswerIncomplete() {
        const auto content = std::make_shared<FileContent>(test::patternBytes(30'000'000));
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        client->readSome(100'000);
        client->reset();
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        const Outcome outcome = server.handler.outcomes().front();
        QVERIFY(!outcome.complete);
        QVERIFY(outcome.bodyBytes > 0 && outcome.bodyBytes < 30'000'000);
    }

    void keepsToTheUploadLimit_data() { addSources(); }
    void keepsToTheUploadLimit() {
        QFETCH(QByteArray, source);
        const std::string bytes = test::patternBytes(3'000'000);
        const auto content = contentFrom(source, bytes);
        TestServer server([&](auto exchange) { exchange->respond(representationOf(content)); });
        server.options.limiter =
            std::make_shared<UploadLimiter>(server.systemClock, base::BytesPerSecond(2'000'000));
        QVERIFY(server.start());
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY(server.client()->get("/").body == bytes);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        QVERIFY2(took.count() > 1.5 - 0.35, qPrintable(QString::number(took.count())));
    }
};

QTEST_GUILESS_MAIN(ServerContentTest)
#include "server_content_test.moc"
