// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/terminal/earnings.h"

#include <string_view>

namespace meson::terminal {

/// A figure of a statement that can be computed again.
enum class Figure {
    Signature, ///< 1: the Router's
    Receipts,
    Stated,
    Held,
    Credited,
    Weight,
    Serving,
    Standby,
    Balance,
};
std::string_view nameOf(Figure figure); ///< the word of the control API

enum class Verdict {
    Same,      ///< The figures are the same.
    Explained, ///< They differ, and it is known by how much and why.
    Different, ///< They differ, and nothing explains it.
};
std::string_view nameOf(Verdict verdict);

enum class Explanation {
    None,
    Corroborated,    ///< Held bytes that something else vouched for, credited at the epoch's end.
    NotCorroborated, ///< Above a client network's quota, and nothing else vouched for them.
    BeyondIssued,    ///< Receipts for more than their tokens were good for.
    Late,            ///< Sent so long after their tokens that the Router may know them no more.
    Quality,         ///< Less counts because of the quality, whose cause the statement says.
    Remainder,   ///< What rounding left over, one micro-token each to those who lost most by it.
    NoOwnRecord, ///< This folder did not see the epoch's receipts.
    NoPrevious,  ///< The statement before this one is not kept here.
};
std::string_view sentence(Explanation explanation);

/// One line of the account: what the statement says, and what comes out here. Bytes, micro-tokens
/// or a count, by figure.
struct CheckLine {
    std::int64_t epoch = 0;
    Figure figure = Figure::Signature;
    std::int64_t said = 0;
    std::int64_t computed = 0;
    Verdict verdict = Verdict::Same;
    Explanation explanation = Explanation::None;
    std::int64_t explained = 0; ///< how much of what the explanation is about
};

/// The way from a statement's bytes to its reward, computed here as the Router has to.
struct RewardSteps {
    base::MicroTokens servingPool; ///< of the emission, shared by weight
    base::MicroTokens standbyPool; ///< shared by time
    base::MicroTokens serving;     ///< rounded down; a remainder of one may come on top
    base::MicroTokens standby;     ///< likewise
    /// What a quality of 1 would have earned more, all others alike: the price of the penalty.
    base::MicroTokens lost;
};
RewardSteps rewardSteps(const protocol::Statement& statement);

/// "Adds up?": every figure of every kept statement again, from this Terminal's receipts over
/// credit, weight and shares to the balance, by protocol/reward_formula.h. Pure. Thread: any.
std::vector<CheckLine> checkEarnings(const std::vector<EarningsRecord>& records);

/// Whether nothing is Different.
bool addsUp(const std::vector<CheckLine>& lines);

} // namespace meson::terminal
