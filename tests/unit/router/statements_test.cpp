// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/protocol/codec.h"
#include "engine/protocol/reward_formula.h"
#include "engine/router/statements.h"
#include "tests/support/books.h"

using namespace meson;
using protocol::Statement;
namespace statements = router::statements;

class StatementsTest : public test::BooksFixture {
    Q_OBJECT

    static std::vector<Statement> listOf(
        test::Books& books, test::Scheduling& network, router::NodeIndex node,
        std::int64_t after = 0) {
        std::vector<Statement> list;
        books.database->run([&] {
            list =
                *statements::listAfter(*books.database, network.registry.at(node).id, after, 100);
        });
        return list;
    }
    static void serve(test::Books& books, router::NodeIndex node, std::int64_t batch) {
        books.state(
            node, batch, {{books.issue(node, 1'000), 1'500}, {books.issue(node, 700), 700}});
    }

private Q_SLOTS:
    void everyFigureFollowsFromTheOthers() {
        test::Scheduling network;
        test::Books books(newFile(), network);
        QVERIFY(books.loaded);
        const auto node = books.addNode();
        const auto other = books.addNode();
        for (std::int64_t epoch = 1; epoch <= 3; ++epoch) {
            network.everybodyBeats();
            serve(books, other, epoch);
            if (epoch != 2)
                serve(books, node, epoch);
            books.passEpoch();
        }
        const auto list = listOf(books, network, node);
        QVERIFY(list.size() >= 2);
        base::MicroTokens balance;
        std::int64_t previous = 0;
        for (const Statement& s : list) {
            QCOMPARE(s.previous, previous);
            previous = s.epoch;
            QCOMPARE(s.weight.count(), protocol::weightOf(s.credited, s.quality).count());
            const auto pools = protocol::poolsOf(s.emission);
            const auto share =
                protocol::shareOf(pools.serving, s.weight.count(), s.allWeights.count());
            QVERIFY((s.serving - share).count() == 0 || (s.serving - share).count() == 1);
            QCOMPARE(s.balance.count(), (balance + s.reward()).count());
            balance = s.balance;
            QVERIFY(s.cause.empty());
        }
        QCOMPARE(balance.count(), books.earned(node));
        const Statement& first = list.front();
        QCOMPARE(first.receipts, 2);
        QCOMPARE(first.issued.count(), 1'700);
        QCOMPARE(first.stated.count(), 2'200);
        QCOMPARE(first.credited.count(), 1'700);
        QCOMPARE(first.ends - first.starts, test::Books::kEpoch.count());
        QCOMPARE(listOf(books, network, node, first.epoch).size(), list.size() - 1);
    }

    void theRunningEpochHasNone() {
        test::Scheduling network;
        test::Books books(newFile(), network);
        const auto node = books.addNode();
        serve(books, node, 1);
        QVERIFY(listOf(books, network, node).empty());
    }

    void aLowQualitySaysWhy() {
        test::Scheduling network;
        test::Books books(newFile(), network);
        const auto node = books.addNode();
        serve(books, node, 1);
        network.registry.at(node).reputation.note(
            router::CheckOutcome::WrongBytes, "object x", network.clock.wall());
        books.passEpoch();
        const auto list = listOf(books, network, node);
        QCOMPARE(list.size(), std::size_t(1));
        QCOMPARE(list[0].quality, 0);
        QCOMPARE(list[0].serving.count(), 0);
        QCOMPARE(list[0].penalty().count(), list[0].credited.count());
        QVERIFY(!list[0].cause.empty());
    }

    void onlyTheTerminalItselfCanAgree() {
        test::Scheduling network;
        test::Books books(newFile(), network);
        const auto node = books.addNode();
        serve(books, node, 1);
        books.passEpoch();
        const auto list = listOf(books, network, node);
        const std::string text = protocol::encode(list.at(0)).toStdString();
        const auto terminal = crypto::Identity::generate();
        const auto stranger = crypto::Identity::generate();
        const auto agree = [&](std::int64_t epoch, const crypto::Signature& signature) {
            bool taken = false;
            books.database->run([&] {
                taken = *statements::countersign(
                    *books.database, network.registry.at(node).id, {epoch, signature},
                    terminal.publicKey());
            });
            return taken;
        };
        QVERIFY(!agree(1, protocol::countersign(text, stranger)));
        QVERIFY(!agree(1, protocol::countersign(text + " ", terminal)));
        QVERIFY(!agree(2, protocol::countersign(text, terminal)));
        QVERIFY(agree(1, protocol::countersign(text, terminal)));
        QCOMPARE(protocol::encode(listOf(books, network, node).at(0)).toStdString(), text);
    }
};

QTEST_GUILESS_MAIN(StatementsTest)
#include "statements_test.moc"
