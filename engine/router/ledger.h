// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/router/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace meson::router {

/// The two assets are never mixed: a transaction moves one of them.
enum class Asset { Rewards, Fees };

enum class LedgerError {
    Unbalanced,    ///< The entries of a transaction do not sum to zero, or one is too large.
    Overdrawn,     ///< An account that is no source would go below zero.
    AlreadyBooked, ///< A transaction with this key is in the ledger already; nothing was booked
                   ///< again.
    NotStored,     ///< The database refused: nothing was booked.
};
std::string_view sentence(LedgerError);

/// 2^53 - 1, as on the wire.
inline constexpr std::int64_t kLargestAmount = (std::int64_t{1} << 53) - 1;

/// Accounts are names: "emission", "terminal:<node id>", "business:<account>", "network-revenue",
/// "deposits". The source of rewards is "emission", that of fees "deposits"; they alone go below
/// zero. Each asset sums to zero over all accounts.
struct LedgerEntry {
    std::string account;
    std::int64_t amount = 0; ///< millionths of the asset's unit; negative: out of the account
};

struct LedgerTransaction {
    std::string key; ///< unique for ever: "epoch:42:rewards"; makes booking idempotent
    Asset asset = Asset::Rewards;
    std::string reason;   ///< "serving", "standby", "penalty", "delivery", "top-up"
    std::string evidence; ///< what it is traced to: "epoch:42", "receipts:<node>:<batch>"
    base::WallTime time;
    std::vector<LedgerEntry> entries;
};

struct LedgerRow {
    std::int64_t transaction = 0;
    std::string key;
    Asset asset = Asset::Rewards;
    std::string reason;
    std::string evidence;
    base::WallTime time;
    std::string account;
    std::int64_t amount = 0;
};

/// Double-entry, append-only, in integers. Thread: the database's (every call is made inside
/// Database::run or ::post).
class Ledger {
public:
    explicit Ledger(Database& database)
        : m_database(database) {}

    /// Makes the ledger's tables or brings them up to date. Once, before any other call.
    static base::Result<void, DatabaseFailure> createTables(Database& database);

    /// All entries or none, in the caller's transaction if one is open. Amounts are at most
    /// kLargestAmount either way.
    base::Result<void, base::Failure<LedgerError>> book(const LedgerTransaction& transaction);
    base::Result<std::int64_t, DatabaseFailure>
    balance(Asset asset, const std::string& account) const;
    /// What the transaction with this key booked on an account, 0: nothing.
    base::Result<std::int64_t, DatabaseFailure>
    booked(const std::string& key, const std::string& account) const;
    /// Newest first. An empty account means all of them.
    std::vector<LedgerRow> rows(Asset asset, const std::string& account, std::int64_t limit) const;
    /// The number of the latest transaction, 0: none.
    std::int64_t latest() const;
    /// Whether each transaction after `number` and each asset sums to zero and no account but the
    /// sources is negative. Costs what those transactions and the accounts are, whatever came
    /// before.
    bool isBalancedSince(std::int64_t number) const;
    /// The same from the first transaction on, and whether each balance is what its entries sum to.
    /// Reads the whole ledger.
    bool isBalanced() const;
    /// RFC 4180, one line per entry, oldest first, with a header line.
    base::Result<std::string, DatabaseFailure> exportCsv() const;

private:
    bool finds(const QString& sql, const std::vector<QVariant>& values = {}) const;

    Database& m_database;
};

} // namespace meson::router
