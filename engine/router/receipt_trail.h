// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/router/database.h"

#include <cstdint>
#include <string>
#include <vector>

/// Which receipts an epoch's credit comes from: a row for each that counted, of the running and the
/// latest kEpochs settled epochs. Their credits sum to what the epoch credits each node. Thread:
/// the database's.
namespace meson::router::receipt_trail {

inline constexpr std::int64_t kEpochs = 8;

/// One receipt of a batch.
struct Row {
    std::uint64_t nonce = 0;   ///< of its token
    std::string object;        ///< content id
    std::uint64_t network = 0; ///< the client's, if something is held
    base::Bytes stated;
    base::Bytes credited;
    base::Bytes held; ///< above the network's quota; credited too as far as it is corroborated
};

base::Result<void, DatabaseFailure> createTable(Database& database);
/// For use in a transaction, as those that follow.
bool add(
    const Database& database, std::int64_t epoch, const std::string& node, std::int64_t batch,
    const std::vector<Row>& rows);
/// Forgets clients' networks of a settled epoch, and the epochs that are kept no longer.
bool settle(const Database& database, std::int64_t epoch);

/// One line for each row of an epoch (RFC 4180), by node and batch.
base::Result<std::string, DatabaseFailure> exportCsv(const Database& database, std::int64_t epoch);

} // namespace meson::router::receipt_trail
