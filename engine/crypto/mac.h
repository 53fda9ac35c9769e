// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace meson::crypto {

using Mac = std::array<std::uint8_t, 32>;
using SecretKey = std::array<std::uint8_t, 32>;

/// HMAC-SHA256 (RFC 2104) with the key's two pads hashed once. Copyable, no allocation per tag.
/// Thread: any (const).
class MacKey {
public:
    explicit MacKey(base::ByteSpan key);
    Mac tag(base::ByteSpan message) const;

private:
    // Two SHA-256 midstates; the algorithm's own state, so that no lookup or allocation is paid per
    // tag.
    struct Midstate {
        std::array<std::uint32_t, 8> words;
    };
    Midstate m_inner;
    Midstate m_outer;
};

Mac hmacSha256(base::ByteSpan key, base::ByteSpan message);

/// HKDF-SHA256 (RFC 5869) to one 32-byte key; `info` separates the uses of one master key.
SecretKey deriveKey(base::ByteSpan masterKey, std::string_view info, base::ByteSpan context);

/// Compares in time that does not depend on where they differ; false for different lengths.
bool equalInConstantTime(base::ByteSpan a, base::ByteSpan b);

/// Bytes from the system's random source; ends the program if the source fails.
void fillRandom(std::span<std::uint8_t> bytes);

template <std::size_t N>
std::array<std::uint8_t, N> randomBytes() {
    std::array<std::uint8_t, N> bytes;
    fillRandom(bytes);
    return bytes;
}

} // namespace meson::crypto
