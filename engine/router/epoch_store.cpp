// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/epoch_store.h"

#include <algorithm>
#include <map>

namespace meson::router::epoch_store {

namespace {

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

std::string epochWord(std::int64_t epoch) {
    return "epoch:" + std::to_string(epoch);
}

bool booked(Ledger& ledger, const LedgerTransaction& transaction) {
    if (transaction.entries.empty())
        return true;
    const auto result = ledger.book(transaction);
    return result || result.error().code == LedgerError::AlreadyBooked;
}

bool bookRewards(
    Ledger& ledger, std::int64_t epoch, const std::string& reason,
    const std::vector<NodeReward>& rewards, base::MicroTokens NodeReward::*part,
    base::WallTime now) {
    LedgerTransaction transaction{
        epochWord(epoch) + ":" + reason, Asset::Rewards, reason, epochWord(epoch), now, {}};
    std::int64_t sum = 0;
    for (const NodeReward& reward : rewards) {
        const std::int64_t amount = (reward.*part).count();
        if (amount == 0)
            continue;
        transaction.entries.push_back({"terminal:" + reward.node, amount});
        sum += amount;
    }
    if (sum > 0)
        transaction.entries.push_back({"emission", -sum});
    return booked(ledger, transaction);
}

bool settleRewards(
    Database& database, std::int64_t epoch, base::MicroTokens emission, base::WallTime now) {
    const auto rows = database.query(
        QStringLiteral("SELECT node, credited, quality, standby_seconds FROM epoch_node "
                       "WHERE epoch = ? ORDER BY node"),
        {qlonglong(epoch)});
    if (!rows)
        return false;
    std::vector<NodeWork> work;
    for (const Database::Row& row : *rows)
        work.push_back(
            {row[0].toString().toStdString(), base::Bytes(row[1].toLongLong()), row[2].toLongLong(),
             row[3].toLongLong()});
    const std::vector<NodeReward> rewards = distribute(work, emission);
    Ledger ledger(database);
    if (!bookRewards(ledger, epoch, "serving", rewards, &NodeReward::serving, now) ||
        !bookRewards(ledger, epoch, "standby", rewards, &NodeReward::standby, now))
        return false;
    return std::all_of(rewards.begin(), rewards.end(), [&](const NodeReward& reward) {
        return database
            .query(
                QStringLiteral(
                    "UPDATE epoch_node SET serving = ?, standby = ? WHERE epoch = ? AND node = ?"),
                {qlonglong(reward.serving.count()), qlonglong(reward.standby.count()),
                 qlonglong(epoch), text(reward.node)})
            .has_value();
    });
}

bool settleFees(
    Database& database, std::int64_t epoch, base::MicroCredits price, base::WallTime now) {
    const auto rows = database.query(
        QStringLiteral("SELECT binding, owner, terminal_bytes + router_bytes FROM epoch_usage "
                       "WHERE epoch = ? ORDER BY owner, binding"),
        {qlonglong(epoch)});
    if (!rows)
        return false;
    Ledger ledger(database);
    std::map<std::string, std::int64_t> fees;
    for (const Database::Row& row : *rows) {
        const std::string owner = row[1].toString().toStdString();
        const std::string account = "business:" + owner;
        const std::int64_t left = ledger.balance(Asset::Fees, account) - fees[owner];
        const std::int64_t fee = std::clamp(
            feeFor(base::Bytes(row[2].toLongLong()), price).count(), std::int64_t{0},
            std::max(left, std::int64_t{0}));
        fees[owner] += fee;
        if (!database.query(
                QStringLiteral("UPDATE epoch_usage SET fee = ? WHERE epoch = ? AND binding = ?"),
                {qlonglong(fee), qlonglong(epoch), row[0]}))
            return false;
    }
    return std::all_of(fees.begin(), fees.end(), [&](const auto& item) {
        LedgerTransaction transaction{epochWord(epoch) + ":fees:" + item.first,
                                      Asset::Fees,
                                      "delivery",
                                      epochWord(epoch),
                                      now,
                                      {}};
        if (item.second > 0)
            transaction.entries = {
                {"business:" + item.first, -item.second}, {"network-revenue", item.second}};
        return booked(ledger, transaction);
    });
}

} // namespace

base::Result<void, DatabaseFailure> createTables(Database& database) {
    return database.migrate(
        QStringLiteral("epochs"),
        {QStringLiteral("CREATE TABLE epoch (number BIGINT PRIMARY KEY, starts BIGINT NOT NULL, "
                        "ends BIGINT NOT NULL, settled INTEGER NOT NULL)"),
         QStringLiteral("CREATE TABLE epoch_node (epoch BIGINT NOT NULL, node TEXT NOT NULL, "
                        "credited BIGINT NOT NULL, standby_seconds BIGINT NOT NULL, "
                        "quality BIGINT NOT NULL, serving BIGINT NOT NULL, "
                        "standby BIGINT NOT NULL, PRIMARY KEY (epoch, node))"),
         QStringLiteral("CREATE TABLE epoch_usage (epoch BIGINT NOT NULL, binding BIGINT NOT NULL, "
                        "owner TEXT NOT NULL, terminal_bytes BIGINT NOT NULL, "
                        "router_bytes BIGINT NOT NULL, requests BIGINT NOT NULL, "
                        "fee BIGINT NOT NULL, PRIMARY KEY (epoch, binding))")});
}

base::Result<std::vector<OpenEpoch>, DatabaseFailure> openEpochs(const Database& database) {
    const auto rows = database.query(
        QStringLiteral("SELECT number, starts, ends FROM epoch WHERE settled = 0 ORDER BY number"));
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<OpenEpoch> epochs;
    for (const Database::Row& row : *rows)
        epochs.push_back({row[0].toLongLong(), row[1].toLongLong(), row[2].toLongLong()});
    return epochs;
}

std::int64_t lastEpoch(const Database& database) {
    const auto rows = database.query(QStringLiteral("SELECT MAX(number) FROM epoch"));
    return rows && !rows->empty() ? rows->front()[0].toLongLong() : 0;
}

bool insertEpoch(const Database& database, const OpenEpoch& epoch) {
    return database
        .query(
            QStringLiteral("INSERT INTO epoch (number, starts, ends, settled) VALUES (?, ?, ?, 0)"),
            {qlonglong(epoch.number), qlonglong(epoch.starts), qlonglong(epoch.ends)})
        .has_value();
}

bool endEpoch(const Database& database, std::int64_t epoch, std::int64_t ends) {
    return database
        .query(
            QStringLiteral("UPDATE epoch SET ends = ? WHERE number = ?"),
            {qlonglong(ends), qlonglong(epoch)})
        .has_value();
}

bool addCredit(
    const Database& database, std::int64_t epoch, const std::string& node, base::Bytes bytes) {
    return database
        .query(
            QStringLiteral("INSERT INTO epoch_node (epoch, node, credited, standby_seconds, "
                           "quality, serving, standby) VALUES (?, ?, ?, 0, 1000000, 0, 0) "
                           "ON CONFLICT (epoch, node) DO UPDATE SET "
                           "credited = epoch_node.credited + excluded.credited"),
            {qlonglong(epoch), text(node), qlonglong(bytes.count())})
        .has_value();
}

bool addStandby(const Database& database, std::int64_t epoch, const std::vector<NodeWork>& nodes) {
    const QString insert = QStringLiteral(
        "INSERT INTO epoch_node (epoch, node, credited, standby_seconds, quality, serving, "
        "standby) VALUES (?, ?, 0, ?, ?, 0, 0) ON CONFLICT (epoch, node) DO UPDATE SET "
        "standby_seconds = epoch_node.standby_seconds + excluded.standby_seconds, "
        "quality = excluded.quality");
    const QString update =
        QStringLiteral("UPDATE epoch_node SET quality = ? WHERE epoch = ? AND node = ?");
    return std::all_of(nodes.begin(), nodes.end(), [&](const NodeWork& node) {
        if (node.standbySeconds == 0)
            return database
                .query(
                    update, {qlonglong(node.qualityMillionths), qlonglong(epoch), text(node.node)})
                .has_value();
        return database
            .query(
                insert, {qlonglong(epoch), text(node.node), qlonglong(node.standbySeconds),
                         qlonglong(node.qualityMillionths)})
            .has_value();
    });
}

bool addDelivered(
    const Database& database, std::int64_t epoch, const std::vector<Delivered>& delivered) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_usage (epoch, binding, owner, terminal_bytes, router_bytes, requests, "
        "fee) VALUES (?, ?, ?, ?, ?, ?, 0) ON CONFLICT (epoch, binding) DO UPDATE SET "
        "owner = CASE WHEN excluded.owner = '' THEN epoch_usage.owner ELSE excluded.owner END, "
        "terminal_bytes = epoch_usage.terminal_bytes + excluded.terminal_bytes, "
        "router_bytes = epoch_usage.router_bytes + excluded.router_bytes, "
        "requests = epoch_usage.requests + excluded.requests");
    return std::all_of(delivered.begin(), delivered.end(), [&](const Delivered& item) {
        return database
            .query(
                sql, {qlonglong(epoch), item.binding, text(item.owner),
                      qlonglong(item.byTerminals.count()), qlonglong(item.byRouter.count()),
                      qlonglong(item.requests)})
            .has_value();
    });
}

Totals totals(const Database& database) {
    Totals totals;
    if (const auto rows = database.query(
            QStringLiteral("SELECT node, SUM(credited) FROM epoch_node GROUP BY node"))) {
        for (const Database::Row& row : *rows)
            totals.credited.emplace_back(
                row[0].toString().toStdString(), base::Bytes(row[1].toLongLong()));
    }
    const auto bytes = database.query(
        QStringLiteral("SELECT SUM(terminal_bytes), SUM(router_bytes) FROM epoch_usage"));
    if (bytes && !bytes->empty()) {
        totals.byTerminals = base::Bytes(bytes->front()[0].toLongLong());
        totals.byRouter = base::Bytes(bytes->front()[1].toLongLong());
    }
    const auto settled =
        database.query(QStringLiteral("SELECT COUNT(*) FROM epoch WHERE settled = 1"));
    if (settled && !settled->empty())
        totals.settledEpochs = settled->front()[0].toLongLong();
    return totals;
}

bool settle(
    Database& database, std::int64_t epoch, base::MicroTokens emission,
    base::MicroCredits pricePerGigabyte, base::WallTime now) {
    const auto state = database.query(
        QStringLiteral("SELECT settled FROM epoch WHERE number = ?"), {qlonglong(epoch)});
    if (!state || state->empty())
        return false;
    if (state->front()[0].toInt() != 0)
        return true;
    return settleRewards(database, epoch, emission, now) &&
           settleFees(database, epoch, pricePerGigabyte, now) &&
           database
               .query(
                   QStringLiteral("UPDATE epoch SET settled = 1 WHERE number = ?"),
                   {qlonglong(epoch)})
               .has_value();
}

} // namespace meson::router::epoch_store
