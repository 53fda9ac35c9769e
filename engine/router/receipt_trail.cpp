// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/receipt_trail.h"

namespace meson::router::receipt_trail {

base::Result<void, DatabaseFailure> createTable(Database& database) {
    return database.migrate(
        QStringLiteral("receipt_trail"),
        {QStringLiteral("CREATE TABLE epoch_receipt (epoch BIGINT NOT NULL, node TEXT NOT NULL, "
                        "batch BIGINT NOT NULL, place INTEGER NOT NULL, nonce BIGINT NOT NULL, "
                        "object TEXT NOT NULL, network BIGINT NOT NULL, stated BIGINT NOT NULL, "
                        "credited BIGINT NOT NULL, held BIGINT NOT NULL, "
                        "PRIMARY KEY (epoch, node, batch, place))")});
}

bool add(
    const Database& database, std::int64_t epoch, const std::string& node, std::int64_t batch,
    const std::vector<Row>& rows) {
    const QString sql = QStringLiteral(
        "INSERT INTO epoch_receipt (epoch, node, batch, place, nonce, object, network, stated, "
        "credited, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int place = 0;
    for (const Row& row : rows) {
        if (!database.query(
                sql, {qlonglong(epoch), QString::fromStdString(node), qlonglong(batch), ++place,
                      static_cast<qlonglong>(row.nonce), QString::fromStdString(row.object),
                      static_cast<qlonglong>(row.network), qlonglong(row.stated.count()),
                      qlonglong(row.credited.count()), qlonglong(row.held.count())}))
            return false;
    }
    return true;
}

bool settle(const Database& database, std::int64_t epoch) {
    return database.query(
               QStringLiteral(
                   "UPDATE epoch_receipt SET network = 0 WHERE epoch = ? AND network <> 0"),
               {qlonglong(epoch)}) &&
           database.query(
               QStringLiteral("DELETE FROM epoch_receipt WHERE epoch <= ?"),
               {qlonglong(epoch - kEpochs)});
}

base::Result<std::string, DatabaseFailure> exportCsv(const Database& database, std::int64_t epoch) {
    const auto rows = database.query(
        QStringLiteral("SELECT node, batch, nonce, object, stated, credited, held "
                       "FROM epoch_receipt WHERE epoch = ? ORDER BY node, batch, place"),
        {qlonglong(epoch)});
    if (!rows)
        return tl::unexpected(rows.error());
    std::string csv = "epoch,node,batch,nonce,object,stated,credited,held\r\n";
    for (const Database::Row& row : *rows) {
        csv += std::to_string(epoch) + ',' + row[0].toString().toStdString() + ',' +
               std::to_string(row[1].toLongLong()) + ',' +
               std::to_string(static_cast<std::uint64_t>(row[2].toLongLong())) + ',' +
               row[3].toString().toStdString();
        for (std::size_t column = 4; column < row.size(); ++column)
            csv += ',' + std::to_string(row[column].toLongLong());
        csv += "\r\n";
    }
    return csv;
}

} // namespace meson::router::receipt_trail
