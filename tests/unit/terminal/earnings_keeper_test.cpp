// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/protocol/codec.h"
#include "engine/protocol/reward_formula.h"
#include "engine/terminal/earnings_check.h"
#include "engine/terminal/earnings_keeper.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using namespace std::chrono_literals;
using protocol::Statement;
using terminal::EarningsKeeper;

namespace {

struct Bench : test::RouterSide {
    Bench() { begin(); }
    ~Bench() { keeper.reset(); }

    /// Also as after a crash: only what is on disk is left.
    void begin() {
        keeper.reset();
        keeper = std::make_unique<EarningsKeeper>(
            file(),
            EarningsKeeper::Parts{
                identity, *channel, control, routerClock,
                [this]() -> const terminal::ReceiptTotals& { return receipts; }},
            terminal::Backoff(10ms, 20ms, [] { return 0.0; }));
        keeper->open();
    }
    void goOnline() {
        protocol::NetworkInfo network;
        network.demo = true;
        network.routerKey = router.identity.publicKey();
        network.epochSeconds = 1;
        keeper->setNetwork(network);
        keeper->setOnline(true);
    }
    std::filesystem::path file() const {
        return folder.filePath(QStringLiteral("statements.jsonl")).toStdString();
    }
    /// A statement that adds up, with `bytes` in one receipt; the Terminal's own sums as well.
    Statement stated(std::int64_t epoch, std::int64_t bytes) {
        Statement statement;
        statement.node = identity.nodeId();
        statement.epoch = epoch;
        statement.starts = epoch * 10;
        statement.ends = epoch * 10 + 10;
        statement.previous = m_last;
        statement.receipts = 1;
        statement.issued = statement.stated = statement.credited = base::Bytes(bytes);
        statement.quality = protocol::kFullQuality;
        statement.weight = statement.allWeights = statement.credited;
        statement.emission = base::MicroTokens(1'000);
        statement.serving = protocol::poolsOf(statement.emission).serving;
        statement.balance = m_balance += statement.serving;
        m_last = epoch;
        const base::Bytes all(bytes);
        receipts[epoch] = {1, all, all, base::Bytes(0), all, base::Bytes(0)};
        return statement;
    }
    void publish(const Statement& statement) {
        router.state(statement.epoch, protocol::signStatement(statement, router.identity));
    }
    QByteArray text() const {
        QFile kept(QString::fromStdString(file().string()));
        return kept.open(QIODevice::ReadOnly) ? kept.readAll() : QByteArray();
    }
    void rewrite(const QByteArray& text) const {
        QFile kept(QString::fromStdString(file().string()));
        if (!kept.open(QIODevice::WriteOnly) || kept.write(text) != text.size())
            qFatal("the file cannot be written");
    }
    std::size_t keptCount() const { return keeper->earnings().records.size(); }
    std::size_t agreedCount() const {
        const auto records = keeper->earnings().records;
        return std::size_t(std::count_if(records.begin(), records.end(), [](const auto& record) {
            return record.isCountersigned;
        }));
    }

    QTemporaryDir folder;
    terminal::ReceiptTotals receipts;
    std::unique_ptr<EarningsKeeper> keeper;

private:
    std::int64_t m_last = 0;
    base::MicroTokens m_balance;
};

} // namespace

class EarningsKeeperTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsAndCountersignsWhatAddsUp() {
        Bench bench;
        const Statement first = bench.stated(1, 500);
        bench.publish(first);
        bench.publish(bench.stated(3, 700)); // it was away in the second
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(2));
        const auto requests = bench.router.received<protocol::StatementsRequest>("/statements");
        const protocol::Countersignature agreed = requests.back().agreed.front();
        QCOMPARE(agreed.epoch, 1);
        QVERIFY(protocol::isCountersigned(
            protocol::encode(first).toStdString(), agreed.signature, bench.identity.publicKey()));

        const terminal::Earnings earnings = bench.keeper->earnings();
        QVERIFY2(earnings.problem.empty(), earnings.problem.c_str());
        QVERIFY(earnings.demo);
        QVERIFY(terminal::addsUp(terminal::checkEarnings(earnings.records)));
        QCOMPARE(earnings.balance.count(), 2 * 990);
    }

    void namesWhyAPartOfTheLatestEpochEarnedNothing() {
        Bench bench;
        Statement poor = bench.stated(1, 1'000);
        poor.quality = protocol::kFullQuality * 9 / 10;
        poor.weight = protocol::weightOf(poor.credited, poor.quality);
        poor.cause = "Checks found 90 % of what was promised.";
        bench.publish(poor);
        bench.goOnline();
        MESON_TRY_COMPARE(bench.keptCount(), std::size_t(1));
        QCOMPARE(bench.keeper->penalty(), poor.cause);
        bench.begin(); // known at once after a start
        QCOMPARE(bench.keeper->penalty(), poor.cause);
        bench.publish(bench.stated(2, 1'000));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.keptCount(), std::size_t(2));
        QCOMPARE(bench.keeper->penalty(), std::string());
    }

    void keepsThemAcrossACrashAndAsksOnlyForLaterOnes() {
        Bench bench;
        bench.publish(bench.stated(1, 500));
        bench.publish(bench.stated(2, 500));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(2));
        bench.receipts.clear(); // long ago
        bench.begin();
        const auto records = bench.keeper->earnings().records;
        QCOMPARE(records.size(), std::size_t(2));
        QVERIFY(records[0].isSignatureValid && records[0].isCountersigned);
        QCOMPARE(records[1].own->stated.count(), 500);
        bench.goOnline();
        const std::size_t before = bench.router.count("/statements");
        MESON_TRY_VERIFY(bench.router.count("/statements") > before);
        QCOMPARE(bench.router.received<protocol::StatementsRequest>("/statements").back().after, 2);
    }

    void refusesAForgedStatementAndNamesIt() {
        Bench bench;
        const Statement statement = bench.stated(7, 500);
        bench.router.state(7, protocol::signStatement(statement, bench.identity));
        bench.goOnline();
        MESON_TRY_VERIFY(bench.keeper->problem().find("statement of epoch 7") != std::string::npos);
        QVERIFY(bench.keeper->problem().find("forged") != std::string::npos);
        QCOMPARE(bench.keptCount(), std::size_t(0));
    }

    void refusesAnAlteredStatementAndAnotherTerminals() {
        Bench bench;
        Statement statement = bench.stated(1, 500);
        protocol::SignedStatement altered =
            protocol::signStatement(statement, bench.router.identity);
        altered.text.replace(altered.text.find("500"), 3, "900");
        bench.router.state(1, altered);
        bench.goOnline();
        MESON_TRY_VERIFY(bench.keeper->problem().find("altered") != std::string::npos);
        statement.node = bench.router.identity.nodeId();
        bench.publish(statement);
        MESON_TRY_VERIFY(bench.keeper->problem().find("another Terminal's") != std::string::npos);
        QCOMPARE(bench.keptCount(), std::size_t(0));
    }

    void anAlteredFileIsNamedAndAskedForAgain() {
        Bench bench;
        bench.publish(bench.stated(1, 500));
        bench.publish(bench.stated(2, 700));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(2));
        bench.keeper->close();
        bench.rewrite(bench.text().replace("700", "900"));
        bench.begin();
        const terminal::Earnings altered = bench.keeper->earnings();
        QVERIFY(altered.problem.find("epoch 2") != std::string::npos);
        QCOMPARE(altered.records.size(), std::size_t(2));
        QVERIFY(!altered.records[1].isSignatureValid);
        QCOMPARE(altered.balance.count(), 990);
        QVERIFY(!terminal::addsUp(terminal::checkEarnings(altered.records)));

        bench.goOnline();
        MESON_TRY_VERIFY(bench.keeper->earnings().records[1].isSignatureValid);
        QCOMPARE(bench.keeper->earnings().records[1].statement.stated.count(), 700);
        MESON_TRY_VERIFY(bench.keeper->problem().empty());
    }

    void anyCutOfTheFileIsMendedByTheRouter() {
        Bench bench;
        bench.publish(bench.stated(1, 500));
        bench.publish(bench.stated(2, 700));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(2));
        bench.keeper->close();
        const QByteArray whole = bench.text();
        for (qsizetype length = 0; length < whole.size(); length += 97) {
            bench.rewrite(whole.left(length));
            bench.begin();
            bench.goOnline();
            MESON_TRY_COMPARE(bench.keptCount(), std::size_t(2));
            MESON_TRY_VERIFY(bench.keeper->earnings().records[1].isSignatureValid);
            bench.keeper->close();
        }
    }

    void aSecondStatementOfAnEpochIsAContradiction() {
        Bench bench;
        Statement first = bench.stated(1, 500);
        bench.publish(first);
        bench.publish(bench.stated(2, 700));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(2));
        bench.keeper->close();
        const QList<QByteArray> lines = bench.text().split('\n');
        bench.rewrite(
            lines[0] + '\n' + lines[2] + '\n'); // the first is lost, so both are asked for
        Statement second = bench.stated(3, 100);
        second.epoch = 2;
        bench.publish(second);
        bench.begin();
        bench.goOnline();
        MESON_TRY_VERIFY(bench.keeper->problem().find("two different") != std::string::npos);
        QCOMPARE(bench.keeper->earnings().records.back().statement.stated.count(), 700);
    }

    void anotherKeyOfTheRouterIsNamed() {
        Bench bench;
        bench.publish(bench.stated(1, 500));
        bench.goOnline();
        MESON_TRY_COMPARE(bench.agreedCount(), std::size_t(1));
        protocol::NetworkInfo network;
        network.routerKey = bench.identity.publicKey();
        bench.keeper->setNetwork(network);
        QVERIFY(bench.keeper->problem().find("another key") != std::string::npos);
    }

    void aRouterThatCreditsHalfIsNotAgreedTo() {
        Bench bench;
        Statement statement = bench.stated(1, 500);
        bench.receipts[1].credited = statement.credited = base::Bytes(250); // and so its answers
        statement.weight = statement.allWeights = statement.credited;
        bench.publish(statement);
        bench.goOnline();
        MESON_TRY_COMPARE(bench.keptCount(), std::size_t(1));
        MESON_TRY_VERIFY(bench.router.count("/statements") > 1);
        QCOMPARE(bench.agreedCount(), std::size_t(0));
        QVERIFY(!terminal::addsUp(terminal::checkEarnings(bench.keeper->earnings().records)));
    }

    void whatDoesNotAddUpIsKeptButNotAgreedTo() {
        Bench bench;
        bench.publish(bench.stated(1, 500));
        bench.receipts[1].stated = base::Bytes(800);
        bench.goOnline();
        MESON_TRY_COMPARE(bench.keptCount(), std::size_t(1));
        MESON_TRY_VERIFY(bench.router.count("/statements") > 1);
        QCOMPARE(bench.agreedCount(), std::size_t(0));
        QVERIFY(!terminal::addsUp(terminal::checkEarnings(bench.keeper->earnings().records)));
    }
};

QTEST_GUILESS_MAIN(EarningsKeeperTest)
#include "earnings_keeper_test.moc"
