// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/address_book.h"
#include "tests/support/patience.h"
#include "tests/support/test_server.h"

#include <QTemporaryFile>
#include <boost/asio/post.hpp>
#include <future>

using namespace meson;
using namespace meson::http;
using namespace std::chrono_literals;
using test::RawAnswer;
using test::RawClient;
using test::TestContent;
using test::TestServer;

namespace {

/// The kernel's buffers are full: several looks in a row find the same count.
bool waitUntilNothingMoves(const TestServer& server) {
    base::Bytes last(-1);
    int same = 0;
    return QTest::qWaitFor(
        [&] {
            const base::Bytes now = server.server->sentBytes();
            same = now == last ? same + 1 : 0;
            last = now;
            return now.count() > 0 && same >= 10;
        },
        20'000);
}

} // namespace

/// Timeouts, by a clock that the test turns, and limits on connections and requests.
class ServerLimitsTest : public QObject {
    Q_OBJECT

    /// True if the connection is still there after the loop has looked at the clock.
    static bool staysOpen(RawClient& client) {
        client.setPatience(200ms);
        const bool open = !client.isClosedByServer();
        client.setPatience(5s);
        return open;
    }

    /// Turns the clock, by the header timeout at least, and waits until the loop has looked at it;
    /// false if that cost the server a connection.
    static bool turn(TestServer& server, std::chrono::milliseconds by) {
        const std::size_t before = server.server->connectionCount();
        const auto isCount = [&](std::size_t count) {
            return QTest::qWaitFor(
                [&, count] { return server.server->connectionCount() == count; }, test::kPatience);
        };
        auto silent = server.client(); // is looked at after those before it, and closed
        silent->setPatience(std::chrono::milliseconds(test::kPatience));
        auto next = server.client(); // when it is there, the loop is done with the silent one
        if (!isCount(before + 2))
            return false;
        server.manualClock.advance(by);
        const bool isLookedAt = silent->isClosedByServer();
        next.reset();
        return isLookedAt && isCount(before);
    }

private Q_SLOTS:
    void aSlowHeadIsAnswered408() {
        TestServer server;
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHo");
        MESON_TRY_COMPARE(server.server->connectionCount(), 1u);
        QVERIFY(staysOpen(*client));
        server.manualClock.advance(server.options.limits.headerTimeout - 1ms);
        QVERIFY(staysOpen(*client));
        server.manualClock.advance(1ms);
        QCOMPARE(client->answer().status, 408);
        QVERIFY(client->isClosedByServer());
    }

    void aHeadThatComesByteByByteHasNoMoreTime() {
        TestServer server;
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto other = server.client();
        auto client = server.client();
        QCOMPARE(client->get("/").status, 200); // the loop has both
        const auto part = server.options.limits.headerTimeout / 10;
        for (const char c : std::string("GET / HTTP")) {
            client->send(std::string(1, c));
            QCOMPARE(other->get("/").status, 200); // a round: the byte was read before
            server.manualClock.advance(c == 'P' ? part - 1ms : part);
        }
        QVERIFY(staysOpen(*client));
        server.manualClock.advance(1ms);
        QCOMPARE(client->answer().status, 408);
        QVERIFY(client->isClosedByServer());
    }

    void aConnectionWithoutARequestIsClosed() {
        TestServer server;
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto client = server.client();
        MESON_TRY_COMPARE(server.server->connectionCount(), 1u);
        server.manualClock.advance(server.options.limits.headerTimeout);
        QVERIFY(client->isClosedByServer());
    }

    void anIdleConnectionIsClosedAfterItsTime() {
        TestServer server;
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto client = server.client();
        QCOMPARE(client->get("/").status, 200);
        // A round of another client: the loop is done with the first, whose time runs now.
        QCOMPARE(server.client()->get("/").status, 200);
        server.manualClock.advance(server.options.limits.idleTimeout - 1ms);
        QVERIFY(staysOpen(*client));
        server.manualClock.advance(1ms);
        QVERIFY(client->isClosedByServer());
    }

    void aReaderThatTakesNothingIsCut() {
        const auto content = std::make_shared<TestContent>(test::patternBytes(50'000'000));
        TestServer server([&](auto exchange) {
            Representation representation;
            representation.content = content;
            exchange->respond(std::move(representation));
        });
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        MESON_TRY_COMPARE(server.handler.requests.load(), 1);
        QVERIFY(waitUntilNothingMoves(server));
        server.manualClock.advance(server.options.limits.stallTimeout - 1ms);
        QVERIFY(waitUntilNothingMoves(server));
        QCOMPARE(server.handler.outcomes().size(), 0u);
        client->readSome(8'000'000); // enough for another window
        QVERIFY(waitUntilNothingMoves(server));
        server.manualClock.advance(2ms);
        QVERIFY(waitUntilNothingMoves(server));
        QCOMPARE(server.handler.outcomes().size(), 0u);
        server.manualClock.advance(server.options.limits.stallTimeout + 1ms);
        MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
        QVERIFY(!server.handler.outcomes().front().complete);
    }

    void aReaderMustTakeTheLeastOfEachWindow_data() {
        QTest::addColumn<int>("taken");
        QTest::addColumn<bool>("isEnough");
        // The system hands over large pieces at once: not to the byte, as for bodies.
        QTest::addRow("under") << 5'000'000 << false;
        QTest::addRow("over") << 8'000'000 << true;
    }
    void aReaderMustTakeTheLeastOfEachWindow() {
        QFETCH(int, taken);
        QFETCH(bool, isEnough);
        const auto content = std::make_shared<TestContent>(test::patternBytes(40'000'000));
        TestServer server([&](auto exchange) {
            Representation representation;
            representation.content = content;
            exchange->respond(std::move(representation));
        });
        server.clock = &server.manualClock;
        auto& limits = server.options.limits;
        limits.minimumPerStall = base::Bytes(8'000'000);
        QVERIFY(server.start());
        auto client = server.client();
        client->boundUnread(200'000);
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        client->readSome(16'000'000); // enough for the first window
        QVERIFY(waitUntilNothingMoves(server));
        QVERIFY(turn(server, limits.stallTimeout));
        const std::int64_t begin = server.server->sentBytes().count();
        const auto left = [&] { return server.server->sentBytes().count() - begin; };
        while (left() < taken) {
            QVERIFY(!client->readSome(500'000).empty());
            QVERIFY(waitUntilNothingMoves(server));
        }
        QCOMPARE(left() >= limits.minimumPerStall.count(), isEnough);
        if (isEnough) {
            QVERIFY(turn(server, limits.stallTimeout));
            QCOMPARE(server.handler.outcomes().size(), 0u);
        } else {
            server.manualClock.advance(limits.stallTimeout);
            MESON_TRY_COMPARE(server.handler.outcomes().size(), 1u);
            QVERIFY(!server.handler.outcomes().front().complete);
        }
    }

    void aBodyMustBringTheLeastInEachWindow_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("isEnough");
        QTest::addRow("under") << 4095 << false;
        QTest::addRow("at") << 4096 << true;
        QTest::addRow("over") << 4097 << true;
    }
    void aBodyMustBringTheLeastInEachWindow() {
        QFETCH(int, size);
        QFETCH(bool, isEnough);
        TestServer server([](auto exchange) {
            if (exchange->request().method == Method::Get)
                return exchange->respond(200, {}, {});
            exchange->readBody(base::Bytes(1'000'000), [exchange](const std::string& body) {
                exchange->respond(200, {}, std::to_string(body.size()));
            });
        });
        server.clock = &server.manualClock;
        server.options.profile = Profile::Full;
        QVERIFY(server.start());
        auto other = server.client();
        auto client = server.client();
        QCOMPARE(client->get("/").status, 200); // the loop has both
        const std::string part(static_cast<std::size_t>(size), 'x');
        const std::string length = std::to_string(2 * size + 1);
        client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        const auto windows = isEnough ? 2 : 1;
        for (int i = 0; i < windows; ++i) {
            QCOMPARE(other->get("/").status, 200); // a round: all that was sent has been read
            client->send(part);
            QCOMPARE(other->get("/").status, 200);
            if (isEnough)
                QVERIFY(turn(server, server.options.limits.stallTimeout));
            else
                server.manualClock.advance(server.options.limits.stallTimeout);
        }
        if (isEnough)
            client->send("x");
        const RawAnswer answer = client->answer();
        QCOMPARE(answer.status, isEnough ? 200 : 408);
        if (isEnough)
            QCOMPARE(answer.body, length);
        else
            QVERIFY(client->isClosedByServer());
    }

    void aSlowHandlerIsNotTheClientsFault() {
        std::promise<std::shared_ptr<Exchange>> asked;
        TestServer server([&](auto exchange) { asked.set_value(std::move(exchange)); });
        server.clock = &server.manualClock;
        QVERIFY(server.start());
        auto client = server.client();
        client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        std::shared_ptr<Exchange> kept = asked.get_future().get();
        const auto executor = kept->executor();
        server.manualClock.advance(1h);
        QVERIFY(staysOpen(*client));
        asio::post(executor, [kept = std::move(kept)] { kept->respond(200, {}, "x"); });
        QCOMPARE(client->answer().status, 200);
    }

    void anAddressHasAllItsConnectionsAndNoMore() {
        TestServer server;
        server.options.limits.connectionsPerAddress = 3;
        QVERIFY(server.start());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(server.client());
            QCOMPARE(clients.back()->get("/").status, 200);
        }
        auto fourth = server.client();
        QCOMPARE(fourth->answer().status, 503);
        QVERIFY(fourth->isClosedByServer());
        QCOMPARE(RawClient(server.endpoint(), "127.0.0.9").get("/").status, 200);
        clients.pop_back();
        // Not MESON_TRY_COMPARE, which asks once more when it has succeeded: one connection too
        // many.
        QVERIFY(QTest::qWaitFor(
            [&] { return server.client()->get("/").status == 200; }, test::kPatience));
    }

    void whoIsTurnedAwayHoldsNoConnectionForLong() {
        TestServer server;
        server.clock = &server.manualClock;
        server.options.limits.connectionsPerAddress = 1;
        QVERIFY(server.start());
        const auto first = server.client();
        QCOMPARE(first->get("/").status, 200);
        std::vector<std::unique_ptr<RawClient>> flood;
        while (flood.size() < 200)
            flood.push_back(server.client());
        for (const auto& client : flood)
            client->readToEnd();
        QVERIFY(server.server->connectionCount() <= 33u);
        server.manualClock.advance(1s);
        MESON_TRY_COMPARE(server.server->connectionCount(), 1u);
        QCOMPARE(server.client()->answer().status, 503); // told so again
        QCOMPARE(first->get("/").status, 200);
    }

    void anAddressHasTenSecondsWorthOfRequestsAtOnce() {
        TestServer server;
        server.clock = &server.manualClock;
        server.options.limits.requestsPerSecondPerAddress = 2;
        QVERIFY(server.start());
        auto client = server.client();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(client->get("/").status, 200);
        const RawAnswer refused = client->get("/");
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.field("retry-after"), std::string("1"));
        QCOMPARE(RawClient(server.endpoint(), "127.0.0.9").get("/").status, 200);
        server.manualClock.advance(499ms);
        QCOMPARE(client->get("/").status, 429);
        server.manualClock.advance(1ms);
        QCOMPARE(client->get("/").status, 200);
        QCOMPARE(client->get("/").status, 429);
    }

    void whenFullTheIdlestConnectionMakesRoom() {
        TestServer server;
        server.options.limits.connections = 3;
        QVERIFY(server.start());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(server.client());
            QCOMPARE(clients.back()->get("/").status, 200);
        }
        QCOMPARE(server.server->connectionCount(), 3u);
        QCOMPARE(server.client()->get("/").status, 200);
        QVERIFY(clients.front()->isClosedByServer());
        QCOMPARE(clients.back()->get("/").status, 200);
    }

    void whenFullOfBusyConnectionsANewOneIsTurnedAway() {
        std::vector<std::shared_ptr<Exchange>> kept;
        TestServer server([&](auto exchange) { kept.push_back(std::move(exchange)); });
        server.options.limits.connections = 2;
        QVERIFY(server.start());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 2; ++i) {
            clients.push_back(server.client());
            clients.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        MESON_TRY_COMPARE(server.handler.requests.load(), 2);
        QCOMPARE(server.client()->answer().status, 503);
        server.stop();
    }

    void anAddressIsItsNetworkInVersionSix() {
        AddressBook book(1, 0);
        const auto admit = [&](const char* address) {
            return book.admit(asio::ip::make_address(address), base::SteadyTime()) != nullptr;
        };
        QVERIFY(admit("2001:db8::1"));
        QVERIFY(!admit("2001:db8::2"));
        QVERIFY(admit("2001:db8:0:1::1"));
        QVERIFY(admit("192.0.2.1"));
        QVERIFY(!admit("::ffff:192.0.2.1"));
    }

    void addressesThatAreGoneAreForgotten() {
        AddressBook book(1, 1);
        base::SteadyTime now{1h};
        for (unsigned i = 0; i < 100'000; ++i, now += 1s) {
            const auto use = book.admit(asio::ip::make_address_v4(i), now);
            QVERIFY(use);
            use->takeRequest(now);
            AddressBook::release(*use);
        }
        QVERIFY(book.size() <= 2048);
    }
};

QTEST_GUILESS_MAIN(ServerLimitsTest)
#include "server_limits_test.moc"
