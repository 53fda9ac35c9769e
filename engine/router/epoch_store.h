// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/issued_tokens.h"
#include "engine/router/ledger.h"
#include "engine/router/settlement.h"

#include <string>
#include <vector>

namespace meson::router::epoch_store {

/// The tables of epochs and the statements on them. Thread: the database's.

/// An epoch that is not settled.
struct OpenEpoch {
    std::int64_t number = 0;
    std::int64_t starts = 0; ///< Unix seconds
    std::int64_t ends = 0;
};
/// Bytes to add to what was delivered for one binding.
struct Delivered {
    BindingNumber binding = 0;
    std::string owner;
    base::Bytes byTerminals;
    base::Bytes byRouter;
    std::int64_t requests = 0;
};
struct Totals {
    std::vector<std::pair<std::string, base::Bytes>> credited; ///< by node id
    base::Bytes byTerminals;
    base::Bytes byRouter;
    std::int64_t settledEpochs = 0;
};

base::Result<void, DatabaseFailure> createTables(Database& database);
/// Oldest first.
base::Result<std::vector<OpenEpoch>, DatabaseFailure> openEpochs(const Database& database);
/// The highest number so far, 0: none.
std::int64_t lastEpoch(const Database& database);
bool insertEpoch(const Database& database, const OpenEpoch& epoch);
bool endEpoch(const Database& database, std::int64_t epoch, std::int64_t ends);
bool addCredit(
    const Database& database, std::int64_t epoch, const std::string& node, base::Bytes bytes);
bool addStandby(const Database& database, std::int64_t epoch, const std::vector<NodeWork>& nodes);
bool addDelivered(
    const Database& database, std::int64_t epoch, const std::vector<Delivered>& delivered);
Totals totals(const Database& database);
/// Books rewards and fees of an epoch and marks it settled; for use in a transaction. False: roll
/// back. Settling again changes nothing.
bool settle(
    Database& database, std::int64_t epoch, base::MicroTokens emission,
    base::MicroCredits pricePerGigabyte, base::WallTime now);

} // namespace meson::router::epoch_store
