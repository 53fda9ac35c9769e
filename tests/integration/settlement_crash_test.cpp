// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/books.h"
#include "tests/support/patience.h"
#include "tests/support/seed.h"

using namespace meson;
using namespace std::chrono_literals;
using router::Asset;
using test::Books;

namespace {

constexpr int kKills = 25;
constexpr int kBatchesPerEpoch = 3;
constexpr router::NodeIndex kNodes = 2;

/// What batch `number` of `node` states; each has a figure of its own.
std::int64_t statedIn(router::NodeIndex node, std::int64_t number) {
    return 1'000 + 500 * node + number % 97;
}

std::int64_t statedUpTo(router::NodeIndex node, std::int64_t last) {
    std::int64_t sum = 0;
    for (std::int64_t number = 1; number <= last; ++number)
        sum += statedIn(node, number);
    return sum;
}

/// The Terminals' own memory: a line "<node> <batch>" for each batch that was answered.
std::vector<std::int64_t> answeredBatches(const QString& file) {
    std::vector<std::int64_t> last(kNodes);
    QFile answers(file);
    if (!answers.open(QIODevice::ReadOnly))
        return last;
    for (const QByteArray& line : answers.readAll().split('\n')) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 2 && words[0].toUInt() < kNodes)
            last[words[0].toUInt()] = words[1].toLongLong();
    }
    return last;
}

base::WallTime startOfRun(int run) {
    return base::fromUnixSeconds(1'800'000'000 + std::int64_t{run} * 1'000'000);
}

/// Sends a batch, or sends it again when its answer was lost; false if it was counted wrongly.
bool sendBatch(
    Books& books, test::Scheduling& network, router::NodeIndex node, std::int64_t batch) {
    const std::int64_t stated = statedIn(node, batch);
    if (batch > network.registry.at(node).lastBatch) {
        books.state(node, batch, {{books.issue(node, stated), stated}});
        return books.answer.creditedBytes.count() == stated;
    }
    std::optional<protocol::ReceiptsAnswer> answer;
    books.epochs->repeatAnswer(node, batch, [&](auto repeated) { answer = repeated; });
    books.settle();
    return answer && answer->creditedBytes.count() == stated;
}

/// Works until it is killed: receipts of every Terminal, and the end of an epoch now and then.
int work(const QString& database, const QString& answerFile, int run) {
    test::Scheduling network;
    network.clock.setWall(startOfRun(run));
    Books books(database, network);
    if (!books.loaded)
        return 2;
    while (network.registry.size() < kNodes)
        books.addNode();
    std::vector<std::int64_t> answered = answeredBatches(answerFile);
    QFile answers(answerFile);
    if (!answers.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        return 2;
    std::puts("ready");
    std::fflush(stdout);
    for (int round = 1;; ++round) {
        for (router::NodeIndex node = 0; node < kNodes; ++node) {
            if (!sendBatch(books, network, node, ++answered[node]))
                return 3;
            answers.write(
                QByteArray::number(node) + ' ' + QByteArray::number(qint64(answered[node])) + '\n');
            books.epochs->deliveredByRouter(1, base::Bytes(1'000'000));
        }
        if (round % kBatchesPerEpoch == 0)
            books.passEpoch();
    }
}

} // namespace

/// kill -9 at any moment of taking receipts and settling: what a Terminal was answered is in the
/// books, once.
class SettlementCrashTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    void runAndKill(int run, std::mt19937& random) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(
            QCoreApplication::applicationFilePath(),
            {QStringLiteral("work"), file("router.db"), file("answers"), QString::number(run)});
        QVERIFY(child.waitForStarted());
        QVERIFY(child.waitForReadyRead(test::kPatience)); // "ready"
        const auto moment = std::chrono::milliseconds(random() % 200);
        child.waitForFinished(int(moment.count())); // it works on meanwhile
        QCOMPARE(child.state(), QProcess::Running);
        child.kill();
        QVERIFY(child.waitForFinished());
    }

    /// The books of a Router that is started again, after what was open was settled.
    void checkBooks(int run) {
        test::Scheduling network;
        network.clock.setWall(startOfRun(run) + 500'000s);
        Books books(file("router.db"), network);
        QVERIFY(books.loaded);
        books.epochs->tick();
        books.settle();
        QVERIFY(books.epochs->ledgerIsBalanced());
        const auto answered = answeredBatches(file("answers"));
        std::int64_t credited = 0;
        std::int64_t earned = 0;
        for (router::NodeIndex node = 0; node < network.registry.size(); ++node) {
            const router::Node& known = network.registry.at(node);
            QVERIFY(known.lastBatch >= answered[node]); // nothing answered is lost
            QVERIFY(known.lastBatch <= answered[node] + 1);
            QCOMPARE(known.credited.count(), statedUpTo(node, known.lastBatch)); // nor doubled
            credited += known.credited.count();
            earned += books.earned(node);
        }
        QCOMPARE(earned, -books.balance(Asset::Rewards, "emission"));
        books.database->run([&] {
            const auto usage = router::Epochs::usageOf(*books.database, 1);
            QCOMPARE(usage.byTerminals.count(), credited);
            QCOMPARE(
                usage.fees.count(),
                *router::Ledger(*books.database).balance(Asset::Fees, "network-revenue"));
            QCOMPARE(
                *router::Ledger(*books.database).balance(Asset::Fees, "business:alice"),
                1'000'000'000 - usage.fees.count());
            const auto paid = books.database->query(QStringLiteral(
                "SELECT e.number, e.emission, e.weights, SUM(n.serving), COUNT(*) FROM epoch e "
                "JOIN epoch_node n ON n.epoch = e.number WHERE e.settled = 1 AND e.weights > 0 "
                "GROUP BY e.number, e.emission, e.weights"));
            for (const router::Database::Row& row : *paid) // given out to the last micro-token
                QCOMPARE(row[3].toLongLong(), row[1].toLongLong() - row[1].toLongLong() / 100);
        });
    }

private Q_SLOTS:
    void losesAndDoublesNothingWhenItIsKilledAtAnyMoment() {
        {
            test::Scheduling network;
            network.clock.setWall(startOfRun(0));
            Books books(file("router.db"), network);
            QVERIFY(books.loaded);
            books.topUp("alice", 1'000'000'000);
        }
        std::mt19937 random(test::seed());
        // On a slow machine some runs are killed before they come to anything.
        const auto hasWorked = [&] { return answeredBatches(file("answers"))[0] > kKills; };
        for (int run = 1; run <= kKills || !hasWorked(); ++run) {
            runAndKill(run, random);
            checkBooks(run);
            if (QTest::currentTestFailed())
                return;
        }
    }
};

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == QLatin1String("work"))
        return work(arguments[2], arguments[3], arguments[4].toInt());
    SettlementCrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "settlement_crash_test.moc"
