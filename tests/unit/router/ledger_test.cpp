// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/ledger.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <random>
#include <set>

using namespace meson;
using namespace meson::router;

namespace {

const base::WallTime kNow = base::fromUnixSeconds(1'800'000'000);

LedgerTransaction transactionOf(std::string key, Asset asset, std::vector<LedgerEntry> entries) {
    return {std::move(key), asset, "serving", "epoch:1", kNow, std::move(entries)};
}

LedgerTransaction rewardOf(std::string key, std::int64_t amount) {
    return transactionOf(
        std::move(key), Asset::Rewards, {{"emission", -amount}, {"terminal:a", amount}});
}

/// Records of RFC 4180; fields as they were before quoting.
std::vector<std::vector<std::string>> parseCsv(const std::string& text) {
    std::vector<std::vector<std::string>> records{{""}};
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            records.back().back() += text[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            records.back().emplace_back();
        else if (!quoted && c == '\r')
            records.push_back({""}), ++i;
        else
            records.back().back() += c;
    }
    records.pop_back(); // nothing follows the last line's end
    return records;
}

} // namespace

class LedgerTest : public QObject {
    Q_OBJECT

private:
    using Balances = std::map<std::pair<Asset, std::string>, std::int64_t>;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Ledger> m_ledger;

    void open(const QString& file) {
        m_file = file;
        auto database = Database::open(file.toStdString());
        QVERIFY(database.has_value());
        m_database = std::move(*database);
        m_ledger = std::make_unique<Ledger>(*m_database);
        m_database->run([this] { QVERIFY(Ledger::createTables(*m_database)); });
    }

    /// Goes on with what a crash of the computer now would leave on the disk.
    void crash() {
        const QString copy = m_file + QLatin1Char('x');
        QVERIFY(QFile::copy(m_file, copy));
        QFile::copy(m_file + QLatin1String("-wal"), copy + QLatin1String("-wal"));
        open(copy);
    }

    std::optional<LedgerError> book(const LedgerTransaction& transaction) {
        std::optional<LedgerError> error;
        m_database->run([&] {
            if (const auto booked = m_ledger->book(transaction); !booked)
                error = booked.error().code;
        });
        return error;
    }
    std::int64_t balance(Asset asset, const std::string& account) {
        std::int64_t amount = 0;
        m_database->run([&] { amount = *m_ledger->balance(asset, account); });
        return amount;
    }
    bool isBalanced() {
        bool balanced = false;
        m_database->run([&] { balanced = m_ledger->isBalanced(); });
        return balanced;
    }
    std::string csv() {
        std::string text;
        m_database->run([&] { text = *m_ledger->exportCsv(); });
        return text;
    }
    void execute(const char* sql) {
        m_database->run([&] { QVERIFY(m_database->query(QLatin1String(sql))); });
    }

    Balances balancesOfCsv() {
        Balances balances;
        const auto records = parseCsv(csv());
        for (std::size_t i = 1; i < records.size(); ++i) {
            const auto& record = records[i];
            const Asset asset = record[2] == "fees" ? Asset::Fees : Asset::Rewards;
            balances[{asset, record[6]}] += std::stoll(record[7]);
        }
        return balances;
    }

private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        open(m_folder->filePath(QStringLiteral("state.db")));
    }
    void cleanup() {
        m_ledger.reset();
        m_database.reset();
    }

    void anEmptyLedgerIsBalanced() {
        QVERIFY(isBalanced());
        QCOMPARE(balance(Asset::Rewards, "emission"), std::int64_t{0});
        QCOMPARE(
            csv(), std::string("transaction,key,asset,reason,evidence,time,account,amount\r\n"));
    }

    void movesAnAmountFromTheSource() {
        QVERIFY(!book(rewardOf("one", 250)));
        QCOMPARE(balance(Asset::Rewards, "terminal:a"), std::int64_t{250});
        QCOMPARE(balance(Asset::Rewards, "emission"), std::int64_t{-250});
        QCOMPARE(balance(Asset::Fees, "terminal:a"), std::int64_t{0});
        QVERIFY(isBalanced());
    }

    void refusesWhatDoesNotSumToZero() {
        QCOMPARE(
            book(transactionOf("one", Asset::Fees, {{"deposits", -5}, {"business:b", 4}})),
            LedgerError::Unbalanced);
        QCOMPARE(
            book(transactionOf("two", Asset::Fees, {{"business:b", 1}})), LedgerError::Unbalanced);
        QVERIFY(!book(transactionOf("three", Asset::Fees, {})));
        QVERIFY(isBalanced());
    }

    void amountsAreBounded() {
        QVERIFY(!book(rewardOf("at", kLargestAmount)));
        QCOMPARE(book(rewardOf("over", kLargestAmount + 1)), LedgerError::Unbalanced);
        std::vector<LedgerEntry> wrapping;
        for (int i = 0; i < 2'048; ++i)
            wrapping.push_back({"terminal:a", kLargestAmount});
        QCOMPARE(book(transactionOf("wraps", Asset::Rewards, wrapping)), LedgerError::Unbalanced);
    }

    void onlyTheSourceOfAnAssetGoesBelowZero() {
        QVERIFY(!book(rewardOf("one", 10)));
        const auto take = [&](const char* key, Asset asset, const char* from, std::int64_t amount) {
            return book(transactionOf(key, asset, {{from, -amount}, {"terminal:b", amount}}));
        };
        QVERIFY(!take("under", Asset::Rewards, "terminal:a", 9));
        QVERIFY(!take("at", Asset::Rewards, "terminal:a", 1));
        QCOMPARE(take("over", Asset::Rewards, "terminal:a", 1), LedgerError::Overdrawn);
        QCOMPARE(take("other source", Asset::Rewards, "deposits", 1), LedgerError::Overdrawn);
        QCOMPARE(take("other asset", Asset::Fees, "emission", 1), LedgerError::Overdrawn);
        QCOMPARE(balance(Asset::Rewards, "terminal:b"), std::int64_t{10});
        QVERIFY(isBalanced());
    }

    void anOverdrawnTransactionLeavesNoTrace() {
        const LedgerTransaction refused = transactionOf(
            "one", Asset::Fees,
            {{"deposits", -5}, {"a", 5}, {"business:b", -1}, {"network-revenue", 1}});
        QCOMPARE(book(refused), LedgerError::Overdrawn);
        QCOMPARE(balance(Asset::Fees, "a"), std::int64_t{0});
        QVERIFY(isBalanced());
        QCOMPARE(parseCsv(csv()).size(), std::size_t{1});
    }

    void aKeyIsBookedOnce() {
        QVERIFY(!book(rewardOf("one", 10)));
        QCOMPARE(book(rewardOf("one", 10)), LedgerError::AlreadyBooked);
        QCOMPARE(book(rewardOf("one", 99)), LedgerError::AlreadyBooked);
        QCOMPARE(balance(Asset::Rewards, "terminal:a"), std::int64_t{10});
    }

    void goesWithTheCallersTransaction() {
        m_database->run([&] {
            QVERIFY(!m_database->transaction(
                [&] { return m_ledger->book(rewardOf("one", 10)).has_value() && false; }));
            QVERIFY(m_database->transaction([&] {
                const bool overdrawn = !m_ledger->book(transactionOf(
                    "two", Asset::Fees, {{"business:b", -1}, {"network-revenue", 1}}));
                return overdrawn && m_ledger->book(rewardOf("three", 7)).has_value();
            }));
        });
        QCOMPARE(balance(Asset::Rewards, "terminal:a"), std::int64_t{7});
        QVERIFY(isBalanced());
    }

    void listsTheNewestFirst() {
        for (int i = 1; i <= 5; ++i)
            QVERIFY(!book(rewardOf(std::to_string(i), i)));
        m_database->run([&] {
            const auto rows = m_ledger->rows(Asset::Rewards, "terminal:a", 2);
            QCOMPARE(rows.size(), std::size_t{2});
            QCOMPARE(rows[0].key, std::string("5"));
            QCOMPARE(rows[0].amount, std::int64_t{5});
            QCOMPARE(rows[0].time, kNow);
            QCOMPARE(rows[1].key, std::string("4"));
            QCOMPARE(m_ledger->rows(Asset::Rewards, "", 100).size(), std::size_t{10});
            QVERIFY(m_ledger->rows(Asset::Fees, "", 100).empty());
        });
    }

    void csvQuotesWhatNeedsIt() {
        LedgerTransaction transaction = rewardOf("a,\"b\"\r\nc", 1);
        QVERIFY(!book(transaction));
        const auto records = parseCsv(csv());
        QCOMPARE(records.size(), std::size_t{3});
        QCOMPARE(records[1][1], transaction.key);
        QCOMPARE(records[1][5], std::string("2027-01-15T08:00:00Z"));
        QCOMPARE(records[2].size(), std::size_t{8});
    }

    void noticesForgedRows_data() {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("entry changed")
            << QByteArray("UPDATE ledger_entry SET amount = 11 WHERE account = 'terminal:a'");
        QTest::newRow("entry gone")
            << QByteArray("DELETE FROM ledger_entry WHERE account = 'terminal:a'");
        QTest::newRow("balance changed")
            << QByteArray("UPDATE ledger_balance SET amount = 11 WHERE account = 'terminal:a'");
        QTest::newRow("both accounts' balances changed")
            << QByteArray("UPDATE ledger_balance SET amount = amount * 2");
        QTest::newRow("balances swapped")
            << QByteArray("UPDATE ledger_balance SET amount = -amount");
        QTest::newRow("balance without entries")
            << QByteArray("INSERT INTO ledger_balance (asset, account, amount) VALUES (0, 'x', 1), "
                          "(0, 'y', -1)");
    }
    void noticesForgedRows() {
        QFETCH(const QByteArray, sql);
        QVERIFY(!book(rewardOf("one", 10)));
        QVERIFY(isBalanced());
        execute(sql.constData());
        QVERIFY(!isBalanced());
    }

    void anEpochIsCheckedByItsOwnTransactions() {
        QVERIFY(!book(rewardOf("one", 10)));
        QVERIFY(!book(rewardOf("two", 20)));
        const auto isBalancedSince = [this](std::int64_t number) {
            bool balanced = false;
            m_database->run([&] { balanced = m_ledger->isBalancedSince(number); });
            return balanced;
        };
        m_database->run([&] { QCOMPARE(m_ledger->latest(), 2); });
        QVERIFY(isBalancedSince(0) && isBalancedSince(1));
        execute("UPDATE ledger_entry SET amount = amount + 1 WHERE booking = 2 AND line = 0");
        QVERIFY(!isBalancedSince(0) && !isBalancedSince(1));
        QVERIFY(isBalancedSince(2));
        execute("UPDATE ledger_balance SET amount = amount + 1 WHERE account = 'emission'");
        QVERIFY(!isBalancedSince(2));
    }

    // Random bookings, replays, refusals, roll-backs and crashes against a model.
    void neverLosesNorDoublesAnything_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void neverLosesNorDoublesAnything() {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
        const std::array<std::string, 4> names{"emission", "deposits", "terminal:a", "business:b"};
        Balances model;
        std::vector<LedgerTransaction> booked;

        for (int step = 0; step < 300; ++step) {
            const int action = below(20);
            if (action == 0) {
                crash();
            } else if (action < 4 && !booked.empty()) {
                const auto& again =
                    booked[static_cast<std::size_t>(below(unsigned(booked.size())))];
                QCOMPARE(book(again), LedgerError::AlreadyBooked);
            } else {
                const Asset asset = below(2) ? Asset::Fees : Asset::Rewards;
                const std::string& from = names[static_cast<std::size_t>(below(4))];
                const std::string& to = names[static_cast<std::size_t>(below(4))];
                const int amount = below(1'000);
                const LedgerTransaction transaction = transactionOf(
                    "step:" + std::to_string(step), asset, {{from, -amount}, {to, amount}});
                const std::string source = asset == Asset::Fees ? "deposits" : "emission";
                const bool covered = from == source || from == to || model[{asset, from}] >= amount;
                if (action == 4) { // the caller rolls back, or the computer dies before the commit
                    m_database->run([&] {
                        m_database->transaction(
                            [&] { return m_ledger->book(transaction).has_value() && false; });
                    });
                    continue;
                }
                const auto error = book(transaction);
                QCOMPARE(error.has_value(), !covered);
                if (error)
                    continue;
                booked.push_back(transaction);
                model[{asset, from}] -= amount;
                model[{asset, to}] += amount;
            }
        }
        crash();
        QVERIFY(isBalanced());
        Balances written = balancesOfCsv();
        for (const auto& [key, amount] : model) {
            QCOMPARE(balance(key.first, key.second), amount);
            QCOMPARE(written[key], amount);
            QVERIFY(amount >= 0 || key.second == "emission" || key.second == "deposits");
        }
        std::map<Asset, std::int64_t> sums;
        for (const auto& [key, amount] : written)
            sums[key.first] += amount;
        QVERIFY(sums[Asset::Rewards] == 0 && sums[Asset::Fees] == 0);
        QCOMPARE(parseCsv(csv()).size(), 1 + 2 * booked.size());
    }

    void aCrashBeforeTheCommitLeavesNothing() {
        QVERIFY(!book(rewardOf("one", 10)));
        const QString copy = m_file + QLatin1Char('x');
        m_database->run([&] {
            m_database->transaction([&] {
                const bool booked = m_ledger->book(rewardOf("two", 5)).has_value();
                QFile::copy(m_file + QLatin1String("-wal"), copy + QLatin1String("-wal"));
                return booked && QFile::copy(m_file, copy);
            });
        });
        open(copy);
        QCOMPARE(balance(Asset::Rewards, "terminal:a"), std::int64_t{10});
        QVERIFY(isBalanced());
        QVERIFY(!book(rewardOf("two", 5)));
    }
};

QTEST_GUILESS_MAIN(LedgerTest)
#include "ledger_test.moc"
