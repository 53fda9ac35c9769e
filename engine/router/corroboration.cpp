// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/corroboration.h"

#include "engine/protocol/reward_formula.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace meson::router::corroboration {

namespace {

/// Part of an object that a network's clients took at a node.
using Piece = std::tuple<std::string, std::string, std::uint64_t>; ///< node, object, network

std::uint64_t networkOf(const QVariant& value) {
    return static_cast<std::uint64_t>(value.toLongLong());
}

base::Bytes scaled(base::Bytes bytes, base::Bytes part, base::Bytes whole) {
    return base::Bytes(
        protocol::shareOf(base::MicroTokens(bytes.count()), part.count(), whole.count()).count());
}

std::optional<std::map<Meeting, Traffic>> trafficOf(const Database& database, std::int64_t epoch) {
    const auto taken = database.query(
        QStringLiteral("SELECT network, node, SUM(bytes) FROM epoch_held WHERE epoch = ? "
                       "GROUP BY network, node"),
        {qlonglong(epoch)});
    const auto issued = database.query(
        QStringLiteral("SELECT network, node, bytes FROM epoch_above WHERE epoch = ?"),
        {qlonglong(epoch)});
    if (!taken || !issued)
        return std::nullopt;
    std::map<Meeting, Traffic> traffic;
    for (const Database::Row& row : *taken)
        traffic[{networkOf(row[0]), row[1].toString().toStdString()}].taken =
            base::Bytes(row[2].toLongLong());
    for (const Database::Row& row : *issued)
        traffic[{networkOf(row[0]), row[1].toString().toStdString()}].issued =
            base::Bytes(row[2].toLongLong());
    return traffic;
}

/// What was held of objects that something vouches for.
std::optional<std::vector<Database::Row>> vouchedFor(const Database& database, std::int64_t epoch) {
    auto rows = database.query(
        QStringLiteral(
            "SELECT h.node, h.object, h.network, h.binding, h.bytes FROM epoch_held h "
            "WHERE h.epoch = ? AND ("
            "EXISTS (SELECT 1 FROM epoch_check c WHERE c.epoch = h.epoch AND c.node = h.node AND "
            "c.object = h.object) OR "
            "EXISTS (SELECT 1 FROM epoch_completion d WHERE d.epoch = h.epoch AND d.object = "
            "h.object AND d.node <> h.node AND d.network <> h.network)) "
            "ORDER BY h.node, h.object, h.network, h.binding"),
        {qlonglong(epoch)});
    if (!rows)
        return std::nullopt;
    return *std::move(rows);
}

/// The receipts that were held get what counts of their piece, in their order.
bool enterInTrail(
    const Database& database, std::int64_t epoch, const std::string& node,
    std::map<Piece, base::Bytes>& left) {
    const auto rows = database.query(
        QStringLiteral("SELECT batch, place, object, network, held FROM epoch_receipt "
                       "WHERE epoch = ? AND node = ? AND held > 0 ORDER BY batch, place"),
        {qlonglong(epoch), QString::fromStdString(node)});
    if (!rows)
        return false;
    return std::all_of(rows->begin(), rows->end(), [&](const Database::Row& row) {
        const auto piece = left.find({node, row[2].toString().toStdString(), networkOf(row[3])});
        if (piece == left.end() || piece->second.count() == 0)
            return true;
        const base::Bytes bytes = std::min(piece->second, base::Bytes(row[4].toLongLong()));
        piece->second -= bytes;
        return database
            .query(
                QStringLiteral("UPDATE epoch_receipt SET credited = credited + ? "
                               "WHERE epoch = ? AND node = ? AND batch = ? AND place = ?"),
                {qlonglong(bytes.count()), qlonglong(epoch), QString::fromStdString(node), row[0],
                 row[1]})
            .has_value();
    });
}

} // namespace

base::Result<void, DatabaseFailure> createTable(Database& database) {
    return database.migrate(
        QStringLiteral("corroboration"),
        {QStringLiteral("CREATE TABLE epoch_above (epoch BIGINT NOT NULL, network BIGINT NOT NULL, "
                        "node TEXT NOT NULL, bytes BIGINT NOT NULL, "
                        "PRIMARY KEY (epoch, network, node))")});
}

bool addIssued(
    const Database& database, std::int64_t epoch, const std::map<Meeting, base::Bytes>& issued) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_above (epoch, network, node, bytes) VALUES (?, ?, ?, ?) ON CONFLICT "
        "(epoch, network, node) DO UPDATE SET bytes = epoch_above.bytes + excluded.bytes");
    return std::all_of(issued.begin(), issued.end(), [&](const auto& item) {
        return database
            .query(
                sql, {qlonglong(epoch), static_cast<qlonglong>(item.first.first),
                      QString::fromStdString(item.first.second), qlonglong(item.second.count())})
            .has_value();
    });
}

std::map<Meeting, base::Bytes> mostThatCounts(const std::map<Meeting, Traffic>& traffic) {
    std::map<std::uint64_t, Traffic> networks;
    for (const auto& [meeting, here] : traffic) {
        networks[meeting.first].issued += here.issued;
        networks[meeting.first].taken += here.taken;
    }
    std::map<Meeting, base::Bytes> most;
    for (const auto& [meeting, here] : traffic) {
        const Traffic& all = networks[meeting.first];
        const base::Bytes issued = all.issued - here.issued;
        // What was issued before the quota was used up may have been taken later.
        const base::Bytes taken = std::min(all.taken - here.taken, issued);
        most[meeting] = scaled(here.issued, taken, issued);
    }
    return most;
}

std::optional<std::vector<Credited>> credit(const Database& database, std::int64_t epoch) {
    const auto traffic = trafficOf(database, epoch);
    const auto rows = vouchedFor(database, epoch);
    if (!traffic || !rows)
        return std::nullopt;
    auto most = mostThatCounts(*traffic);
    std::map<std::pair<std::string, BindingNumber>, base::Bytes> sums;
    std::map<Piece, base::Bytes> pieces;
    std::set<std::string> nodes;
    for (const Database::Row& row : *rows) {
        const std::string node = row[0].toString().toStdString();
        const std::uint64_t network = networkOf(row[2]);
        base::Bytes& left = most[{network, node}];
        const base::Bytes bytes = std::min(left, base::Bytes(row[4].toLongLong()));
        if (bytes.count() == 0)
            continue;
        left -= bytes;
        sums[{node, row[3].toUInt()}] += bytes;
        pieces[{node, row[1].toString().toStdString(), network}] += bytes;
        nodes.insert(node);
    }
    for (const std::string& node : nodes)
        if (!enterInTrail(database, epoch, node, pieces))
            return std::nullopt;
    std::vector<Credited> credited;
    credited.reserve(sums.size());
    for (const auto& [key, bytes] : sums)
        credited.push_back({key.first, key.second, bytes});
    return credited;
}

bool forget(const Database& database, std::int64_t epoch) {
    return database
        .query(QStringLiteral("DELETE FROM epoch_above WHERE epoch = ?"), {qlonglong(epoch)})
        .has_value();
}

} // namespace meson::router::corroboration
