// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace meson::http {

/// A token bucket that all connections of a server share: over any 10 s at most limit × 10 s ± 5 % leaves, for limits
/// of 1 Mbit/s and above. Lock-free; the limit changes while transfers run. Thread: any.
class UploadLimiter {
public:
    UploadLimiter(const base::Clock& clock, base::BytesPerSecond limit);

    /// 0: unlimited. Takes effect on the next chunk of every transfer.
    void setLimit(base::BytesPerSecond limit);
    base::BytesPerSecond limit() const;

    /// How much of `wanted` bytes may be sent now (0: wait for retryAfter()). What was taken and could not be sent is
    /// given back with giveBack().
    std::uint64_t take(std::uint64_t wanted);
    void giveBack(std::uint64_t bytes);
    std::chrono::milliseconds retryAfter() const;

private:
    const base::Clock& m_clock;
    std::atomic<std::int64_t> m_limit;
    std::atomic<std::int64_t> m_tokens{0};
    std::atomic<std::int64_t> m_refilledAt;
};

} // namespace meson::http
