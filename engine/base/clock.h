// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>

namespace meson::base {

using WallTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

/// The only source of time for everything that decides by time, so that tests turn the hands
/// themselves. Thread: any.
class Clock {
public:
    virtual ~Clock() = default;
    /// Calendar time of this computer: may jump.
    virtual WallTime wall() const = 0;
    /// Never goes back; counts from an arbitrary start, also while the computer sleeps.
    virtual SteadyTime steady() const = 0;
};

/// A clock that stands still until it is told. Used by tests and simulations. Thread: any.
class ManualClock final : public Clock {
public:
    explicit ManualClock(WallTime start = WallTime(std::chrono::seconds(1'800'000'000)))
        : m_wall(start.time_since_epoch().count()) {}

    WallTime wall() const override { return WallTime(WallTime::duration(m_wall.load())); }
    SteadyTime steady() const override { return SteadyTime(SteadyTime::duration(m_steady.load())); }

    /// Time passes on both hands.
    void advance(std::chrono::nanoseconds by) {
        m_steady += std::chrono::duration_cast<SteadyTime::duration>(by).count();
        m_wall += std::chrono::duration_cast<WallTime::duration>(by).count();
    }
    /// Somebody sets the calendar: the steady hand does not move.
    void setWall(WallTime time) { m_wall = time.time_since_epoch().count(); }

private:
    std::atomic<WallTime::rep> m_wall;
    std::atomic<SteadyTime::rep> m_steady{0};
};

/// Whole seconds since 1970-01-01T00:00:00Z, the form of every time on the wire.
inline std::int64_t unixSeconds(WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}
inline WallTime fromUnixSeconds(std::int64_t seconds) {
    return WallTime(std::chrono::seconds(seconds));
}

} // namespace meson::base
