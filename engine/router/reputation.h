// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <string>
#include <string_view>

namespace meson::router {

/// What one check of a Terminal came to.
enum class CheckOutcome {
    Passed,
    WrongBytes,   ///< Another content than the object's, in two checks.
    WrongOnce,    ///< Another content in one check, and the right one in the next.
    Missing,      ///< Not there although its index lists it.
    Late,         ///< Right, but too late, and so were most of the latest answers.
    Overstated,   ///< A receipt claims more bytes than its token can have brought.
    UnknownError, ///< No usable answer: a line, a port or a certificate may be in trouble.
};

enum class Presence { There, Away };

/// How far a Terminal can be relied on: a beta reputation that forgets (λ 0.95) and starts with
/// full trust. Wrong bytes suspend at once; a low score does for an hour; errors of unknown cause
/// only after a grace of ten minutes, and then for ten minutes at a time, so that a mistake in a
/// configuration is never a ban. Hours of absence lower the quality, never to nothing. Every
/// penalty is told with its cause and how to recover. Decides only; Thread: the Router's loop.
class Reputation {
public:
    static constexpr double kForget = 0.95;
    static constexpr double kMemory = 20; ///< checks that count at a time: 1 ÷ (1 - λ)
    /// A broken promise weighs as much as so many late answers.
    static constexpr double kBroken = 4;
    static constexpr double kLeast = 0.6;     ///< a score below it suspends
    static constexpr double kRecovered = 0.8; ///< score after a suspension
    static constexpr std::chrono::hours kWrongBytesSuspension{24};
    static constexpr std::chrono::hours kLowScoreSuspension{1};
    static constexpr std::chrono::minutes kErrorSuspension{10};
    static constexpr std::chrono::minutes kErrorGrace{10};
    static constexpr int kErrorsTold = 3; ///< in a row, before the owner hears of them

    /// What is kept on disk.
    struct State {
        double good = kMemory;
        double bad = 0;
        double presence = 1; ///< share of the latest hours that it was there
        std::string suspension;
        base::WallTime suspendedUntil;
    };

    Reputation() = default;
    explicit Reputation(State state)
        : m_state(std::move(state)) {}
    const State& state() const { return m_state; }

    /// Enters an outcome. `what` says what it concerns: "object … between 0 and 16384". Returns
    /// what the owner is to be told; empty if nothing. Nothing counts while suspended.
    std::string note(CheckOutcome outcome, std::string_view what, base::WallTime now);
    /// One hour has passed in which the Terminal was, or was not, where it is registered.
    std::string noteHour(Presence presence);

    /// Ends a suspension whose time is over; what the owner is to be told, or empty.
    std::string endSuspension(base::WallTime now);
    bool isSuspended() const { return !m_state.suspension.empty(); }
    /// Cause and remedy; empty: not suspended.
    const std::string& suspension() const { return m_state.suspension; }

    /// Share of what it promised that it kept, 0 to 1.
    double score() const { return m_state.good / (m_state.good + m_state.bad); }
    /// The factor of rewards, 0 to 1: nothing while suspended, 1 for a newcomer.
    double quality() const;

private:
    std::string
    lower(double weight, std::string_view cause, std::string_view remedy, base::WallTime now);
    std::string noteError(std::string_view what, base::WallTime now);
    std::string suspend(std::string_view cause, std::string_view remedy, base::WallTime until);

    State m_state;
    int m_errors = 0; ///< in a row
    base::WallTime m_firstError;
};

/// "2026-11-22 21:05 UTC", for sentences.
std::string minuteOf(base::WallTime time);

} // namespace meson::router
