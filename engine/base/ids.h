// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace meson::base {

/// 32 bytes of one meaning, which do not mix with another meaning's.
template <class Meaning>
struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    friend bool operator==(const Digest&, const Digest&) = default;
    friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// A SHA-256 (FIPS 180-4) of plain bytes.
using Sha256 = Digest<struct Sha256Meaning>;
/// The root of a BEP 52 tree (SHA-256 over 16 KiB leaves).
using MerkleRoot = Digest<struct MerkleRootMeaning>;
/// The "verified hash" of W15–W17: SHA-256("meson-content-v1" || u64be length || root); a blob's
/// name everywhere.
using ContentId = Digest<struct ContentIdMeaning>;
/// Who a node is: SHA-256 of its Ed25519 public key (32 raw bytes).
using NodeId = Digest<struct NodeIdMeaning>;

/// Lower-case hexadecimal, 64 characters: how digests and content ids are written.
template <class Meaning>
std::string toText(const Digest<Meaning>& digest) {
    return toHex(digest.bytes);
}
/// Lower-case base 32, 52 characters: fits a DNS label.
inline std::string toText(const NodeId& id) {
    return toBase32(id.bytes);
}

template <class Id>
std::optional<Id> idFromBytes(ByteSpan bytes) {
    Id id;
    if (bytes.size() != id.bytes.size())
        return std::nullopt;
    std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
    return id;
}

/// Reads what toText() writes; nothing for any other text.
template <class Id>
std::optional<Id> idFromText(std::string_view text) {
    const auto bytes = fromHex(text);
    return bytes ? idFromBytes<Id>(*bytes) : std::nullopt;
}
template <>
inline std::optional<NodeId> idFromText<NodeId>(std::string_view text) {
    const auto bytes = fromBase32(text);
    return bytes ? idFromBytes<NodeId>(*bytes) : std::nullopt;
}

} // namespace meson::base

/// Digests are uniformly distributed already: their first eight bytes are the hash.
template <class Meaning>
struct std::hash<meson::base::Digest<Meaning>> {
    std::size_t operator()(const meson::base::Digest<Meaning>& digest) const noexcept {
        std::size_t value;
        std::memcpy(&value, digest.bytes.data(), sizeof value);
        return value;
    }
};
