// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/ledger.h"

namespace meson::pages {

/// The statements of a ledger, oldest first, as a table (RFC 4180, UTF-8, in English): bytes,
/// seconds and tokens are plain numbers, times ISO 8601 in UTC. Thread: any.
QByteArray
earningsCsv(const std::vector<terminal::EarningsRecord>& records, const bridge::Ledger& ledger);

/// Unix seconds as ISO 8601 in UTC; millionths as a number with six decimals.
QString csvTime(std::int64_t seconds);
QString csvMillionths(std::int64_t count);

} // namespace meson::pages
