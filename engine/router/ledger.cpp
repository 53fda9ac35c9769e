// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/ledger.h"

#include <QDateTime>
#include <algorithm>
#include <map>
#include <optional>

namespace meson::router {
namespace {

using Outcome = base::Result<void, base::Failure<LedgerError>>;

QString textOf(const std::string& text) {
    return QString::fromStdString(text);
}

qlonglong numberOf(Asset asset) {
    return static_cast<qlonglong>(asset);
}

std::string nameOf(Asset asset) {
    return asset == Asset::Rewards ? "rewards" : "fees";
}

std::string sourceOf(Asset asset) {
    return asset == Asset::Rewards ? "emission" : "deposits";
}

/// What a transaction does to each account, or nothing if it does not sum to zero.
std::optional<std::map<std::string, std::int64_t>> netOf(const std::vector<LedgerEntry>& entries) {
    std::map<std::string, std::int64_t> net;
    std::int64_t sum = 0;
    for (const LedgerEntry& entry : entries) {
        std::int64_t& account = net[entry.account];
        if (entry.amount < -kLargestAmount || entry.amount > kLargestAmount ||
            __builtin_add_overflow(sum, entry.amount, &sum) ||
            __builtin_add_overflow(account, entry.amount, &account))
            return std::nullopt;
    }
    if (sum != 0)
        return std::nullopt;
    return net;
}

/// RFC 4180 §2.
std::string csvField(const std::string& text) {
    if (text.find_first_of("\",\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted.append(c == '"' ? 2 : 1, c);
    return quoted += '"';
}

const QString kRows = QStringLiteral(
    "SELECT b.number, b.key_text, b.asset, b.reason, b.evidence, b.booked_at, e.account, e.amount "
    "FROM ledger_booking b JOIN ledger_entry e ON e.booking = b.number ");

LedgerRow rowOf(const Database::Row& row) {
    return {
        row[0].toLongLong(),
        row[1].toString().toStdString(),
        static_cast<Asset>(row[2].toInt()),
        row[3].toString().toStdString(),
        row[4].toString().toStdString(),
        base::fromUnixSeconds(row[5].toLongLong()),
        row[6].toString().toStdString(),
        row[7].toLongLong()};
}

/// The statements that store one transaction; each says whether it went well.
class Booking {
public:
    Booking(Database& database, const LedgerTransaction& transaction)
        : m_database(database)
        , m_transaction(transaction) {}

    /// Inside a database transaction; what it wrote is rolled back when it fails.
    Outcome store(const std::map<std::string, std::int64_t>& net) {
        const auto number =
            m_database.query(QStringLiteral("SELECT MAX(number) FROM ledger_booking"));
        if (!number || !insertBooking(number->front()[0].toLongLong() + 1))
            return base::fail(LedgerError::NotStored, m_transaction.key);
        for (const auto& [account, amount] : net) {
            if (Outcome moved = move(account, amount); !moved)
                return moved;
        }
        return {};
    }

private:
    bool insertBooking(qlonglong number) {
        const auto booked = m_database.query(
            QStringLiteral("INSERT INTO ledger_booking (number, key_text, asset, reason, evidence, "
                           "booked_at) VALUES (?, ?, ?, ?, ?, ?)"),
            {number, textOf(m_transaction.key), numberOf(m_transaction.asset),
             textOf(m_transaction.reason), textOf(m_transaction.evidence),
             static_cast<qlonglong>(base::unixSeconds(m_transaction.time))});
        qlonglong line = 0;
        return booked &&
               std::all_of(
                   m_transaction.entries.begin(), m_transaction.entries.end(),
                   [&](const LedgerEntry& entry) { return insertEntry(number, line++, entry); });
    }

    bool insertEntry(qlonglong number, qlonglong line, const LedgerEntry& entry) {
        return m_database
            .query(
                QStringLiteral("INSERT INTO ledger_entry (booking, line, asset, account, amount) "
                               "VALUES (?, ?, ?, ?, ?)"),
                {number, line, numberOf(m_transaction.asset), textOf(entry.account),
                 static_cast<qlonglong>(entry.amount)})
            .has_value();
    }

    Outcome move(const std::string& account, std::int64_t amount) {
        const Asset asset = m_transaction.asset;
        const auto known = m_database.query(
            QStringLiteral("SELECT amount FROM ledger_balance WHERE asset = ? AND account = ?"),
            {numberOf(asset), textOf(account)});
        std::int64_t balance =
            known && !known->empty() ? known->front()[0].toLongLong() : std::int64_t{0};
        if (!known || __builtin_add_overflow(balance, amount, &balance))
            return base::fail(LedgerError::NotStored, account);
        if (balance < 0 && account != sourceOf(asset))
            return base::fail(LedgerError::Overdrawn, account);
        const auto stored = m_database.query(
            known->empty()
                ? QStringLiteral(
                      "INSERT INTO ledger_balance (amount, asset, account) VALUES (?, ?, ?)")
                : QStringLiteral(
                      "UPDATE ledger_balance SET amount = ? WHERE asset = ? AND account = ?"),
            {static_cast<qlonglong>(balance), numberOf(asset), textOf(account)});
        if (!stored)
            return base::fail(LedgerError::NotStored, account);
        return {};
    }

    Database& m_database;
    const LedgerTransaction& m_transaction;
};

} // namespace

std::string_view sentence(LedgerError error) {
    switch (error) {
    case LedgerError::Unbalanced:
        return "The entries do not sum to zero, or one is too large.";
    case LedgerError::Overdrawn:
        return "The account does not hold enough.";
    case LedgerError::AlreadyBooked:
        return "This transaction is in the ledger already; nothing was booked again.";
    case LedgerError::NotStored:
        return "The database refused: nothing was booked.";
    }
    return {};
}

// ledger_balance repeats what the entries sum to, so that a balance costs one look-up.
base::Result<void, DatabaseFailure> Ledger::createTables(Database& database) {
    return database.migrate(
        QStringLiteral("ledger"),
        {QStringLiteral("CREATE TABLE ledger_booking (number BIGINT PRIMARY KEY, key_text TEXT NOT "
                        "NULL UNIQUE, asset INTEGER NOT NULL, reason TEXT NOT NULL, evidence TEXT "
                        "NOT NULL, booked_at BIGINT NOT NULL)"),
         QStringLiteral("CREATE TABLE ledger_entry (booking BIGINT NOT NULL, line BIGINT NOT NULL, "
                        "asset INTEGER NOT NULL, account TEXT NOT NULL, amount BIGINT NOT NULL, "
                        "PRIMARY KEY (booking, line))"),
         QStringLiteral("CREATE INDEX ledger_entry_account ON ledger_entry (asset, account)"),
         QStringLiteral("CREATE TABLE ledger_balance (asset INTEGER NOT NULL, account TEXT NOT "
                        "NULL, amount BIGINT NOT NULL, PRIMARY KEY (asset, account))")});
}

Outcome Ledger::book(const LedgerTransaction& transaction) {
    const auto net = netOf(transaction.entries);
    if (!net)
        return base::fail(LedgerError::Unbalanced, transaction.key);
    const auto known = m_database.query(
        QStringLiteral("SELECT number FROM ledger_booking WHERE key_text = ?"),
        {textOf(transaction.key)});
    if (known && !known->empty())
        return base::fail(LedgerError::AlreadyBooked, transaction.key);
    Outcome outcome;
    const bool committed = m_database.transaction([&] {
        outcome = Booking(m_database, transaction).store(*net);
        return outcome.has_value();
    });
    if (!committed && outcome)
        return base::fail(LedgerError::NotStored, transaction.key);
    return outcome;
}

base::Result<std::int64_t, DatabaseFailure>
Ledger::booked(const std::string& key, const std::string& account) const {
    const auto rows = m_database.query(
        QStringLiteral("SELECT amount FROM ledger_entry JOIN ledger_booking ON booking = number "
                       "WHERE key_text = ? AND account = ?"),
        {textOf(key), textOf(account)});
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->empty() ? 0 : (*rows)[0][0].toLongLong();
}

base::Result<std::int64_t, DatabaseFailure>
Ledger::balance(Asset asset, const std::string& account) const {
    const auto rows = m_database.query(
        QStringLiteral("SELECT amount FROM ledger_balance WHERE asset = ? AND account = ?"),
        {numberOf(asset), textOf(account)});
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->empty() ? 0 : rows->front()[0].toLongLong();
}

std::vector<LedgerRow>
Ledger::rows(Asset asset, const std::string& account, std::int64_t limit) const {
    QString sql = kRows + QStringLiteral("WHERE e.asset = ? ");
    std::vector<QVariant> values{numberOf(asset)};
    if (!account.empty()) {
        sql += QStringLiteral("AND e.account = ? ");
        values.emplace_back(textOf(account));
    }
    values.emplace_back(static_cast<qlonglong>(limit));
    std::vector<LedgerRow> result;
    const auto rows =
        m_database.query(sql + QStringLiteral("ORDER BY b.number DESC, e.line LIMIT ?"), values);
    for (const Database::Row& row : rows.value_or(std::vector<Database::Row>()))
        result.push_back(rowOf(row));
    return result;
}

std::int64_t Ledger::latest() const {
    const auto rows = m_database.query(QStringLiteral("SELECT MAX(number) FROM ledger_booking"));
    return rows && !rows->empty() ? rows->front()[0].toLongLong() : 0;
}

/// Also when the database refuses: nothing can be said then.
bool Ledger::finds(const QString& sql, const std::vector<QVariant>& values) const {
    const auto rows = m_database.query(sql, values);
    return !rows || !rows->empty();
}

bool Ledger::isBalancedSince(std::int64_t number) const {
    return !finds(
               QStringLiteral("SELECT booking FROM ledger_entry WHERE booking > ? "
                              "GROUP BY booking, asset HAVING SUM(amount) <> 0"),
               {static_cast<qlonglong>(number)}) &&
           !finds(QStringLiteral("SELECT asset FROM ledger_balance GROUP BY asset "
                                 "HAVING SUM(amount) <> 0")) &&
           !finds(QStringLiteral("SELECT account FROM ledger_balance WHERE amount < 0 AND NOT "
                                 "(asset = %1 AND account = '%2') AND NOT "
                                 "(asset = %3 AND account = '%4')")
                      .arg(numberOf(Asset::Rewards))
                      .arg(textOf(sourceOf(Asset::Rewards)))
                      .arg(numberOf(Asset::Fees))
                      .arg(textOf(sourceOf(Asset::Fees))));
}

bool Ledger::isBalanced() const {
    return isBalancedSince(0) &&
           !finds(
               QStringLiteral("SELECT b.account FROM ledger_balance b LEFT JOIN ledger_entry e ON "
                              "e.asset = b.asset AND e.account = b.account "
                              "GROUP BY b.asset, b.account, b.amount "
                              "HAVING COALESCE(SUM(e.amount), 0) <> b.amount"));
}

base::Result<std::string, DatabaseFailure> Ledger::exportCsv() const {
    std::string csv = "transaction,key,asset,reason,evidence,time,account,amount\r\n";
    const auto rows = m_database.query(kRows + QStringLiteral("ORDER BY b.number, e.line"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& values : *rows) {
        const LedgerRow row = rowOf(values);
        const QDateTime time = QDateTime::fromSecsSinceEpoch(base::unixSeconds(row.time), Qt::UTC);
        csv += std::to_string(row.transaction) + ',' + csvField(row.key) + ',' + nameOf(row.asset) +
               ',' + csvField(row.reason) + ',' + csvField(row.evidence) + ',' +
               time.toString(Qt::ISODate).toStdString() + ',' + csvField(row.account) + ',' +
               std::to_string(row.amount) + "\r\n";
    }
    return csv;
}

} // namespace meson::router
