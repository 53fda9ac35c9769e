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

/// Adds to columns of a node's row, which is made if there is none.
bool addToNode(
    const Database& database, std::int64_t epoch, const std::string& node,
    const std::vector<std::pair<const char*, std::int64_t>>& columns) {
    QString names;
    QString places;
    QString updates;
    std::vector<QVariant> values{qlonglong(epoch), text(node)};
    for (const auto& [name, value] : columns) {
        const QLatin1String column(name);
        names += QStringLiteral(", ") + column;
        places += QStringLiteral(", ?");
        updates += (updates.isEmpty() ? QString() : QStringLiteral(", ")) +
                   QStringLiteral("%1 = epoch_node.%1 + excluded.%1").arg(column);
        values.emplace_back(qlonglong(value));
    }
    return database
        .query(
            QStringLiteral("INSERT INTO epoch_node (epoch, node%1) VALUES (?, ?%2) "
                           "ON CONFLICT (epoch, node) DO UPDATE SET %3")
                .arg(names, places, updates),
            values)
        .has_value();
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
    const Distribution given = distribute(work, emission);
    Ledger ledger(database);
    if (!bookRewards(ledger, epoch, "serving", given.rewards, &NodeReward::serving, now) ||
        !bookRewards(ledger, epoch, "standby", given.rewards, &NodeReward::standby, now))
        return false;
    const QString enter = QStringLiteral(
        "UPDATE epoch_node SET weight = ?, serving = ?, standby = ? WHERE epoch = ? AND node = ?");
    for (const NodeReward& reward : given.rewards) {
        if (!database.query(
                enter, {qlonglong(reward.weight.count()), qlonglong(reward.serving.count()),
                        qlonglong(reward.standby.count()), qlonglong(epoch), text(reward.node)}))
            return false;
    }
    return database.query(
               QStringLiteral("UPDATE epoch SET emission = ?, weights = ?, standby_seconds = ? "
                              "WHERE number = ?"),
               {qlonglong(emission.count()), qlonglong(given.weights.count()),
                qlonglong(given.standbySeconds), qlonglong(epoch)}) &&
           database.query(
               QStringLiteral("UPDATE epoch_node SET balance = COALESCE((SELECT b.amount FROM "
                              "ledger_balance b WHERE b.asset = ? AND "
                              "b.account = 'terminal:' || epoch_node.node), 0) WHERE epoch = ?"),
               {int(Asset::Rewards), qlonglong(epoch)});
}

/// Credits what was held above a quota and counts after all.
std::optional<Corroborated> corroborate(const Database& database, std::int64_t epoch) {
    const auto credited = corroboration::credit(database, epoch);
    if (!credited)
        return std::nullopt;
    Corroborated added;
    for (const auto& [node, binding, bytes] : *credited) {
        if (!addToNode(database, epoch, node, {{"credited", bytes.count()}}) ||
            !addDelivered(database, epoch, {{binding, bytes, base::Bytes(0), 0}}))
            return std::nullopt;
        added.nodes.emplace_back(node, bytes);
        added.bytes += bytes;
    }
    return added;
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
        const auto balance = ledger.balance(Asset::Fees, account);
        if (!balance)
            return false;
        const std::int64_t left = *balance - fees[owner];
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
    if (auto made = receipt_trail::createTable(database); !made)
        return made;
    if (auto made = corroboration::createTable(database); !made)
        return made;
    return database.migrate(
        QStringLiteral("epochs"),
        {QStringLiteral("CREATE TABLE epoch (number BIGINT PRIMARY KEY, starts BIGINT NOT NULL, "
                        "ends BIGINT NOT NULL, settled INTEGER NOT NULL, "
                        "emission BIGINT NOT NULL DEFAULT 0, weights BIGINT NOT NULL DEFAULT 0, "
                        "standby_seconds BIGINT NOT NULL DEFAULT 0)"),
         QStringLiteral(
             "CREATE TABLE epoch_node (epoch BIGINT NOT NULL, node TEXT NOT NULL, "
             "receipts BIGINT NOT NULL DEFAULT 0, issued BIGINT NOT NULL DEFAULT 0, "
             "stated BIGINT NOT NULL DEFAULT 0, credited BIGINT NOT NULL DEFAULT 0, "
             "held BIGINT NOT NULL DEFAULT 0, standby_seconds BIGINT NOT NULL DEFAULT 0, "
             "quality BIGINT NOT NULL DEFAULT 1000000, weight BIGINT NOT NULL DEFAULT 0, "
             "serving BIGINT NOT NULL DEFAULT 0, standby BIGINT NOT NULL DEFAULT 0, "
             "balance BIGINT NOT NULL DEFAULT 0, countersigned TEXT NOT NULL DEFAULT '', "
             "PRIMARY KEY (epoch, node))"),
         QStringLiteral("CREATE INDEX epoch_node_node ON epoch_node (node, epoch)"),
         QStringLiteral("CREATE TABLE epoch_usage (epoch BIGINT NOT NULL, binding BIGINT NOT NULL, "
                        "owner TEXT NOT NULL, terminal_bytes BIGINT NOT NULL, "
                        "router_bytes BIGINT NOT NULL, requests BIGINT NOT NULL, "
                        "fee BIGINT NOT NULL, PRIMARY KEY (epoch, binding))"),
         QStringLiteral("CREATE TABLE epoch_network (epoch BIGINT NOT NULL, network BIGINT NOT "
                        "NULL, bytes BIGINT NOT NULL, PRIMARY KEY (epoch, network))"),
         QStringLiteral("CREATE TABLE epoch_held (epoch BIGINT NOT NULL, node TEXT NOT NULL, "
                        "object TEXT NOT NULL, network BIGINT NOT NULL, binding BIGINT NOT NULL, "
                        "bytes BIGINT NOT NULL, "
                        "PRIMARY KEY (epoch, node, object, network, binding))"),
         QStringLiteral("CREATE TABLE epoch_completion (epoch BIGINT NOT NULL, object TEXT NOT "
                        "NULL, node TEXT NOT NULL, network BIGINT NOT NULL, "
                        "PRIMARY KEY (epoch, object, node, network))"),
         QStringLiteral("CREATE TABLE epoch_check (epoch BIGINT NOT NULL, node TEXT NOT NULL, "
                        "object TEXT NOT NULL, PRIMARY KEY (epoch, node, object))"),
         QStringLiteral("CREATE TABLE receipt_answer (node TEXT PRIMARY KEY, batch BIGINT NOT "
                        "NULL, accepted BIGINT NOT NULL, credited BIGINT NOT NULL, "
                        "held BIGINT NOT NULL, epoch BIGINT NOT NULL)"),
         QStringLiteral("ALTER TABLE epoch_node ADD COLUMN cause TEXT NOT NULL DEFAULT ''"),
         QStringLiteral("ALTER TABLE receipt_answer ADD COLUMN refused TEXT NOT NULL DEFAULT ''")});
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

namespace {

bool addHeld(const Database& database, const Booking& booking) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_held (epoch, node, object, network, binding, bytes) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (epoch, node, object, network, binding) "
        "DO UPDATE SET bytes = epoch_held.bytes + excluded.bytes");
    return std::all_of(booking.held.begin(), booking.held.end(), [&](const Held& held) {
        return database
            .query(
                sql, {qlonglong(booking.answer.epoch), text(booking.node), text(held.object),
                      qlonglong(held.network), held.binding, qlonglong(held.bytes.count())})
            .has_value();
    });
}

bool addCounted(const Database& database, const Booking& booking) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_network (epoch, network, bytes) VALUES (?, ?, ?) "
        "ON CONFLICT (epoch, network) DO UPDATE SET bytes = epoch_network.bytes + excluded.bytes");
    return std::all_of(booking.counted.begin(), booking.counted.end(), [&](const auto& item) {
        return database
            .query(
                sql, {qlonglong(booking.answer.epoch), qlonglong(item.first),
                      qlonglong(item.second.count())})
            .has_value();
    });
}

bool addCompletions(const Database& database, const Booking& booking) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_completion (epoch, object, node, network) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (epoch, object, node, network) DO NOTHING");
    return std::all_of(
        booking.completions.begin(), booking.completions.end(), [&](const auto& item) {
            return database
                .query(
                    sql, {qlonglong(booking.answer.epoch), text(item.first), text(booking.node),
                          qlonglong(item.second)})
                .has_value();
        });
}

bool keepAnswer(const Database& database, const Booking& booking) {
    const protocol::ReceiptsAnswer& answer = booking.answer;
    std::string refused;
    for (const std::string& reason : answer.refused)
        refused += (refused.empty() ? "" : ",") + reason;
    return database
        .query(
            QStringLiteral(
                "INSERT INTO receipt_answer (node, batch, accepted, credited, held, epoch, "
                "refused) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (node) DO UPDATE SET "
                "batch = excluded.batch, accepted = excluded.accepted, "
                "credited = excluded.credited, held = excluded.held, epoch = excluded.epoch, "
                "refused = excluded.refused"),
            {text(booking.node), qlonglong(answer.batch), qlonglong(answer.accepted),
             qlonglong(answer.creditedBytes.count()), qlonglong(answer.heldBytes.count()),
             qlonglong(answer.epoch), text(refused)})
        .has_value();
}

} // namespace

bool book(const Database& database, const Booking& booking) {
    return addToNode(
               database, booking.answer.epoch, booking.node,
               {{"receipts", booking.receipts},
                {"stated", booking.stated.count()},
                {"credited", booking.answer.creditedBytes.count()},
                {"held", booking.answer.heldBytes.count()}}) &&
           addDelivered(database, booking.answer.epoch, booking.delivered) &&
           addCounted(database, booking) && addHeld(database, booking) &&
           addCompletions(database, booking) && keepAnswer(database, booking) &&
           receipt_trail::add(
               database, booking.answer.epoch, booking.node, booking.answer.batch, booking.trail);
}

base::Result<std::optional<protocol::ReceiptsAnswer>, DatabaseFailure>
lastAnswer(const Database& database, const std::string& node) {
    const auto rows = database.query(
        QStringLiteral("SELECT batch, accepted, credited, held, epoch, refused FROM receipt_answer "
                       "WHERE node = ?"),
        {text(node)});
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->empty())
        return std::nullopt;
    const Database::Row& row = rows->front();
    protocol::ReceiptsAnswer answer;
    answer.batch = row[0].toLongLong();
    answer.accepted = row[1].toLongLong();
    answer.creditedBytes = base::Bytes(row[2].toLongLong());
    answer.heldBytes = base::Bytes(row[3].toLongLong());
    answer.epoch = row[4].toLongLong();
    for (const QString& reason : row[5].toString().split(QLatin1Char(','), Qt::SkipEmptyParts))
        answer.refused.push_back(reason.toStdString());
    return answer;
}

bool addCheck(
    const Database& database, std::int64_t epoch, const std::string& node,
    const std::string& object) {
    return database
        .query(
            QStringLiteral("INSERT INTO epoch_check (epoch, node, object) VALUES (?, ?, ?) "
                           "ON CONFLICT (epoch, node, object) DO NOTHING"),
            {qlonglong(epoch), text(node), text(object)})
        .has_value();
}

bool addIssued(const Database& database, std::int64_t epoch, const IssuedTokens::Unsaved& tokens) {
    return IssuedTokens::save(database, tokens.rows) &&
           std::all_of(
               tokens.issued.begin(), tokens.issued.end(),
               [&](const auto& item) {
                   return addToNode(database, epoch, item.first, {{"issued", item.second.count()}});
               }) &&
           corroboration::addIssued(database, epoch, tokens.aboveQuota);
}

std::vector<std::pair<std::uint64_t, base::Bytes>>
countedByNetwork(const Database& database, std::int64_t epoch) {
    std::vector<std::pair<std::uint64_t, base::Bytes>> counted;
    const auto rows = database.query(
        QStringLiteral("SELECT network, bytes FROM epoch_network WHERE epoch = ?"),
        {qlonglong(epoch)});
    for (const Database::Row& row : rows.value_or(std::vector<Database::Row>()))
        counted.emplace_back(
            static_cast<std::uint64_t>(row[0].toLongLong()), base::Bytes(row[1].toLongLong()));
    return counted;
}

bool addStandby(const Database& database, std::int64_t epoch, const std::vector<NodeWork>& nodes) {
    // Who neither served nor stood ready needs no row.
    const QString setQuality =
        QStringLiteral("UPDATE epoch_node SET quality = ?, cause = ? WHERE epoch = ? AND node = ?");
    const QString addSeconds =
        QStringLiteral("INSERT INTO epoch_node (quality, cause, epoch, node, standby_seconds) "
                       "VALUES (?, ?, ?, ?, ?) ON CONFLICT (epoch, node) DO UPDATE SET "
                       "quality = excluded.quality, cause = excluded.cause, "
                       "standby_seconds = epoch_node.standby_seconds + excluded.standby_seconds");
    return std::all_of(nodes.begin(), nodes.end(), [&](const NodeWork& node) {
        std::vector<QVariant> values{
            qlonglong(node.qualityMillionths), text(node.cause), qlonglong(epoch), text(node.node)};
        if (node.standbySeconds == 0)
            return database.query(setQuality, values).has_value();
        values.emplace_back(qlonglong(node.standbySeconds));
        return database.query(addSeconds, values).has_value();
    });
}

bool addDelivered(
    const Database& database, std::int64_t epoch, const std::vector<Delivered>& delivered) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_usage (epoch, binding, owner, terminal_bytes, router_bytes, requests, "
        "fee) VALUES (?, ?, COALESCE((SELECT owner FROM bindings WHERE number = ?), ''), ?, ?, ?, "
        "0) ON CONFLICT (epoch, binding) DO UPDATE SET "
        "terminal_bytes = epoch_usage.terminal_bytes + excluded.terminal_bytes, "
        "router_bytes = epoch_usage.router_bytes + excluded.router_bytes, "
        "requests = epoch_usage.requests + excluded.requests");
    return std::all_of(delivered.begin(), delivered.end(), [&](const Delivered& item) {
        return database
            .query(
                sql,
                {qlonglong(epoch), item.binding, item.binding, qlonglong(item.byTerminals.count()),
                 qlonglong(item.byRouter.count()), qlonglong(item.requests)})
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

std::optional<Corroborated> settle(
    Database& database, std::int64_t epoch, base::MicroTokens emission,
    base::MicroCredits pricePerGigabyte, base::WallTime now) {
    const auto state = database.query(
        QStringLiteral("SELECT settled FROM epoch WHERE number = ?"), {qlonglong(epoch)});
    if (!state || state->empty())
        return std::nullopt;
    if (state->front()[0].toInt() != 0)
        return Corroborated{};
    const auto earlier = database.query(
        QStringLiteral("SELECT number FROM epoch WHERE settled = 0 AND number < ? LIMIT 1"),
        {qlonglong(epoch)});
    if (!earlier || !earlier->empty())
        return std::nullopt; // in their order, so that each balance follows from the one before
    auto corroborated = corroborate(database, epoch);
    if (!corroborated || !settleRewards(database, epoch, emission, now) ||
        !settleFees(database, epoch, pricePerGigabyte, now) ||
        !receipt_trail::settle(database, epoch) || !corroboration::forget(database, epoch))
        return std::nullopt;
    for (const char* table : {"epoch_network", "epoch_held", "epoch_completion", "epoch_check"}) {
        if (!database.query(
                QStringLiteral("DELETE FROM %1 WHERE epoch = ?").arg(QLatin1String(table)),
                {qlonglong(epoch)}))
            return std::nullopt;
    }
    if (!database.query(
            QStringLiteral("UPDATE epoch SET settled = 1 WHERE number = ?"), {qlonglong(epoch)}))
        return std::nullopt;
    return corroborated;
}

} // namespace meson::router::epoch_store
