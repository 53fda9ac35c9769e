// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace meson::terminal {

/// Router time, the time of every TTL and token: this computer's steady clock plus an offset that
/// each answer of the Router corrects, so that no change of the calendar moves it.
/// Thread: now() and isConfirmed() any; the rest control.
class RouterClock {
public:
    /// What is kept across restarts: Router time and this computer's calendar at one moment.
    struct Saved {
        base::WallTime router;
        base::WallTime wall;
    };

    /// Goes on from `saved` by the calendar, but never back behind it. Without it the calendar
    /// is the first guess.
    RouterClock(const base::Clock& clock, std::optional<Saved> saved);

    base::WallTime now() const {
        return base::WallTime(
            m_clock.steady().time_since_epoch() +
            std::chrono::nanoseconds(m_offset.load(std::memory_order_relaxed)));
    }
    /// Whether the Router said the time since this program started. Nothing expires before.
    bool isConfirmed() const { return m_confirmed.load(std::memory_order_relaxed); }

    /// An answer that has just come in says it is this second. Differences below two seconds are
    /// the wire's and are left alone once the time is confirmed.
    void learn(std::int64_t routerSeconds);
    /// This computer's calendar minus Router time.
    std::chrono::seconds skew() const;
    Saved saved() const { return {now(), m_clock.wall()}; }

private:
    void set(base::WallTime routerTime);

    const base::Clock& m_clock;
    std::atomic<std::int64_t> m_offset{0}; ///< nanoseconds from steady to Router time
    std::atomic<bool> m_confirmed{false};
};

/// What a log says of a wrong clock: once for as long as it is wrong. Thread: control.
class SkewWarning {
public:
    /// The sentence when `skew`, of RouterClock, has just become too much.
    std::optional<std::string> check(std::chrono::seconds skew);

private:
    bool m_isWrong = false;
};

} // namespace meson::terminal
