// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/terminal_bench.h"

using namespace meson;

/// What clients get from a whole Terminal that holds one object.
class TerminalDeliveryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<test::TerminalBench> m_bench;
    protocol::CacheCommand m_object;

    void start(int threads) {
        m_bench = std::make_unique<test::TerminalBench>();
        m_bench->options.threads = threads;
        m_bench->start();
        const std::string bytes = test::someBytes(100'000);
        m_bench->router.serve("/pull/1", bytes);
        m_object = m_bench->router.orderFor(bytes, {"/pull/1"});
        const std::int64_t command = m_bench->router.order(m_object);
        MESON_TRY_VERIFY(m_bench->isDone(command));
    }
    std::string targetOf(const protocol::CacheCommand& object) {
        return '/' + m_bench->router.tokenFor(object) + "/movie.mp4";
    }
    std::unique_ptr<test::RawClient> connect() const {
        return std::make_unique<test::RawClient>(test::RawClient::Endpoint(
            boost::asio::ip::address_v4::loopback(), m_bench->terminal->snapshot().port));
    }
    std::vector<protocol::Receipt> receipts() const {
        std::vector<protocol::Receipt> all;
        for (const auto& batch : m_bench->router.received<protocol::Receipts>("/receipts"))
            all.insert(all.end(), batch.receipts.begin(), batch.receipts.end());
        return all;
    }

private Q_SLOTS:
    void cleanup() { m_bench.reset(); }

    void givesBrowsersTheirFieldsOnEveryAnswer() {
        start(1);
        const std::string good = targetOf(m_object);
        const std::string missing = targetOf(m_bench->router.orderFor("never cached", {}));
        const std::string end = " HTTP/1.1\r\nHost: t\r\n";
        const std::map<int, std::string> requests{
            {200, "GET " + good + end + "\r\n"},
            {206, "GET " + good + end + "Range: bytes=1-2\r\n\r\n"},
            {304, "GET " + good + end + "If-None-Match: \"v1\"\r\n\r\n"},
            {416, "GET " + good + end + "Range: bytes=100000-\r\n\r\n"},
            {307, "GET " + missing + end + "\r\n"},
            {403, "GET /robots.txt" + end + "\r\n"},
            {204, "OPTIONS " + good + end + "\r\n"},
            {405, "POST " + good + end + "Content-Length: 0\r\n\r\n"},
            {400, "GET /two words" + end + "\r\n"}, // the parser's answer
        };
        for (const auto& [status, request] : requests) {
            const auto answer = connect()->request(request);
            QCOMPARE(answer.status, status);
            // PROTOCOL.md, section 8.
            QCOMPARE(answer.field("access-control-allow-origin"), std::string("*"));
            QCOMPARE(
                answer.field("access-control-expose-headers"),
                std::string("Accept-Ranges, Age, Content-Length, Content-Range, Date, ETag, "
                            "Last-Modified, Repr-Digest, Server"));
            QCOMPARE(answer.field("timing-allow-origin"), std::string("*"));
            QCOMPARE(answer.field("cross-origin-resource-policy"), std::string("cross-origin"));
            QCOMPARE(answer.field("x-content-type-options"), std::string("nosniff"));
        }
    }

    void twoLoopsWriteAReceiptForEachRequest() {
        start(2);
        constexpr std::size_t kRequests = 48; // the kernel deals connections out to both loops
        std::vector<std::unique_ptr<test::RawClient>> clients;
        for (std::size_t i = 0; i < kRequests; ++i) {
            clients.push_back(connect());
            clients.back()->send("GET " + targetOf(m_object) + " HTTP/1.1\r\nHost: t\r\n\r\n");
        }
        for (const auto& client : clients)
            QCOMPARE(client->answer().body.size(), std::size_t(100'000));
        MESON_TRY_COMPARE(receipts().size(), kRequests);
        std::set<std::string> tokens;
        for (const auto& receipt : receipts()) {
            QCOMPARE(receipt.bytes.count(), 100'000);
            QVERIFY(receipt.complete);
            tokens.insert(receipt.token);
        }
        QCOMPARE(tokens.size(), kRequests);
        MESON_TRY_COMPARE(m_bench->terminal->snapshot().receiptsPending, 0);
        QCOMPARE(m_bench->terminal->snapshot().requests, std::int64_t(kRequests));
        QCOMPARE(m_bench->terminal->snapshot().creditedBytes.count(), 4'800'000);
    }
};

QTEST_GUILESS_MAIN(TerminalDeliveryTest)
#include "terminal_delivery_test.moc"
