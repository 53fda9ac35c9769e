// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/router/epochs.h"
#include "tests/support/scheduling.h"

#include <deque>
#include <mutex>

using namespace meson;
using namespace std::chrono_literals;
using router::Asset;
using router::BatchCredit;
using router::Epochs;
using router::NodeIndex;

namespace {

/// A Router's books on a real database; the loop is the test's own thread.
class Books {
public:
    explicit Books(const QString& file, test::Scheduling& network)
        : m_network(network) {
        database = *router::Database::open(file.toStdString());
        writer = std::make_unique<router::StateWriter>(
            *database, [this](router::StateWriter::Task task) {
                const std::lock_guard lock(m_mutex);
                m_tasks.push_back(std::move(task));
            });
        epochs = std::make_unique<Epochs>(
            *writer, network.registry, network.tokens, network.objects,
            router::EpochOptions{10s, base::MicroTokens(1'000'000), base::MicroCredits(10'000)},
            network.clock);
        database->run([&] {
            loaded = network.registry.load(*database).has_value() &&
                     network.tokens.load(*database, network.registry).has_value() &&
                     epochs->load().has_value();
        });
    }
    /// Lets the database and the loop finish all that was started.
    void settle() {
        for (bool idle = false; !idle;) {
            database->run([] {});
            std::deque<router::StateWriter::Task> tasks;
            {
                const std::lock_guard lock(m_mutex);
                tasks.swap(m_tasks);
            }
            idle = tasks.empty();
            for (const auto& task : tasks)
                task();
        }
    }
    NodeIndex addNode() {
        const NodeIndex node = m_network.addNode();
        m_network.registry.save(*writer, node);
        settle();
        return node;
    }
    /// A redirect to `node` for an object of `length`; its token as text.
    std::string issue(NodeIndex node, std::int64_t length) {
        protocol::DeliveryToken token;
        token.id.bytes.fill(1);
        token.length = base::Bytes(length);
        token.binding = 1;
        token.nonce = ++m_nonces;
        token.expires = base::unixSeconds(m_network.clock.wall()) + 60;
        m_network.tokens.add(token, node, router::TokenPurpose::Client);
        return protocol::writeToken(token, m_network.registry.at(node).tokenKey);
    }
    BatchCredit state(
        NodeIndex node, std::int64_t batch,
        const std::vector<std::pair<std::string, std::int64_t>>& receipts) {
        protocol::Receipts message;
        message.batch = batch;
        for (const auto& [token, bytes] : receipts) {
            protocol::Receipt receipt;
            receipt.token = token;
            receipt.bytes = base::Bytes(bytes);
            message.receipts.push_back(receipt);
        }
        const BatchCredit credit = m_network.tokens.assess(
            node, message, m_network.registry.at(node).tokenKey, m_network.clock.wall());
        bool written = false;
        epochs->receipts(node, credit, [&](bool done) { written = done; });
        settle();
        if (!written)
            qFatal("a batch could not be written down");
        return credit;
    }
    void passEpoch() {
        m_network.clock.advance(10s);
        epochs->tick();
        settle();
    }
    std::int64_t balance(Asset asset, const std::string& account) {
        std::int64_t balance = 0;
        database->run([&] { balance = router::Ledger(*database).balance(asset, account); });
        return balance;
    }
    std::int64_t earned(NodeIndex node) {
        return balance(Asset::Rewards, "terminal:" + base::toText(m_network.registry.at(node).id));
    }
    void topUp(const std::string& owner, std::int64_t amount) {
        database->run([&] {
            router::Ledger(*database).book(
                {"top-up:" + owner,
                 Asset::Fees,
                 "top-up",
                 "test",
                 m_network.clock.wall(),
                 {{"deposits", -amount}, {"business:" + owner, amount}}});
        });
    }

    bool loaded = false;
    std::unique_ptr<router::Database> database;
    std::unique_ptr<router::StateWriter> writer;
    std::unique_ptr<Epochs> epochs;

private:
    test::Scheduling& m_network;
    std::mutex m_mutex;
    std::deque<router::StateWriter::Task> m_tasks;
    std::uint64_t m_nonces = 0;
};

} // namespace

class EpochsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;
    QString newFile() {
        return m_folder.filePath(QString::number(++m_files) + QStringLiteral(".db"));
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
            QCOMPARE(Epochs::usage(*books.database, "alice").size(), std::size_t(1));
        });
        QVERIFY(books.epochs->ledgerIsBalanced());
    }

    void chargesForWhatWasDeliveredBeforeADomainWasUnbound() {
        test::Scheduling network;
        Books books(newFile(), network);
        books.topUp("alice", 25'000);
        books.epochs->deliveredByRouter(1, base::Bytes(1'000'000'000));
        books.epochs->flush();
        network.objects.binding.number = 0;
        books.epochs->deliveredByRouter(1, base::Bytes(1'000));
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
            const auto earnings = Epochs::earnings(*books.database, network.registry.at(node).id);
            QCOMPARE(earnings.balance.count(), 1'000'000);
            QCOMPARE(earnings.epochs.size(), std::size_t(2));
            QCOMPARE(earnings.epochs[0].creditedBytes.count(), 50);
            QVERIFY(!earnings.epochs[0].settled);
            QCOMPARE(
                earnings.epochs[1].serving.count() + earnings.epochs[1].standby.count(),
                earnings.balance.count());
        });
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
