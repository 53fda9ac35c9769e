// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/corroboration.h"
#include "engine/router/issued_tokens.h"
#include "engine/router/ledger.h"
#include "engine/router/receipt_trail.h"
#include "engine/router/settlement.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meson::router::epoch_store {

/// The tables of epochs and the statements on them. What is delivered for a binding is charged to
/// its owner by the table of Bindings, which keeps those that are no more. Thread: the database's.

/// An epoch that is not settled.
struct OpenEpoch {
    std::int64_t number = 0;
    std::int64_t starts = 0; ///< Unix seconds
    std::int64_t ends = 0;
};
/// Bytes to add to what was delivered for one binding.
struct Delivered {
    BindingNumber binding = 0;
    base::Bytes byTerminals;
    base::Bytes byRouter;
    std::int64_t requests = 0;
};
/// What was fetched above a client network's quota: waits for corroboration.
struct Held {
    std::string object; ///< content id
    std::uint64_t network = 0;
    BindingNumber binding = 0;
    base::Bytes bytes;
};
/// One batch of receipts, as it goes into the books.
struct Booking {
    std::string node;
    protocol::ReceiptsAnswer answer;
    base::Bytes stated;
    std::int64_t receipts = 0;
    std::vector<receipt_trail::Row> trail;
    std::vector<Delivered> delivered;
    std::map<std::uint64_t, base::Bytes> counted; ///< by client network
    std::vector<Held> held;
    std::vector<std::pair<std::string, std::uint64_t>> completions; ///< object, client network
};
/// What the end of an epoch added to what its batches had credited.
struct Corroborated {
    std::vector<std::pair<std::string, base::Bytes>> nodes;
    base::Bytes bytes;
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
/// For use in a transaction.
bool book(const Database& database, const Booking& booking);
/// The answer to the node's newest batch, or nothing.
base::Result<std::optional<protocol::ReceiptsAnswer>, DatabaseFailure>
lastAnswer(const Database& database, const std::string& node);
bool addCheck(
    const Database& database, std::int64_t epoch, const std::string& node,
    const std::string& object);
/// Tokens, and what they let each node be credited.
bool addIssued(const Database& database, std::int64_t epoch, const IssuedTokens::Unsaved& tokens);
/// What each client network had counted in an epoch that is not settled.
std::vector<std::pair<std::uint64_t, base::Bytes>>
countedByNetwork(const Database& database, std::int64_t epoch);
bool addStandby(const Database& database, std::int64_t epoch, const std::vector<NodeWork>& nodes);
bool addDelivered(
    const Database& database, std::int64_t epoch, const std::vector<Delivered>& delivered);
Totals totals(const Database& database);
/// Credits what was corroborated, books rewards and fees of an epoch and marks it settled; for use
/// in a transaction. Nothing: roll back. Settling again changes nothing. Epochs
/// are settled in their order.
std::optional<Corroborated> settle(
    Database& database, std::int64_t epoch, base::MicroTokens emission,
    base::MicroCredits pricePerGigabyte, base::WallTime now);

} // namespace meson::router::epoch_store
