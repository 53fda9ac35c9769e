// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/upload_limiter.h"

#include <algorithm>

namespace meson::http {
namespace {

using std::chrono::nanoseconds;

constexpr std::int64_t kSecond = nanoseconds(std::chrono::seconds(1)).count();
/// Keeps bytes × nanoseconds within 63 bits for any time of up to kBurst; beyond any network card.
constexpr std::int64_t kMaximumLimit = 25'000'000'000;
constexpr std::int64_t kSmallestTurn = 1500;

std::int64_t bytesIn(std::int64_t time, std::int64_t limit) {
    return time * limit / kSecond;
}
std::int64_t timeFor(std::int64_t bytes, std::int64_t limit) {
    return (bytes * kSecond + limit - 1) / limit;
}
std::int64_t turn(std::int64_t limit) {
    return std::max(bytesIn(nanoseconds(UploadLimiter::kTurn).count(), limit), kSmallestTurn);
}

} // namespace

UploadLimiter::UploadLimiter(const base::Clock& clock, base::BytesPerSecond limit)
    : m_clock(clock)
    , m_limit(0)
    , m_bookedUntil(now() - nanoseconds(kBurst).count()) {
    setLimit(limit);
}

std::int64_t UploadLimiter::now() const {
    return nanoseconds(m_clock.steady().time_since_epoch()).count();
}

void UploadLimiter::setLimit(base::BytesPerSecond limit) {
    const auto next = std::clamp<std::int64_t>(limit.count(), 0, kMaximumLimit);
    if (m_limit.exchange(next) == next)
        return;
    const std::int64_t time = now();
    std::int64_t booked = m_bookedUntil;
    while (booked > time && !m_bookedUntil.compare_exchange_weak(booked, time))
        continue;
}

base::BytesPerSecond UploadLimiter::limit() const {
    return base::BytesPerSecond(m_limit);
}

std::uint64_t UploadLimiter::take(std::uint64_t wanted) {
    const std::int64_t limit = m_limit.load(std::memory_order_relaxed);
    if (limit == 0 || wanted == 0)
        return wanted;
    const std::int64_t burst = nanoseconds(kBurst).count();
    const std::int64_t time = now();
    std::int64_t booked = m_bookedUntil.load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t from = std::max(booked, time - burst);
        const std::int64_t available = from < time ? bytesIn(time - from, limit) : 0;
        const auto most =
            static_cast<std::int64_t>(std::min(wanted, static_cast<std::uint64_t>(turn(limit))));
        // A turn is granted whole or not at all, so that a busy line is not cut into tiny sends.
        if (available < std::min(most, kSmallestTurn))
            return 0;
        const std::int64_t granted = std::min(most, available);
        if (m_bookedUntil.compare_exchange_weak(
                booked, from + timeFor(granted, limit), std::memory_order_relaxed))
            return static_cast<std::uint64_t>(granted);
    }
}

void UploadLimiter::giveBack(std::uint64_t bytes) {
    const std::int64_t limit = m_limit.load(std::memory_order_relaxed);
    if (limit != 0 && bytes != 0)
        m_bookedUntil.fetch_sub(timeFor(static_cast<std::int64_t>(bytes), limit));
}

void UploadLimiter::charge(std::uint64_t bytes) {
    const std::int64_t limit = m_limit.load(std::memory_order_relaxed);
    if (limit == 0 || bytes == 0)
        return;
    const std::int64_t earliest = now() - nanoseconds(kBurst).count();
    const std::int64_t duration = timeFor(static_cast<std::int64_t>(bytes), limit);
    std::int64_t booked = m_bookedUntil.load(std::memory_order_relaxed);
    while (!m_bookedUntil.compare_exchange_weak(
        booked, std::max(booked, earliest) + duration, std::memory_order_relaxed))
        continue;
}

bool UploadLimiter::hasRoom() const {
    const std::int64_t limit = m_limit.load(std::memory_order_relaxed);
    return limit == 0 ||
           m_bookedUntil.load(std::memory_order_relaxed) + timeFor(kSmallestTurn, limit) <= now();
}

std::chrono::milliseconds UploadLimiter::retryAfter() const {
    const std::int64_t limit = m_limit.load(std::memory_order_relaxed);
    if (limit == 0)
        return std::chrono::milliseconds(1);
    const std::int64_t ready = m_bookedUntil.load(std::memory_order_relaxed) +
                               timeFor(std::min(turn(limit), 4 * kSmallestTurn), limit);
    return std::max(
        std::chrono::milliseconds(1),
        std::chrono::ceil<std::chrono::milliseconds>(nanoseconds(ready - now())));
}

} // namespace meson::http
