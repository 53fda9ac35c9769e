// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/platform/system_clock.h"
#include "engine/protocol/delivery_token.h"
#include "engine/terminal/delivery_handler.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using namespace std::chrono_literals;
using protocol::ReturnReason;
using terminal::DeliveryHandler;

namespace {

const std::string kRouter = "http://router.example";
const crypto::SecretKey kKey = [] {
    crypto::SecretKey key;
    key.fill(0x4b);
    return key;
}();

/// The delivery side of a Terminal alone: a store, a server and tokens as a Router makes them.
struct Bench {
    Bench() {
        cache.clock.setWall(clock.wall());
        if (!cache.open())
            qFatal("the store does not open");
    }
    ~Bench() { stop(); }

    enum class Joined { Yes, NotYet };
    void start(Joined joined = Joined::Yes) {
        handler = std::make_unique<DeliveryHandler>(*cache.store, identity, routerClock, 1);
        if (joined == Joined::Yes) {
            handler->setTerms({crypto::MacKey(kKey), kRouter, identity.nodeId()});
            handler->setMode(DeliveryHandler::Mode::Serving);
        }
        http::ServerOptions options;
        options.endpoints = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.everyAnswer = DeliveryHandler::browserFields();
        server = http::Server::listen(std::move(options), *handler, clock).value();
        server->start();
    }
    void stop() {
        if (server)
            server->stop();
        server.reset();
        handler.reset();
    }
    base::ContentId save(std::size_t size) {
        length = base::Bytes(static_cast<std::int64_t>(size));
        return cache.save(test::StoreFixture::bytes(size, 1)).value();
    }
    std::string
    target(const base::ContentId& id, const std::array<std::uint8_t, 8>& clientNetwork = {}) {
        protocol::DeliveryToken token;
        token.clientNetwork = clientNetwork;
        token.id = id;
        token.length = length;
        token.expires = base::unixSeconds(clock.wall()) + 600;
        token.nonce = ++nonce;
        return '/' + protocol::writeToken(token, crypto::MacKey(kKey)) + "/movie.mp4";
    }
    std::unique_ptr<test::RawClient> ask(const base::ContentId& id) {
        auto client = std::make_unique<test::RawClient>(server->endpoints().front());
        client->send("GET " + target(id) + " HTTP/1.1\r\nHost: t\r\n\r\n");
        return client;
    }

    platform::SystemClock clock;
    test::StoreFixture cache;
    crypto::Identity identity = crypto::Identity::generate();
    terminal::RouterClock routerClock{clock, std::nullopt};
    base::Bytes length;
    std::uint64_t nonce = 0;
    std::unique_ptr<DeliveryHandler> handler;
    std::unique_ptr<http::Server> server;
};

/// The reason of a genuine signed return; nothing if the answer is not one.
std::optional<ReturnReason> returned(const test::RawAnswer& answer) {
    const std::string location = answer.field("location");
    if (answer.status != 307 || !location.starts_with(kRouter))
        return std::nullopt;
    const auto path = protocol::parseReturnPath(std::string_view(location).substr(kRouter.size()));
    if (!path || !protocol::returnPathIsGenuine(*path, crypto::MacKey(kKey)))
        return std::nullopt;
    return path->reason;
}

} // namespace

class DeliveryHandlerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsBackAsOverloadedBeyondTheMostAnswersAtOnce() {
        Bench bench;
        const auto id = bench.save(32'000'000); // more than sockets take from a sleeping client
        bench.start();
        bench.handler->setMaxRunning(2);
        const auto first = bench.ask(id);
        const auto second = bench.ask(id);
        MESON_TRY_COMPARE(bench.handler->totals().running, 2);
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Overloaded);
        QCOMPARE(bench.handler->totals().sentBack, 1);
        QCOMPARE(bench.handler->totals().requests, 2);

        bench.handler->setMaxRunning(3);
        const auto third = bench.ask(id);
        MESON_TRY_COMPARE(bench.handler->totals().running, 3);
        first->close();
        second->close();
        third->close();
        MESON_TRY_COMPARE(bench.handler->totals().running, 0);
        bench.handler->setMaxRunning(0); // no limit
        const auto fourth = bench.ask(id);
        MESON_TRY_COMPARE(bench.handler->totals().running, 1);
    }

    void whatCannotBeOpenedNowIsNotMissing() {
#ifdef _WIN32
        QSKIP("needs a file that leads nowhere");
#else
        Bench bench;
        const auto id = bench.save(300'000);
        bench.start();
        bench.cache.makeUnreadable(id);
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Overloaded);
        QVERIFY(bench.cache.store->find(id));
        bench.cache.makeReadable(id);
        QCOMPARE(bench.ask(id)->answer().status, 200);
#endif
    }

    void anObjectWhoseFileIsGoneLeavesTheList() {
        Bench bench;
        const auto id = bench.save(300'000);
        bench.start();
        std::filesystem::remove(bench.cache.blobFile(id));
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Missing);
        MESON_TRY_VERIFY(!bench.cache.store->find(id));
    }

    void sendsBackAsOverloadedWhileItMayServeNothing() {
        Bench bench;
        const auto id = bench.save(1000);
        bench.start();
        bench.handler->setMode(DeliveryHandler::Mode::Overloaded);
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Overloaded);
        bench.handler->setMode(DeliveryHandler::Mode::Serving);
        QCOMPARE(bench.ask(id)->answer().status, 200);
    }

    void servesATokenToTheNetworkThatItIsFor_data() {
        QTest::addColumn<QByteArray>("address"); // that the token is for
        QTest::addColumn<bool>("isServed");
        QTest::newRow("anybody") << QByteArray() << true;
        QTest::newRow("the client's own") << QByteArray("\x7f\0\0\xfe", 4) << true;
        QTest::newRow("another") << QByteArray("\x7f\0\1\1", 4) << false;
    }
    void servesATokenToTheNetworkThatItIsFor() {
        QFETCH(const QByteArray, address);
        QFETCH(const bool, isServed);
        Bench bench;
        const auto id = bench.save(1000);
        bench.start();
        std::array<std::uint8_t, 8> network{};
        if (!address.isEmpty())
            network = protocol::clientNetwork(base::bytesOf(address.toStdString()));
        test::RawClient client(bench.server->endpoints().front());
        const auto answer =
            client.request("GET " + bench.target(id, network) + " HTTP/1.1\r\nHost: t\r\n\r\n");
        if (isServed)
            QCOMPARE(answer.status, 200);
        else
            QCOMPARE(returned(answer), ReturnReason::Expired);
    }

    void saysThatItHasNotJoinedItsNetworkYet() {
        Bench bench;
        const auto id = bench.save(1000);
        bench.start(Bench::Joined::NotYet);
        const auto answer = bench.ask(id)->answer();
        QCOMPARE(answer.status, 503);
        QCOMPARE(answer.field("retry-after"), std::string("5"));
        QVERIFY(answer.body.find("/problems/not-registered") != std::string::npos);
    }

    void sendsBackAsDamagedWhatTheDiskDoesNotHoldAnyMore() {
        Bench bench;
        const auto id = bench.save(300'000);
        bench.cache.close();
        test::flipBit(bench.cache.blobFile(id), 20'000);
        QVERIFY(bench.cache.open());
        bench.start();
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Damaged);
        MESON_TRY_COMPARE(bench.handler->totals().running, 0);
        QCOMPARE(bench.handler->totals().bytes, 0);
        MESON_TRY_VERIFY(
            !bench.cache.store->find(id)); // dropped, so the next is told that it is gone
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Missing);
        int receipts = 0;
        bench.handler->drainReceipts([&](const auto&) { ++receipts; });
        QCOMPARE(receipts, 0);
    }

    void sendsBackAsMissingWhatIsPastItsTime() {
        Bench bench;
        const auto id = bench.save(1000);
        auto meta = bench.cache.meta();
        meta.expires = bench.clock.wall() - 1s;
        QVERIFY(bench.cache.store->updateMeta(id, meta));
        bench.start();
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Missing);
    }

    void sendsBackEverybodyWhilePaused() {
        Bench bench;
        const auto id = bench.save(1000);
        bench.start();
        bench.handler->setMode(DeliveryHandler::Mode::Paused);
        QCOMPARE(returned(bench.ask(id)->answer()), ReturnReason::Paused);
        bench.handler->setMode(DeliveryHandler::Mode::Serving);
        QCOMPARE(bench.ask(id)->answer().status, 200);
    }

    void countsAUseWithTheReceiptAndNotWhileItServes() {
        Bench bench;
        const auto id = bench.save(1000);
        bench.start();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(bench.ask(id)->answer().status, 200);
        MESON_TRY_COMPARE(bench.handler->totals().running, 0);
        QCOMPARE(bench.cache.store->find(id)->uses, 0);
        bench.handler->drainReceipts([](const auto&) {});
        QCOMPARE(bench.cache.store->find(id)->uses, 3);
    }

    void writesAReceiptForWhatWasReallySent() {
        Bench bench;
        const auto id = bench.save(32'000'000);
        bench.start();
        const auto client = bench.ask(id);
        QCOMPARE(client->readSome(10'000).size(), std::size_t(10'000));
        client->reset();
        MESON_TRY_COMPARE(bench.handler->totals().running, 0);
        std::vector<terminal::ServedRecord> receipts;
        bench.handler->drainReceipts([&](const auto& record) { receipts.push_back(record); });
        QCOMPARE(receipts.size(), std::size_t(1));
        QVERIFY(!receipts.front().complete);
        QVERIFY(receipts.front().bytes > 0 && receipts.front().bytes < 32'000'000);
        QCOMPARE(static_cast<std::int64_t>(receipts.front().bytes), bench.handler->totals().bytes);
    }
};

QTEST_GUILESS_MAIN(DeliveryHandlerTest)
#include "delivery_handler_test.moc"
