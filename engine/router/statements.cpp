// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/statements.h"

#include "engine/protocol/codec.h"

namespace meson::router::statements {
namespace {

QString idText(const base::NodeId& node) {
    return QString::fromStdString(base::toText(node));
}

base::Bytes bytesOf(const QVariant& value) {
    return base::Bytes(value.toLongLong());
}

base::MicroTokens tokensOf(const QVariant& value) {
    return base::MicroTokens(value.toLongLong());
}

protocol::Statement statementOf(const base::NodeId& node, const Database::Row& row) {
    protocol::Statement statement;
    statement.node = node;
    statement.epoch = row[0].toLongLong();
    statement.starts = row[1].toLongLong();
    statement.ends = row[2].toLongLong();
    statement.previous = row[3].toLongLong();
    statement.receipts = row[4].toLongLong();
    statement.issued = bytesOf(row[5]);
    statement.stated = bytesOf(row[6]);
    statement.held = bytesOf(row[7]);
    statement.credited = bytesOf(row[8]);
    statement.quality = row[9].toLongLong();
    statement.cause = row[10].toString().toStdString();
    statement.standbySeconds = row[11].toLongLong();
    statement.weight = bytesOf(row[12]);
    statement.emission = tokensOf(row[13]);
    statement.allWeights = bytesOf(row[14]);
    statement.allStandby = row[15].toLongLong();
    statement.serving = tokensOf(row[16]);
    statement.standby = tokensOf(row[17]);
    statement.balance = tokensOf(row[18]);
    return statement;
}

} // namespace

base::Result<std::vector<protocol::Statement>, DatabaseFailure> listAfter(
    const Database& database, const base::NodeId& node, std::int64_t after, std::size_t limit) {
    const auto rows = database.query(
        QStringLiteral(
            "SELECT e.number, e.starts, e.ends, COALESCE((SELECT MAX(p.epoch) FROM epoch_node p "
            "WHERE p.node = n.node AND p.epoch < n.epoch), 0), n.receipts, n.issued, n.stated, "
            "n.held, n.credited, n.quality, n.cause, n.standby_seconds, n.weight, e.emission, "
            "e.weights, e.standby_seconds, n.serving, n.standby, n.balance "
            "FROM epoch_node n JOIN epoch e ON e.number = n.epoch "
            "WHERE n.node = ? AND n.epoch > ? AND e.settled = 1 ORDER BY n.epoch LIMIT ?"),
        {idText(node), qlonglong(after), qlonglong(limit)});
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<protocol::Statement> list;
    for (const Database::Row& row : *rows)
        list.push_back(statementOf(node, row));
    return list;
}

base::Result<bool, DatabaseFailure> countersign(
    const Database& database, const base::NodeId& node, const protocol::Countersignature& agreed,
    const crypto::PublicKey& key) {
    const auto found = listAfter(database, node, agreed.epoch - 1, 1);
    if (!found)
        return tl::unexpected(found.error());
    if (found->empty() || found->front().epoch != agreed.epoch ||
        !protocol::isCountersigned(
            protocol::encode(found->front()).toStdString(), agreed.signature, key))
        return false;
    return database
        .query(
            QStringLiteral("UPDATE epoch_node SET countersigned = ? WHERE epoch = ? AND node = ?"),
            {QString::fromStdString(base::toBase64Url(agreed.signature)), qlonglong(agreed.epoch),
             idText(node)})
        .map([](const auto&) { return true; });
}

} // namespace meson::router::statements
