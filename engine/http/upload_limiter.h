// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace meson::http {

/// A token bucket that all connections of a server share: over any 10 s limit × 10 s ± 5 % leaves
/// (− only while there is enough to send), for limits of 1 Mbit/s and above. Lock-free; the limit
/// changes while transfers run. Kept as one number, the moment up to which the line is booked; it
/// lies at most kBurst in the past, and in the future by what was charged. Thread: any.
class UploadLimiter {
public:
    /// What may leave at once after a pause, as time at the limit.
    static constexpr std::chrono::milliseconds kBurst{250};
    /// At most this much is granted at once, so that transfers take turns (but never less than 1500
    /// bytes).
    static constexpr std::chrono::milliseconds kTurn{25};

    UploadLimiter(const base::Clock& clock, base::BytesPerSecond limit);

    /// 0: unlimited. Takes effect on the next chunk of every transfer; another limit than before
    /// starts without debts.
    void setLimit(base::BytesPerSecond limit);
    base::BytesPerSecond limit() const;

    /// How much of `wanted` bytes may be sent now (0: wait for retryAfter()). What was taken and
    /// could not be sent is given back with giveBack().
    std::uint64_t take(std::uint64_t wanted);
    void giveBack(std::uint64_t bytes);
    /// Books bytes that left without being asked for: what comes next waits until they are made up.
    void charge(std::uint64_t bytes);
    /// Whether take() would grant anything: whatever would be charged waits for that as well.
    bool hasRoom() const;
    /// When the next turn can be granted, 1 ms at least.
    std::chrono::milliseconds retryAfter() const;

private:
    std::int64_t now() const;

    const base::Clock& m_clock;
    std::atomic<std::int64_t> m_limit;
    std::atomic<std::int64_t> m_bookedUntil; ///< steady nanoseconds
};

} // namespace meson::http
