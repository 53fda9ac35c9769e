// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/scheduling.h"

using namespace meson;

namespace {

struct Sent {
    std::int64_t firstByte;
    std::int64_t bytes;
};
using Receipts = std::vector<Sent>;

constexpr std::int64_t kLength = 1000;
constexpr std::int64_t kPiece = 300; ///< that a check asks for

} // namespace

class IssuedTokensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsAReceiptThatStatesMoreThanCanHaveBeenSent_data() {
        QTest::addColumn<bool>("isCheck");
        QTest::addColumn<Receipts>("receipts");
        QTest::addColumn<bool>("isOverstated");
        QTest::addColumn<int>("credited");
        const auto row = [](const char* name, bool isCheck, Receipts receipts, bool isOverstated,
                            int credited) {
            QTest::newRow(name) << isCheck << receipts << isOverstated << credited;
        };
        row("a client gets the object", false, {{0, 1000}}, false, 1000);
        row("a client asks three times", false, {{0, 1000}, {0, 1000}, {500, 500}}, false, 1000);
        row("more than the object", false, {{0, 1001}}, true, 1000);
        row("beyond the object's end", false, {{900, 200}}, true, 200);
        row("a check gets its piece", true, {{100, 300}}, false, 300);
        row("a check is cut short", true, {{100, 200}}, false, 200);
        row("more than a check asked for", true, {{100, 301}}, true, 300);
        row("a check's piece twice", true, {{100, 300}, {100, 300}}, true, 300);
    }
    void tellsAReceiptThatStatesMoreThanCanHaveBeenSent() {
        QFETCH(bool, isCheck);
        QFETCH(Receipts, receipts);
        QFETCH(bool, isOverstated);
        QFETCH(int, credited);
        test::Scheduling network;
        const router::NodeIndex node = network.addNode();
        const crypto::MacKey& key = network.registry.at(node).tokenKey;
        protocol::DeliveryToken token;
        token.length = base::Bytes(kLength);
        token.expires = base::unixSeconds(network.clock.wall()) + 60;
        token.nonce = 7;
        if (isCheck)
            network.tokens.addCheck(token, node, base::Bytes(kPiece));
        else
            network.tokens.add(token, node, router::TokenPurpose::Client, 1);
        protocol::Receipts message{1, {}};
        for (const Sent& sent : receipts) {
            protocol::Receipt receipt;
            receipt.token = protocol::writeToken(token, key);
            receipt.firstByte = sent.firstByte;
            receipt.bytes = base::Bytes(sent.bytes);
            message.receipts.push_back(receipt);
        }
        const router::BatchCredit batch =
            network.tokens.assess(node, message, key, network.clock.wall());
        QCOMPARE(!batch.overstated.empty(), isOverstated);
        QCOMPARE(batch.total, base::Bytes(credited));
    }
};

QTEST_GUILESS_MAIN(IssuedTokensTest)
#include "issued_tokens_test.moc"
