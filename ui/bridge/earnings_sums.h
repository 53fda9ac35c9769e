// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QDate>

namespace meson::bridge {

/// What the statements say was earned, by this computer's calendar: an epoch belongs to the day on
/// which it ended. Statements whose signature is not valid do not count.
struct EarningsSums {
    bool isKnown = false; ///< there is at least one statement
    base::MicroTokens today;
    base::MicroTokens yesterday;
    base::MicroTokens month; ///< since its first day
    base::MicroTokens balance;
};

/// Thread: ui.
EarningsSums earningsSumsOf(const node::EarningsReport* report, QDate today);

/// "12.5 tokens", or a dash while nothing is known.
QString earnedText(const EarningsSums& sums, base::MicroTokens amount);

} // namespace meson::bridge
