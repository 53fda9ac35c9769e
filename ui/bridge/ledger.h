// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <array>

namespace meson::bridge {

/// What the signed statements say was earned, put together by time. An accounting period belongs to
/// the moment at which it ended, by this computer's calendar. Statements whose signature is not
/// valid count nowhere. Pure. Thread: ui.

/// Figures of one or more statements. All but `lost` are the ledger's own, added up.
struct LedgerSums {
    int statements = 0;
    base::Bytes stated;
    base::Bytes credited;
    base::MicroTokens serving;
    base::MicroTokens standby;
    base::MicroTokens lost; ///< to penalties; not part of what was earned

    base::MicroTokens earned() const { return serving + standby; }
    void add(const protocol::Statement& statement);
};

enum class LedgerSpan { Day, Week, Month, Quarter, Year, All };
inline constexpr int kLedgerSpans = static_cast<int>(LedgerSpan::All) + 1;

/// How long one bucket is.
enum class LedgerStep { Minute, QuarterHour, Hour, Day, Week, Month };

struct LedgerBucket {
    QDateTime start;
    QDateTime end; ///< the next one's start
    LedgerSums sums;
    std::vector<std::size_t> records; ///< places in Earnings::records, oldest first
};

/// Statements of the time shown that are no longer kept.
struct UnkeptStatements {
    QDateTime until;          ///< when the oldest that is kept began
    base::MicroTokens earned; ///< with all of them, since the node's first
};

struct Ledger {
    LedgerStep step = LedgerStep::Day;
    QDateTime from;
    QDateTime to;
    std::vector<LedgerBucket> buckets; ///< oldest first, without gaps
    LedgerSums total;
    /// Of as long a time before `from`; nothing where statements do not reach back so far.
    std::optional<LedgerSums> before;
    std::optional<UnkeptStatements> unkept;
    int notValid = 0; ///< statements of that time that do not count
};

/// 15 min a bucket for a day, an hour for a week, a day for 30 and 90 days, a week for a year; for
/// All the shortest step that needs at most 100, of which it shows 24 at least.
Ledger ledgerOf(const terminal::Earnings& earnings, LedgerSpan span, const QDateTime& now);

/// The start of the bucket that `time` is in, and of the one after it.
QDateTime bucketStart(const QDateTime& time, LedgerStep step);
QDateTime nextBucket(const QDateTime& start, LedgerStep step);
/// "12:15", "Tue 14:00", "5 May", "May 2026".
QString bucketText(const QDateTime& start, LedgerStep step);

/// When the period of a statement ended.
QDateTime endOf(const protocol::Statement& statement);

} // namespace meson::bridge
