// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/books.h"

using namespace meson;
using namespace std::chrono_literals;
using router::Asset;
using router::Epochs;
using router::NodeIndex;
using test::Books;

/// What an epoch pays and charges, and what a crash, a refusing disk or a jumping clock does to it.
class EpochsTest : public test::BooksFixture {
    Q_OBJECT

private Q_SLOTS:
    void paysForReceiptsAtTheEndOfTheEpoch() {
        test::Scheduling network;
        Books books(newFile(), network);
        QVERIFY(books.loaded);
        const NodeIndex a = books.addNode();
        const NodeIndex b = books.addNode();
        books.state(a, 1, {{books.issue(a, 1'000), 600}});
        books.state(b, 1, {{books.issue(b, 1'000), 200}});
        QCOMPARE(books.earned(a), 0);
        books.passEpoch();
        // 99 % by 600 : 200, and 1 % by time
        QCOMPARE(books.earned(a), 742'500 + 5'000);
        QCOMPARE(books.earned(b), 247'500 + 5'000);
        QCOMPARE(books.balance(Asset::Rewards, "emission"), -1'000'000);
        QCOMPARE(network.registry.at(a).balance.count(), 747'500);
        QVERIFY(books.epochs->ledgerIsBalanced());
        QCOMPARE(books.epochs->settledCount(), 1);
        QCOMPARE(books.epochs->number(), 2);
    }

    void creditsATokenUpToTheLengthOfTheObject() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        const std::string token = books.issue(node, 1'000);
        const auto first = books.state(node, 1, {{token, 400}, {token, 400}, {token, 400}});
        QCOMPARE(first.total.count(), 1'000);
        QCOMPARE(first.credits.size(), std::size_t(3));
        QCOMPARE(books.state(node, 2, {{token, 1}}).total.count(), 0);
    }

    void refusesForgedForeignAndUnknownTokens() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        const NodeIndex other = books.addNode();
        const auto& key = network.registry.at(node).tokenKey;
        protocol::DeliveryToken selfMade;
        selfMade.nonce = 99;
        selfMade.length = base::gibibytes(1);
        selfMade.expires = base::unixSeconds(network.clock.wall()) + 60;
        const auto credit = books.state(
            node, 1,
            {{protocol::writeToken(selfMade, key), 500}, // it has the key, but nobody issued this
             {books.issue(other, 1'000), 500},
             {"nonsense", 500}});
        QCOMPARE(credit.total.count(), 0);
        QCOMPARE(credit.unknown, 1);
        QCOMPARE(credit.forged, 2);
    }

    void takesReceiptsOfExpiredTokensForAnHour() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        const std::string token = books.issue(node, 1'000); // good for 60 s
        network.clock.advance(60s + 1h);
        network.tokens.forget(network.clock.wall());
        QCOMPARE(network.tokens.count(), std::size_t(1));
        QCOMPARE(books.state(node, 1, {{token, 100}}).total.count(), 100);
        network.clock.advance(1s);
        network.tokens.forget(network.clock.wall());
        QCOMPARE(books.state(node, 2, {{token, 100}}).unknown, 1);
    }

    void chargesTheBusinessForTerminalsAndRouterAlikeButNeverBelowZero() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.topUp("alice", 25'000);
        books.state(node, 1, {{books.issue(node, 1'000'000'000), 1'000'000'000}});
        books.epochs->deliveredByRouter(1, base::Bytes(500'000'000));
        books.passEpoch();
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 10'000);
        QCOMPARE(books.balance(Asset::Fees, "network-revenue"), 15'000);
        books.epochs->deliveredByRouter(1, base::Bytes(2'000'000'000));
        books.passEpoch();
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 0);
        books.database->run([&] {
            const auto usage = Epochs::usageOf(*books.database, 1);
            QCOMPARE(usage.byTerminals.count(), 1'000'000'000);
            QCOMPARE(usage.byRouter.count(), 2'500'000'000);
            QCOMPARE(usage.requests, 3);
            QCOMPARE(usage.fees.count(), 25'000);
            QCOMPARE(Epochs::usage(*books.database, "alice")->size(), std::size_t(1));
        });
        QVERIFY(books.epochs->ledgerIsBalanced());
    }

    void chargesForWhatWasDeliveredBeforeADomainWasUnbound() {
        test::Scheduling network;
        Books books(newFile(), network);
        books.topUp("alice", 35'000);
        const NodeIndex node = books.addNode();
        const std::string token = books.issue(node, 1'000'000'000);
        books.epochs->deliveredByRouter(1, base::Bytes(1'000'000'000));
        books.unbindAll();
        books.passEpoch();
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 25'000);
        books.state(node, 1, {{token, 1'000'000'000}}); // after the epoch of the unbinding
        books.passEpoch();
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 15'000);
    }

    void keepsUnsettledReceiptsAndTokensOverARestart() {
        const QString file = newFile();
        std::string token;
        {
            test::Scheduling network;
            Books books(file, network);
            const NodeIndex node = books.addNode();
            token = books.issue(node, 1'000);
            books.state(node, 7, {{token, 600}});
        }
        test::Scheduling network;
        Books books(file, network);
        QVERIFY(books.loaded);
        QCOMPARE(network.registry.size(), NodeIndex(1));
        QCOMPARE(network.registry.at(0).lastBatch, 7);
        QCOMPARE(network.registry.at(0).credited.count(), 600);
        QCOMPARE(books.state(0, 8, {{token, 600}}).total.count(), 400);
        books.passEpoch();
        QCOMPARE(books.earned(0), 990'000);
    }

    void settlesAnEpochOnceHoweverOftenItIsTried() {
        const QString file = newFile();
        {
            test::Scheduling network;
            Books books(file, network);
            const NodeIndex node = books.addNode();
            books.state(node, 1, {{books.issue(node, 1'000), 600}});
            books.passEpoch();
            // As if the program had died between booking and marking the epoch.
            books.database->run([&] {
                QVERIFY(books.database->query(
                    QStringLiteral("UPDATE epoch SET settled = 0 WHERE number = 1")));
            });
        }
        test::Scheduling network;
        Books books(file, network);
        books.epochs->tick();
        books.settle();
        QCOMPARE(books.earned(0), 990'000 + 10'000);
        QCOMPARE(books.epochs->settledCount(), 1);
        QVERIFY(books.epochs->ledgerIsBalanced());
    }

    void paysTheShareOfTheTimeWhenAnEpochIsClosedEarly() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.state(node, 1, {{books.issue(node, 1'000), 600}});
        network.clock.advance(4s);
        bool settled = false;
        books.epochs->closeNow([&] { settled = true; });
        books.settle();
        QVERIFY(settled);
        QCOMPARE(books.earned(node), 400'000);
    }

    void paysNothingToASuspendedNode() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.state(node, 1, {{books.issue(node, 1'000), 600}});
        network.registry.at(node).reputation.note(
            router::CheckOutcome::WrongBytes, "an object", network.clock.wall());
        network.registry.stateChanged(node);
        books.passEpoch();
        QCOMPARE(books.earned(node), 0);
    }

    void tellsATerminalWhatItEarned() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.state(node, 1, {{books.issue(node, 1'000), 600}});
        books.passEpoch();
        books.state(node, 2, {{books.issue(node, 1'000), 50}});
        books.database->run([&] {
            const auto earnings = *Epochs::earnings(*books.database, network.registry.at(node).id);
            QCOMPARE(earnings.balance.count(), 1'000'000);
            QCOMPARE(earnings.epochs.size(), std::size_t(2));
            QCOMPARE(earnings.epochs[0].creditedBytes.count(), 50);
            QVERIFY(!earnings.epochs[0].settled);
            QCOMPARE(
                earnings.epochs[1].serving.count() + earnings.epochs[1].standby.count(),
                earnings.balance.count());
        });
    }

    /// A disk that refuses what `table` is told, until mend().
    static void refuse(Books& books, const char* table, const char* action) {
        books.database->run([&] {
            QVERIFY(books.database->query(
                QStringLiteral(
                    "CREATE TRIGGER refuse BEFORE %1 ON %2 BEGIN SELECT RAISE(ABORT, 'full'); END")
                    .arg(QLatin1String(action), QLatin1String(table))));
        });
    }
    static void mend(Books& books) {
        books.database->run(
            [&] { QVERIFY(books.database->query(QStringLiteral("DROP TRIGGER refuse"))); });
    }

    void writesTheEndOfAnEpochAgainUntilTheDiskTakesIt() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.state(node, 1, {{books.issue(node, 1'000), 600}});
        refuse(books, "epoch", "INSERT");
        books.passEpoch();
        QCOMPARE(books.epochs->settledCount(), 0);
        books.state(node, 2, {{books.issue(node, 1'000), 300}}); // already the next epoch's
        QCOMPARE(books.answer.epoch, 2);
        bool isClosed = false;
        books.epochs->closeNow([&] { isClosed = true; }); // waits for it
        network.clock.advance(1s);
        books.epochs->tick();
        books.settle();
        QCOMPARE(books.epochs->settledCount(), 0);
        mend(books);
        network.clock.advance(1s);
        books.epochs->tick();
        books.settle();
        QVERIFY(isClosed);
        QCOMPARE(books.epochs->settledCount(), 2);
        QVERIFY(books.earned(node) >= 1'000'000); // all of the first, with its standby
        QCOMPARE(network.registry.at(node).credited.count(), 900);
        QVERIFY(books.epochs->ledgerIsBalanced());
    }

    void billsWhatTheDiskRefusedAtFirstInTheEpochItBelongsTo() {
        test::Scheduling network;
        Books books(newFile(), network);
        books.topUp("alice", 25'000);
        refuse(books, "epoch_usage", "INSERT");
        books.epochs->deliveredByRouter(1, base::Bytes(1'000'000'000));
        books.passEpoch(); // the epoch's end is written, what was delivered is not
        QCOMPARE(books.epochs->settledCount(), 0);
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 25'000);
        mend(books);
        for (int second = 0; second < 2; ++second) {
            network.clock.advance(1s);
            books.epochs->tick();
            books.settle();
        }
        QCOMPARE(books.epochs->settledCount(), 1);
        QCOMPARE(books.balance(Asset::Fees, "business:alice"), 15'000);
    }

    void creditsATokenThatTheDiskRefusedAtFirstOnlyOnceOverARestart() {
        const QString file = newFile();
        std::string token;
        {
            test::Scheduling network;
            Books books(file, network);
            const NodeIndex node = books.addNode();
            refuse(books, "issued_token", "INSERT");
            token = books.issue(node, 1'000);
            books.epochs->flush();
            books.settle();
            mend(books);
            // Its row is still to come: the batch comes again.
            QVERIFY(!books.tryToState(node, 1, {{token, 1'000}}));
            QCOMPARE(network.registry.at(node).credited.count(), 0);
            books.epochs->flush();
            books.settle();
            QCOMPARE(books.state(node, 1, {{token, 1'000}}).total.count(), 1'000);
            QCOMPARE(network.registry.at(node).credited.count(), 1'000);
        }
        test::Scheduling network;
        Books books(file, network);
        QCOMPARE(books.state(0, 2, {{token, 1'000}}).total.count(), 0);
    }

    void savesTokensAsSoonAsWhatWentBeforeIsWritten() {
        const QString file = newFile();
        std::vector<std::string> tokens;
        {
            test::Scheduling network;
            Books books(file, network);
            const NodeIndex node = books.addNode();
            int told = 0;
            network.tokens.onUnsaved([&] { ++told; });
            tokens.push_back(books.issue(node, 1'000));
            tokens.push_back(books.issue(node, 1'000));
            QCOMPARE(told, 1);
            books.epochs->saveTokens();
            tokens.push_back(books.issue(node, 1'000));
            QCOMPARE(told, 2);
            books.epochs->saveTokens();
            books.settle();
        } // as after a crash: nothing was flushed
        test::Scheduling network;
        Books books(file, network);
        QCOMPARE(
            books.state(0, 1, {{tokens[0], 10}, {tokens[1], 20}, {tokens[2], 30}}).total.count(),
            60);
    }

    void survivesAClockThatJumps() {
        test::Scheduling network;
        Books books(newFile(), network);
        const NodeIndex node = books.addNode();
        books.state(node, 1, {{books.issue(node, 1'000), 600}});
        network.clock.setWall(network.clock.wall() + 400 * 24h);
        books.epochs->tick();
        books.settle();
        QCOMPARE(books.epochs->settledCount(), 1); // one epoch's emission, not 400 days'
        network.clock.setWall(network.clock.wall() - 400 * 24h);
        books.epochs->tick();
        books.settle();
        QCOMPARE(books.epochs->settledCount(), 1);
        QCOMPARE(books.balance(Asset::Rewards, "emission"), -990'000);
    }
};

QTEST_GUILESS_MAIN(EpochsTest)
#include "epochs_test.moc"
