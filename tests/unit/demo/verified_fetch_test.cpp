// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/demo/verified_fetch.h"
#include "engine/demo/viewer.h"
#include "tests/support/loopback_origin.h"

#include <boost/asio/io_context.hpp>

using namespace meson;
using namespace meson::demo;
using test::answer;
using test::LoopbackOrigin;
using test::OriginConnection;
using Result = VerifiedFetch::Result;

namespace {

constexpr const char* kPath = "/files/film.mp4";

std::string someBytes() {
    std::string bytes(100'000, '\0');
    std::uint64_t state = 7;
    for (char& byte : bytes)
        byte = static_cast<char>(nextRandom(state));
    return bytes;
}

std::string flippedAt(std::string bytes, std::size_t place) {
    bytes[place] = static_cast<char>(bytes[place] ^ 1);
    return bytes;
}

CatalogueEntry entryOf(const std::string& bytes) {
    crypto::Sha256Hasher hasher;
    hasher.update(base::bytesOf(bytes));
    return {kPath, base::Bytes(std::ssize(bytes)), hasher.finish(), "video/mp4"};
}

std::string redirectTo(const std::string& url) {
    return "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + url + "\r\nContent-Length: 0\r\n\r\n";
}

std::string unavailable() {
    return "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
}

/// What is missing after the first `from` bytes, as a server says it.
std::string rest(const std::string& bytes, std::size_t from) {
    const std::string part = bytes.substr(from);
    return "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + std::to_string(from) + '-' +
           std::to_string(bytes.size() - 1) + '/' + std::to_string(bytes.size()) +
           "\r\nContent-Length: " + std::to_string(part.size()) + "\r\n\r\n" + part;
}

/// Promises all of `bytes`, sends the first `count` and hangs up.
LoopbackOrigin::Script cutAfter(const std::string& bytes, std::size_t count) {
    return [whole = answer(bytes), left = bytes.size() - count](OriginConnection& connection) {
        if (!connection.nextRequest().empty())
            connection.send(whole.substr(0, whole.size() - left));
    };
}

/// A viewer asks `router` for the domain "video.test", which has `entry`.
class Fetching {
public:
    Fetching(const LoopbackOrigin& router, const CatalogueEntry& entry)
        : m_route{
              *http::parseUrl("http://video.test:" + std::to_string(router.port())),
              http::asio::ip::address_v4::loopback()} {
        http::ClientOptions options;
        options.addresses = http::AddressPolicy::Any;
        http::Client client(m_context.get_executor(), options);
        std::make_shared<VerifiedFetch>(
            client, m_context.get_executor(), m_route, entry, report,
            [this](Result ended, std::string bytes) {
                result = ended;
                body = std::move(bytes);
            })
            ->start();
        while (!result && m_context.run_one_for(std::chrono::seconds(30)) > 0) {
        }
    }

    ViewerReport report;
    std::optional<Result> result;
    std::string body;

private:
    http::asio::io_context m_context;
    const ViewerRoute m_route;
};

} // namespace

/// What viewers make of right bytes, wrong bytes and none, and how they count it.
class VerifiedFetchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rightBytesAreHandedOver() {
        const std::string bytes = someBytes();
        LoopbackOrigin router(LoopbackOrigin::answering([&](auto) { return answer(bytes); }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == Result::Right);
        QVERIFY(fetching.body == bytes);
        QCOMPARE(fetching.report.requests, 1);
        QCOMPARE(fetching.report.bytes, std::ssize(bytes));
        QCOMPARE(fetching.report.bytesFromTerminals, 0);
        QCOMPARE(fetching.report.wrongBytes, 0);
        QCOMPARE(fetching.report.failovers, 0);
        QCOMPARE(fetching.report.failures, 0);
    }

    void oneFlippedBitMakesTheObjectWrong_data() {
        QTest::addColumn<int>("place");
        QTest::newRow("first byte") << 0;
        QTest::newRow("middle") << 50'000;
        QTest::newRow("last byte") << 99'999;
    }
    void oneFlippedBitMakesTheObjectWrong() {
        QFETCH(int, place);
        const std::string bytes = someBytes();
        const std::string wrong = flippedAt(bytes, static_cast<std::size_t>(place));
        LoopbackOrigin terminal(LoopbackOrigin::answering([&](auto) { return answer(wrong); }));
        LoopbackOrigin router(
            LoopbackOrigin::answering([&](auto) { return redirectTo(terminal.url("/d")); }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == Result::Wrong);
        QCOMPARE(fetching.report.wrongBytes, std::ssize(bytes));
        QCOMPARE(fetching.report.bytesFromTerminals, std::ssize(bytes));
        QCOMPARE(fetching.report.requests, 1);
        QCOMPARE(fetching.report.failures, 0);
    }

    void bytesBeyondTheEndAreWrong() {
        const std::string bytes = someBytes();
        LoopbackOrigin router(LoopbackOrigin::answering([&](auto) { return answer(bytes + 'x'); }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == Result::Wrong);
        QCOMPARE(fetching.report.wrongBytes, std::ssize(bytes) + 1);
    }

    void whatNobodyHasIsAFailureAndNoWrongByte() {
        std::atomic<int> asked = 0;
        LoopbackOrigin router(LoopbackOrigin::answering([&](auto) {
            ++asked;
            return unavailable();
        }));
        const Fetching fetching(router, entryOf(someBytes()));
        QVERIFY(fetching.result == Result::Failed);
        QCOMPARE(asked.load(), 12);
        QCOMPARE(fetching.report.requests, 1);
        QCOMPARE(fetching.report.failures, 1);
        QCOMPARE(fetching.report.wrongBytes, 0);
        QCOMPARE(fetching.report.bytes, 0);
    }

    void theRestComesFromElsewhereWhenATerminalDies_data() {
        QTest::addColumn<bool>("isRestRight");
        QTest::newRow("and is right") << true;
        QTest::newRow("and is wrong") << false;
    }
    void theRestComesFromElsewhereWhenATerminalDies() {
        QFETCH(bool, isRestRight);
        const std::string bytes = someBytes();
        const std::string other = isRestRight ? bytes : flippedAt(bytes, bytes.size() - 1);
        LoopbackOrigin terminal(cutAfter(bytes, 40'000));
        LoopbackOrigin router(LoopbackOrigin::answering([&](const std::string& head) {
            return head.find("Range: bytes=40000-") == head.npos ? redirectTo(terminal.url("/d"))
                                                                 : rest(other, 40'000);
        }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == (isRestRight ? Result::Right : Result::Wrong));
        QVERIFY(fetching.body == other);
        QCOMPARE(fetching.report.bytes, std::ssize(bytes));
        QCOMPARE(fetching.report.bytesFromTerminals, 40'000);
        QCOMPARE(fetching.report.failovers, 1);
        QCOMPARE(fetching.report.wrongBytes, isRestRight ? 0 : std::ssize(bytes));
        QCOMPARE(fetching.report.failures, 0);
    }

    void whatCameBeforeIsDroppedWhenTheWholeComesAgain() {
        const std::string bytes = someBytes();
        LoopbackOrigin terminal(cutAfter(flippedAt(bytes, 3), 40'000));
        LoopbackOrigin router(LoopbackOrigin::answering([&](const std::string& head) {
            return head.find("Range:") == head.npos ? redirectTo(terminal.url("/d"))
                                                    : answer(bytes);
        }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == Result::Right);
        QVERIFY(fetching.body == bytes);
        QCOMPARE(fetching.report.wrongBytes, 0);
    }

    void aTerminalThatSendsBackIsAFailover() {
        const std::string bytes = someBytes();
        LoopbackOrigin other(LoopbackOrigin::answering([&](auto) { return answer(bytes); }));
        LoopbackOrigin full(
            LoopbackOrigin::answering([&](auto) { return redirectTo(other.url("/d")); }));
        LoopbackOrigin router(
            LoopbackOrigin::answering([&](auto) { return redirectTo(full.url("/d")); }));
        const Fetching fetching(router, entryOf(bytes));
        QVERIFY(fetching.result == Result::Right);
        QCOMPARE(fetching.report.failovers, 1);
        QCOMPARE(fetching.report.bytesFromTerminals, std::ssize(bytes));
    }

    void aViewerCountsTheWrongBytesOfEachFile() {
        const std::string bytes = someBytes();
        const std::string catalogue = writeCatalogue({entryOf(bytes)}).toStdString();
        const std::string wrong = flippedAt(bytes, 1);
        LoopbackOrigin network(LoopbackOrigin::answering([&](const std::string& head) {
            return answer(head.find(kPath) == head.npos ? catalogue : wrong);
        }));
        ViewerOptions options;
        options.domainUrl = "http://video.test:" + std::to_string(network.port());
        options.routerAddress = "127.0.0.1";
        options.catalogueUrl = network.url("/catalogue.json");
        options.pause = std::chrono::milliseconds(1);
        http::asio::io_context context;
        Viewer viewer(context, options);
        std::string problem;
        viewer.start([&](const std::string& why) { problem = why; });
        while (problem.empty() && viewer.report().requests < 2 &&
               context.run_one_for(std::chrono::seconds(30)) > 0) {
        }
        QCOMPARE(problem, std::string());
        QCOMPARE(viewer.report().requests, 2);
        QCOMPARE(viewer.report().wrongBytes, 2 * std::ssize(bytes));
        QCOMPARE(viewer.report().failures, 0);
    }

    void reportsArriveAsTheyWereSentAndAddUp() {
        const ViewerReport report{1, 2, 3, 4, 5, 6, 7, 8};
        ViewerReport sum = ViewerReport::fromJson(report.toJson());
        sum += report;
        QCOMPARE(sum.requests, 2);
        QCOMPARE(sum.bytes, 4);
        QCOMPARE(sum.bytesFromTerminals, 6);
        QCOMPARE(sum.wrongBytes, 8);
        QCOMPARE(sum.failovers, 10);
        QCOMPARE(sum.failures, 12);
        QCOMPARE(sum.segments, 14);
        QCOMPARE(sum.stalls, 16);
    }
};

QTEST_GUILESS_MAIN(VerifiedFetchTest)
#include "verified_fetch_test.moc"
