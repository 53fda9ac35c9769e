// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QNetworkReply>
#include <QTest>

#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/terminal_bench.h"

using namespace meson;
using namespace std::chrono_literals;
using test::someBytes;
using test::statusOf;
using Bench = test::TerminalBench;

/// What a Terminal does with what its Router orders.
class TerminalOrdersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cachesOnOrderServesWithATokenAndReportsReceipts() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(300'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_VERIFY(bench.router.index().count(object.id) == 1);

        const auto* reply = bench.getObject(object);
        QCOMPARE(statusOf(const_cast<QNetworkReply*>(reply)), 200);
        QCOMPARE(const_cast<QNetworkReply*>(reply)->readAll().toStdString(), bytes);
        QCOMPARE(reply->rawHeader("Content-Type"), QByteArray("video/mp4"));
        QCOMPARE(reply->rawHeader("ETag"), QByteArray("\"v1\""));
        QCOMPARE(reply->rawHeader("Access-Control-Allow-Origin"), QByteArray("*"));
        QCOMPARE(
            reply->rawHeader("Repr-Digest").toStdString(),
            "sha-256=:" + base::toBase64(object.sha256.bytes) + ':');

        MESON_TRY_VERIFY(!bench.router.received<protocol::Receipts>("/receipts").empty());
        const auto batch = bench.router.received<protocol::Receipts>("/receipts").front();
        QCOMPARE(batch.receipts.front().bytes.count(), 300'000);
        QVERIFY(batch.receipts.front().complete);
        MESON_TRY_COMPARE(bench.terminal->snapshot().receiptsPending, 0);
        QCOMPARE(bench.terminal->snapshot().creditedBytes.count(), 300'000);
    }

    void keepsItsOwnBoundsWhateverThePolicySays() {
        Bench bench;
        bench.options.connections = 2;
        bench.start();
        const std::string bytes = someBytes(32'000'000); // more than sockets take for a sleeper
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        const std::int64_t policy = bench.router.order(protocol::PolicyCommand{3'600, 1'000'000});
        MESON_TRY_VERIFY(bench.isDone(policy));
        MESON_TRY_COMPARE( // a second less than the longest pause
            bench.router.received<protocol::Heartbeat>("/heartbeat").back().waitSeconds, 59);

        const test::RawClient::Endpoint place(
            boost::asio::ip::address_v4::loopback(), bench.terminal->snapshot().port);
        const std::string request =
            "GET /" + bench.router.tokenFor(object) + "/x HTTP/1.1\r\nHost: t\r\n\r\n";
        test::RawClient first(place);
        first.send(request);
        MESON_TRY_COMPARE(bench.terminal->snapshot().requests, 1);
        test::RawClient second(place);
        second.send(request);
        MESON_TRY_COMPARE(bench.terminal->snapshot().requests, 2);
        test::RawClient third(place);
        third.setPatience(std::chrono::milliseconds(test::kPatience));
        QCOMPARE(third.answer().status, 503);
        QCOMPARE(bench.terminal->snapshot().requests, 2);
    }

    void tellsOfManyOrdersInFewMessages() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        MESON_TRY_COMPARE(bench.router.count("/index"), std::size_t(1));
        std::vector<protocol::CacheCommand> objects;
        for (unsigned i = 0; i < 250; ++i) {
            const std::string path = "/pull/" + std::to_string(i);
            const std::string bytes = someBytes(1'000, i);
            bench.router.serve(path, bytes);
            objects.push_back(bench.router.orderFor(bytes, {path}));
        }
        const std::size_t beats = bench.router.count("/heartbeat");
        QElapsedTimer elapsed;
        elapsed.start();
        for (const protocol::CacheCommand& object : objects)
            bench.router.order(object);
        MESON_TRY_COMPARE(bench.router.index().size(), objects.size());
        // A Router remembers 8,192 requests of 300 s: 27 a second.
        const auto seconds = static_cast<std::size_t>(elapsed.elapsed() / 1'000) + 1;
        const std::size_t sent = bench.router.count("/heartbeat") - beats;
        const std::size_t changes = bench.router.count("/index") - 1;
        QVERIFY2(sent <= 10 + 12 * seconds, qPrintable(QString::number(sent)));
        QVERIFY2(changes <= 2 + 6 * seconds, qPrintable(QString::number(changes)));
    }

    void servesRanges_data() {
        QTest::addColumn<bool>("usesSendfile");
        QTest::newRow("from mapped memory") << false;
        QTest::newRow("by sendfile") << true;
    }
    void servesRanges() {
        QFETCH(bool, usesSendfile);
        Bench bench;
        bench.options.usesSendfile = usesSendfile;
        bench.start();
        const std::string bytes = someBytes(100'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        MESON_TRY_VERIFY(bench.isServing());
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        auto* reply = bench.getObject(object, {{"Range", "bytes=1000-1999"}});
        QCOMPARE(statusOf(reply), 206);
        QCOMPARE(reply->readAll().toStdString(), bytes.substr(1000, 1000));
        MESON_TRY_VERIFY(!bench.router.received<protocol::Receipts>("/receipts").empty());
        QCOMPARE(
            bench.router.received<protocol::Receipts>("/receipts").front().receipts[0].firstByte,
            1000);
    }

    void resumesAtTheNextSourceWhenOneBreaksOff() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(200'000);
        bench.router.serve("/pull/broken", bytes, 70'000);
        bench.router.serve("/pull/whole", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/broken", "/pull/whole"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        QCOMPARE(bench.getObject(object)->readAll().toStdString(), bytes);
        // 70,000 bytes came from the first and were not asked for again.
        QCOMPARE(bench.terminal->snapshot().fetched.count(), 200'000);
    }

    void neverKeepsWrongBytes() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(50'000);
        bench.router.serve("/pull/lying", someBytes(50'000, 2));
        bench.router.serve("/pull/short", bytes.substr(1));
        bench.router.serve("/pull/good", bytes);
        const auto lied = bench.router.orderFor(bytes, {"/pull/lying"});
        const std::int64_t first = bench.router.order(lied);
        MESON_TRY_VERIFY(bench.hasFailed(first, "wrong-content"));
        const std::int64_t second =
            bench.router.order(bench.router.orderFor(bytes, {"/pull/short"}));
        MESON_TRY_VERIFY(bench.hasFailed(second, "wrong-content"));
        const std::int64_t third = bench.router.order(bench.router.orderFor(bytes, {"/pull/none"}));
        MESON_TRY_VERIFY(bench.hasFailed(third, "source-failed"));
        QCOMPARE(statusOf(bench.getObject(lied)), 307);
        const std::int64_t fourth =
            bench.router.order(bench.router.orderFor(bytes, {"/pull/lying", "/pull/good"}));
        MESON_TRY_VERIFY(bench.isDone(fourth));
        QCOMPARE(bench.getObject(lied)->readAll().toStdString(), bytes);
    }

    void refusesAnOrderThatDoesNotFit() {
        Bench bench;
        bench.options.volumes[0].quota = base::mebibytes(4);
        bench.start();
        auto object = bench.router.orderFor("x", {"/pull/1"});
        object.length = base::mebibytes(5);
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.hasFailed(command, "too-large"));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(0));
    }

    void refusesWhatTheOwnerDoesNotWant() {
        Bench bench;
        bench.options.refusedBindings = {"video.example"};
        bench.start();
        const std::int64_t command = bench.router.order(bench.router.orderFor("x", {"/pull/1"}));
        MESON_TRY_VERIFY(bench.router.acknowledged(command));
        QCOMPARE(bench.router.acknowledged(command)->status, protocol::AckStatus::Refused);
        QCOMPARE(bench.router.acknowledged(command)->reason, std::string("refused-binding"));
    }

    void fetchesNothingFromLocalAddressesUnlessItMay() {
        Bench bench;
        bench.options.sources = http::AddressPolicy::PublicOnly;
        bench.start();
        bench.router.serve("/pull/1", "x");
        const std::int64_t command = bench.router.order(bench.router.orderFor("x", {"/pull/1"}));
        MESON_TRY_VERIFY(bench.hasFailed(command, "source-failed"));
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(0));
    }

    void sendsClientsBackWithASignedReturn() {
        Bench bench;
        bench.start();
        MESON_TRY_VERIFY(bench.isServing());
        const auto object = bench.router.orderFor("never cached", {});
        auto* missing = bench.getObject(object);
        QCOMPARE(statusOf(missing), 307);
        QCOMPARE(missing->rawHeader("Cache-Control"), QByteArray("no-store"));
        QCOMPARE(missing->rawHeader("Access-Control-Allow-Origin"), QByteArray("*"));
        const std::string location = missing->rawHeader("Location").toStdString();
        const std::string router = "http://router.example";
        QVERIFY(location.starts_with(router + "/.well-known/meson/return/"));
        const auto path =
            protocol::parseReturnPath(std::string_view(location).substr(router.size()));
        QVERIFY(path);
        QCOMPARE(static_cast<char>(path->reason), 'm');
        QVERIFY(protocol::returnPathIsGenuine(*path, crypto::MacKey(test::FakeRouter::kTokenKey)));

        auto* expired = bench.get(QStringLiteral("/%1/x").arg(
            QString::fromStdString(bench.router.tokenFor(object, -10s))));
        QVERIFY(expired->rawHeader("Location").contains("/e/"));
        std::string forged = bench.router.tokenFor(object);
        forged[20] = forged[20] == 'A' ? 'B' : 'A';
        QCOMPARE(
            statusOf(bench.get(QStringLiteral("/%1/x").arg(QString::fromStdString(forged)))), 403);
        QCOMPARE(statusOf(bench.get(QStringLiteral("/robots.txt"))), 403);
        QCOMPARE(statusOf(bench.get(QStringLiteral("/x"), {}, "OPTIONS")), 204);
        QCOMPARE(bench.terminal->snapshot().sentBack, 2);
        QCOMPARE(bench.terminal->snapshot().forged, 2);
    }

    void deletesOnOrderAndSaysSo() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "small object");
        const auto object = bench.router.orderFor("small object", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(1));
        const std::int64_t removal = bench.router.order(protocol::DeleteCommand{object.id});
        MESON_TRY_VERIFY(bench.isDone(removal));
        MESON_TRY_COMPARE(bench.router.index().size(), std::size_t(0));
        QCOMPARE(statusOf(bench.getObject(object)), 307);
        const std::int64_t again = bench.router.order(protocol::DeleteCommand{object.id});
        MESON_TRY_VERIFY(bench.isDone(again));
    }

    void answersSpotChecksAndOpensLeaves() {
        Bench bench;
        bench.start();
        const std::string bytes = someBytes(40'000);
        bench.router.serve("/pull/1", bytes);
        const auto object = bench.router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        protocol::SpotCheckCommand check{object.id, crypto::randomBytes<32>(), {2, 0}, 2000};
        const std::int64_t checked = bench.router.order(check);
        MESON_TRY_VERIFY(bench.isDone(checked));
        std::vector<std::uint8_t> key(check.nonce.begin(), check.nonce.end());
        const base::NodeId node = bench.terminal->snapshot().node;
        key.insert(key.end(), node.bytes.begin(), node.bytes.end());
        const auto tag =
            crypto::hmacSha256(key, base::bytesOf(bytes).subspan(2 * crypto::kLeafSize));
        QCOMPARE(
            bench.router.acknowledged(checked)->answers.front(),
            std::vector<std::uint8_t>(tag.begin(), tag.end()));

        const std::int64_t opened =
            bench.router.order(protocol::OpenLeafCommand{object.id, check.nonce, 2});
        MESON_TRY_VERIFY(bench.isDone(opened));
        const std::string leaf = bytes.substr(2 * crypto::kLeafSize);
        QCOMPARE(
            std::string(base::textOf(bench.router.acknowledged(opened)->answers.front())), leaf);
        const std::int64_t beyond =
            bench.router.order(protocol::OpenLeafCommand{object.id, check.nonce, 3});
        MESON_TRY_VERIFY(bench.hasFailed(beyond, "bad-leaf"));
    }

    void doesARepeatedCommandOnce() {
        Bench bench;
        bench.start();
        bench.router.serve("/pull/1", "once");
        const auto object = bench.router.orderFor("once", {"/pull/1"});
        const std::int64_t command = bench.router.order(object);
        MESON_TRY_VERIFY(bench.isDone(command));
        const std::size_t before = bench.router.count("/heartbeat");
        bench.router.repeat({command, object});
        MESON_TRY_VERIFY(bench.router.count("/heartbeat") > before + 1);
        QCOMPARE(bench.router.count("/pull/1"), std::size_t(1));
    }

    void acknowledgesAnUnknownCommandAsRefused() {
        Bench bench;
        bench.start();
        const std::int64_t command = bench.router.order(protocol::UnknownCommand{"dance"});
        MESON_TRY_VERIFY(bench.router.acknowledged(command));
        QCOMPARE(bench.router.acknowledged(command)->reason, std::string("unknown-command"));
    }
};

QTEST_GUILESS_MAIN(TerminalOrdersTest)
#include "terminal_orders_test.moc"
