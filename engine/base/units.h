// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>

namespace meson::base {

/// A signed 64-bit count of one unit, which does not mix with another. Overflow is the caller's to
/// avoid (2^63 bytes or micro-tokens are far beyond any real figure).
template <class Unit>
class Quantity {
public:
    constexpr Quantity() = default;
    constexpr explicit Quantity(std::int64_t count)
        : m_count(count) {}

    constexpr std::int64_t count() const { return m_count; }

    constexpr Quantity& operator+=(Quantity other) { return m_count += other.m_count, *this; }
    constexpr Quantity& operator-=(Quantity other) { return m_count -= other.m_count, *this; }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
    friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.m_count); }
    friend constexpr Quantity operator*(Quantity a, std::int64_t n) {
        return Quantity(a.m_count * n);
    }
    friend constexpr Quantity operator/(Quantity a, std::int64_t n) {
        return Quantity(a.m_count / n);
    }
    friend constexpr double operator/(Quantity a, Quantity b) {
        return static_cast<double>(a.m_count) / static_cast<double>(b.m_count);
    }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

private:
    std::int64_t m_count = 0;
};

/// Octets on disk or on the wire.
using Bytes = Quantity<struct BytesUnit>;
/// Octets per second; 0 stands for "no limit" where a limit is meant.
using BytesPerSecond = Quantity<struct BytesPerSecondUnit>;
/// Rewards: millionths of a token. Never added to fees.
using MicroTokens = Quantity<struct MicroTokensUnit>;
/// Fees: millionths of the currency that business users pay in. Never added to rewards.
using MicroCredits = Quantity<struct MicroCreditsUnit>;

constexpr Bytes kibibytes(std::int64_t n) {
    return Bytes(n * 1024);
}
constexpr Bytes mebibytes(std::int64_t n) {
    return Bytes(n * 1024 * 1024);
}
constexpr Bytes gibibytes(std::int64_t n) {
    return Bytes(n * 1024 * 1024 * 1024);
}

} // namespace meson::base
