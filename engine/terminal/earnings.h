// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/statement.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// What this Terminal's own receipts come to that the Router booked in one epoch: summed here as
/// the Router acknowledged them, apart from what its books say later.
struct OwnReceipts {
    std::int64_t receipts = 0;
    base::Bytes stated;
    base::Bytes due;      ///< what their tokens were good for, computed here
    base::Bytes late;     ///< of it: sent when the Router may have known the tokens no more
    base::Bytes credited; ///< at once, as the Router said when it acknowledged them
    base::Bytes held;     ///< above a client network's quota; count if corroborated

    friend bool operator==(const OwnReceipts&, const OwnReceipts&) = default;
};
/// By number of epoch.
using ReceiptTotals = std::map<std::int64_t, OwnReceipts>;

/// One epoch's statement, as it is kept.
struct EarningsRecord {
    protocol::Statement statement;
    bool isSignatureValid = false;  ///< false: the file was altered; no figure of it counts
    bool isCountersigned = false;   ///< every figure added up, and the Router has our agreement
    std::optional<OwnReceipts> own; ///< none: this folder did not see that epoch's receipts
};

/// All that an owner can know of what the Terminal earned: an immutable copy for the UI, the
/// command line and the control API. Figures of settled epochs are in `records` only.
struct Earnings {
    std::vector<EarningsRecord> records; ///< oldest first, the latest EarningsKeeper::kKept
    ReceiptTotals unsettled;             ///< epochs without a statement yet
    std::string problem;       ///< a statement that was refused and why, or why none can be kept
    bool demo = false;         ///< the tokens are worth nothing
    base::MicroTokens balance; ///< after the latest epoch whose signature is valid
};

} // namespace meson::terminal
