// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/books.h"

using namespace meson;
using router::Epochs;
using router::NodeIndex;
using test::Books;

/// What clients' networks bring: at once up to their quota, beyond it what is corroborated; and the
/// receipts that each credit is traced to.
class EpochsQuotaTest : public test::BooksFixture {
    Q_OBJECT

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
};

QTEST_GUILESS_MAIN(EpochsQuotaTest)
#include "epochs_quota_test.moc"
