// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/router_clock.h"

#include "engine/terminal/terminal_snapshot.h"

#include <algorithm>
#include <utility>

namespace meson::terminal {

using namespace std::chrono_literals;

namespace {

bool isMuch(std::chrono::seconds skew) {
    return std::chrono::abs(skew) > 60s;
}

} // namespace

RouterClock::RouterClock(const base::Clock& clock, std::optional<Saved> saved)
    : m_clock(clock) {
    const base::WallTime wall = clock.wall();
    set(saved ? saved->router + std::max(wall - saved->wall, base::WallTime::duration(0)) : wall);
}

void RouterClock::learn(std::int64_t routerSeconds) {
    // The Router said whole seconds: half a second later is the best guess.
    const base::WallTime heard = base::fromUnixSeconds(routerSeconds) + 500ms;
    if (!isConfirmed() || heard - now() > 2s || now() - heard > 2s)
        set(heard);
    m_confirmed.store(true, std::memory_order_relaxed);
}

std::chrono::seconds RouterClock::skew() const {
    return std::chrono::round<std::chrono::seconds>(m_clock.wall() - now());
}

void RouterClock::set(base::WallTime routerTime) {
    const auto offset = routerTime.time_since_epoch() - m_clock.steady().time_since_epoch();
    m_offset.store(
        std::chrono::duration_cast<std::chrono::nanoseconds>(offset).count(),
        std::memory_order_relaxed);
}

std::optional<std::string> SkewWarning::check(std::chrono::seconds skew) {
    const bool wasWrong = std::exchange(m_isWrong, isMuch(skew));
    if (!m_isWrong || wasWrong)
        return std::nullopt;
    return "The clock of this computer is " + std::to_string(std::chrono::abs(skew).count()) +
           " seconds " + (skew > 0s ? "ahead of" : "behind") +
           " the Router's: set it, best by NTP.";
}

bool isClockWrong(const TerminalSnapshot& snapshot) {
    return isMuch(std::chrono::seconds(snapshot.clockSkewSeconds));
}

} // namespace meson::terminal
