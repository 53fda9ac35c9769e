// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/books.h"

using namespace meson;
using namespace std::chrono_literals;
using router::Asset;
using router::BatchCredit;
using router::Epochs;
using router::NodeIndex;
using test::Books;

class EpochsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;
    QString newFile() {
        return m_folder.filePath(QString::number(++m_files) + QStringLiteral(".db"));
    }

    static std::vector<qint64> rowsOf(Books& books, const QString& sql) {
        std::vector<qint64> values;
        books.database->run([&] {
            const auto rows = books.database->query(sql);
            for (const auto& row : *rows)
                values.push_back(row[0].toLongLong());
        });
        return values;
    }
    /// How many nodes have other credit in an epoch than their receipts sum to.
    static std::int64_t tracedBeyond(Books& books, std::int64_t epoch) {
        return std::ssize(rowsOf(
            books, QStringLiteral("SELECT 1 FROM epoch_node n WHERE n.epoch = %1 AND n.credited <> "
                                  "COALESCE((SELECT SUM(r.credited) FROM epoch_receipt r WHERE "
                                  "r.epoch = n.epoch AND r.node = n.node), 0)")
                       .arg(epoch)));
    }

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

    void countsAtOnceUpToAClientNetworksQuotaAndHoldsTheRest_data() {
        QTest::addColumn<qint64>("stated");
        QTest::addColumn<qint64>("credited");
        QTest::newRow("under") << qint64(999) << qint64(999);
        QTest::newRow("at") << qint64(1'000) << qint64(1'000);
        QTest::newRow("over") << qint64(1'001) << qint64(1'000);
    }
    void countsAtOnceUpToAClientNetworksQuotaAndHoldsTheRest() {
        QFETCH(const qint64, stated);
        QFETCH(const qint64, credited);
        test::Scheduling network;
        Books books(newFile(), network, base::Bytes(1'000));
        books.topUp("alice", 1'000'000);
        const NodeIndex a = books.addNode();
        const NodeIndex b = books.addNode();
        // The quota is the network's, whichever Terminals its clients are sent to.
        books.state(a, 1, {{books.issue(a, 10'000), 400}});
        books.state(b, 1, {{books.issue(b, 10'000), stated - 400}});
        QCOMPARE(books.answer.creditedBytes.count(), credited - 400);
        QCOMPARE(books.answer.heldBytes.count(), stated - credited);
        QCOMPARE(books.answer.epoch, 1);
        books.state(a, 2, {{books.issue(a, 10'000, 2), 1'000}}); // another network has its own
        QCOMPARE(books.answer.heldBytes.count(), 0);
        books.passEpoch();
        books.database->run([&] { // neither billed nor paid
            QCOMPARE(Epochs::usageOf(*books.database, 1).byTerminals.count(), credited + 1'000);
        });
        QCOMPARE(network.registry.at(b).credited.count(), credited - 400);
        books.state(a, 3, {{books.issue(a, 10'000), 1'000}}); // a new epoch, a new quota
        QCOMPARE(books.answer.heldBytes.count(), 0);
    }

    /// Network 1 has taken its quota at `node`, which its tokens so far were for.
    static void useUpQuota(Books& books, NodeIndex node, std::int64_t batch = 1) {
        const std::string token = books.issue(node, 1'000);
        books.epochs->flush();
        books.state(node, batch, {{token, 1'000}});
    }
    static void passCheck(Books& books, NodeIndex node, std::uint8_t object) {
        base::ContentId checked;
        checked.bytes.fill(object);
        books.epochs->checkPassed(node, checked);
    }

    void paysAndBillsTheExcessAsFarAsItsNetworkTakesWhatItIsSentForElsewhere_data() {
        QTest::addColumn<qint64>("elsewhere"); // of 4,000 bytes
        QTest::addColumn<qint64>("credited");  // of 2,000 held, of tokens for 2,400
        QTest::newRow("goes away") << qint64(0) << qint64(0);
        QTest::newRow("takes a quarter") << qint64(1'000) << qint64(600);
        QTest::newRow("takes as much") << qint64(3'336) << qint64(2'000);
        QTest::newRow("takes all") << qint64(4'000) << qint64(2'000);
    }
    void paysAndBillsTheExcessAsFarAsItsNetworkTakesWhatItIsSentForElsewhere() {
        QFETCH(const qint64, elsewhere);
        QFETCH(const qint64, credited);
        test::Scheduling network;
        Books books(newFile(), network, base::Bytes(1'000));
        const NodeIndex a = books.addNode();
        const NodeIndex b = books.addNode();
        const NodeIndex c = books.addNode();
        useUpQuota(books, a);
        // Two receipts of two objects that checks were passed for, and one of another object.
        books.state(
            a, 2, {{books.issue(a, 1'200, 1, 7), 1'000}, {books.issue(a, 1'200, 1, 8), 1'000}});
        passCheck(books, a, 7);
        passCheck(books, a, 8);
        books.state(b, 1, {{books.issue(b, 3'000, 1, 9), std::min(elsewhere, qint64(3'000))}});
        books.state(c, 1, {{books.issue(c, 1'000, 1, 9), std::max(elsewhere - 3'000, qint64(0))}});
        books.passEpoch();
        QCOMPARE(network.registry.at(a).credited.count(), 1'000 + credited);
        QCOMPARE(network.registry.at(b).credited.count(), 0); // nothing speaks for the object
        QCOMPARE(books.epochs->byTerminals().count(), 1'000 + credited);
        QCOMPARE(tracedBeyond(books, 1), 0);
        books.database->run([&] {
            QCOMPARE(Epochs::usageOf(*books.database, 1).byTerminals.count(), 1'000 + credited);
        });
    }

    void wantsAlsoTheObjectToBeVouchedFor_data() {
        QTest::addColumn<int>("node");
        QTest::addColumn<quint64>("clientNetwork");
        QTest::addColumn<qint64>("bytes"); // of 500
        QTest::addColumn<qint64>("credited");
        QTest::newRow("completed by another network elsewhere")
            << 1 << quint64(2) << qint64(500) << qint64(800);
        QTest::newRow("at the same node") << 0 << quint64(2) << qint64(500) << qint64(0);
        QTest::newRow("not the whole") << 1 << quint64(2) << qint64(499) << qint64(0);
        QTest::newRow("by the same network") << 1 << quint64(1) << qint64(500) << qint64(0);
    }
    void wantsAlsoTheObjectToBeVouchedFor() {
        QFETCH(const int, node);
        QFETCH(const quint64, clientNetwork);
        QFETCH(const qint64, bytes);
        QFETCH(const qint64, credited);
        test::Scheduling network;
        Books books(newFile(), network, base::Bytes(1'000));
        const NodeIndex a = books.addNode();
        const NodeIndex b = books.addNode();
        useUpQuota(books, a);
        books.state(a, 2, {{books.issue(a, 800, 1, 9), 800}});
        books.state(b, 1, {{books.issue(b, 2'000, 1, 5), 2'000}}); // it does not go away elsewhere
        const auto by = static_cast<NodeIndex>(node);
        const std::int64_t before = network.registry.at(a).credited.count();
        books.state(by, 3, {{books.issue(by, 500, clientNetwork, 9), bytes}});
        const std::int64_t own = network.registry.at(a).credited.count() - before;
        books.passEpoch();
        QCOMPARE(network.registry.at(a).credited.count(), 1'000 + own + credited);
    }

    void whoIsSentNowhereElseVouchesForNothing() {
        test::Scheduling network;
        Books books(newFile(), network, base::Bytes(1'000));
        const NodeIndex node = books.addNode();
        useUpQuota(books, node);
        books.state(node, 2, {{books.issue(node, 5'000, 1, 7), 3'000}});
        passCheck(books, node, 7);
        books.passEpoch();
        QCOMPARE(network.registry.at(node).credited.count(), 1'000);
    }

    void keepsQuotaAndHeldBytesOverARestartAndRepeatsTheLastAnswer() {
        const QString file = newFile();
        {
            test::Scheduling network;
            Books books(file, network, base::Bytes(1'000));
            const NodeIndex node = books.addNode();
            const NodeIndex other = books.addNode();
            books.state(node, 5, {{books.issue(node, 5'000), 1'500}});
            books.state(other, 1, {{books.issue(other, 5'000), 5'000}});
        }
        test::Scheduling network;
        Books books(file, network, base::Bytes(1'000));
        std::optional<protocol::ReceiptsAnswer> repeated;
        books.epochs->repeatAnswer(0, 5, [&](auto answer) { repeated = answer; });
        books.settle();
        QCOMPARE(repeated->creditedBytes.count(), 1'000);
        QCOMPARE(repeated->heldBytes.count(), 500);
        QCOMPARE(repeated->epoch, 1);
        passCheck(books, 0, 1);
        books.passEpoch();
        QCOMPARE(network.registry.at(0).credited.count(), 1'500);
    }

    void everyCreditIsTracedToItsReceipts() {
        test::Scheduling network;
        Books books(newFile(), network, base::Bytes(1'000));
        const NodeIndex a = books.addNode();
        const NodeIndex b = books.addNode();
        const std::string token = books.issue(a, 500, 3, 5);
        books.state(a, 1, {{books.issue(a, 5'000, 1, 7), 3'000}, {token, 400}, {token, 400}});
        books.state(b, 1, {{books.issue(b, 3'000, 1, 8), 3'000}, {"nonsense", 10}});
        books.state(b, 2, {{books.issue(b, 700, 4, 9), 700}});
        QCOMPARE(tracedBeyond(books, 1), 0);
        passCheck(books, a, 7);
        books.passEpoch();
        QCOMPARE(network.registry.at(a).credited.count(), 3'500);
        QCOMPARE(network.registry.at(b).credited.count(), 700);
        QCOMPARE(tracedBeyond(books, 1), 0);
        QCOMPARE(
            rowsOf(
                books, QStringLiteral("SELECT credited FROM epoch_receipt WHERE epoch = 1 "
                                      "ORDER BY stated, credited DESC, object")),
            (std::vector<qint64>{400, 100, 700, 3'000, 0}));
        QCOMPARE(
            rowsOf(books, QStringLiteral("SELECT 1 FROM epoch_receipt WHERE network <> 0")).size(),
            std::size_t(0));
        books.database->run([&] {
            const std::string csv = *router::receipt_trail::exportCsv(*books.database, 1);
            QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), std::ptrdiff_t(6));
            QVERIFY(csv.find(",400,100,0\r\n") != std::string::npos);
        });
        for (std::int64_t i = 1; i < router::receipt_trail::kEpochs; ++i)
            books.passEpoch();
        QCOMPARE(tracedBeyond(books, 1), 0);
        books.passEpoch();
        QCOMPARE(
            rowsOf(books, QStringLiteral("SELECT 1 FROM epoch_receipt")).size(), std::size_t(0));
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
