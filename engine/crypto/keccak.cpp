// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/keccak.h"

#include <bit>
#include <utility>

namespace meson::crypto {
namespace {

constexpr std::size_t kRate = 136; // bytes absorbed at a time
constexpr int kRounds = 24;

using State = std::array<std::uint64_t, 25>;

/// The round constants come from a shift register (FIPS 202, algorithm 5).
class RoundConstants {
public:
    std::uint64_t next() {
        std::uint64_t constant = 0;
        for (int bit = 0; bit < 7; ++bit) {
            if (m_register & 1)
                constant |= std::uint64_t(1) << ((1 << bit) - 1);
            m_register = (m_register << 1) ^ ((m_register & 0x80) ? 0x171 : 0);
        }
        return constant;
    }

private:
    unsigned m_register = 1;
};

void mixColumns(State& a) {
    std::array<std::uint64_t, 5> parity{};
    for (std::size_t i = 0; i < a.size(); ++i)
        parity[i % 5] ^= a[i];
    for (std::size_t i = 0; i < a.size(); ++i)
        a[i] ^= parity[(i + 4) % 5] ^ std::rotl(parity[(i + 1) % 5], 1);
}

void rotateAndPermute(State& a) {
    std::size_t x = 1;
    std::size_t y = 0;
    std::uint64_t moved = a[1];
    for (int step = 1, turn = 1; step <= 24; ++step, turn = step * (step + 1) / 2) {
        const std::size_t nextY = (2 * x + 3 * y) % 5;
        x = std::exchange(y, nextY);
        moved = std::exchange(a[x + 5 * y], std::rotl(moved, turn % 64));
    }
}

void mixRows(State& a) {
    for (std::size_t row = 0; row < 25; row += 5) {
        const std::array<std::uint64_t, 5> b{
            a[row], a[row + 1], a[row + 2], a[row + 3], a[row + 4]};
        for (std::size_t x = 0; x < 5; ++x)
            a[row + x] = b[x] ^ (~b[(x + 1) % 5] & b[(x + 2) % 5]);
    }
}

void permute(State& state) {
    RoundConstants constants;
    for (int round = 0; round < kRounds; ++round) {
        mixColumns(state);
        rotateAndPermute(state);
        mixRows(state);
        state[0] ^= constants.next();
    }
}

void absorb(State& state, std::size_t place, std::uint8_t byte) {
    state[place / 8] ^= std::uint64_t(byte) << (8 * (place % 8));
}

} // namespace

std::array<std::uint8_t, 32> keccak256(base::ByteSpan bytes) {
    State state{};
    std::size_t place = 0;
    for (const std::uint8_t byte : bytes) {
        absorb(state, place, byte);
        if (++place == kRate) {
            permute(state);
            place = 0;
        }
    }
    absorb(state, place, 0x01);
    absorb(state, kRate - 1, 0x80);
    permute(state);
    std::array<std::uint8_t, 32> digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 8] >> (8 * (i % 8)));
    return digest;
}

} // namespace meson::crypto
