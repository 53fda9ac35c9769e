// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace meson::base {

using ByteSpan = std::span<const std::uint8_t>;

inline ByteSpan bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view textOf(ByteSpan bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Lower-case base 16 (RFC 4648 §8).
std::string toHex(ByteSpan bytes);
/// Either case; nothing for an odd length or a foreign character.
std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text);

/// Lower-case base 32 without padding (RFC 4648 §6), fit for a DNS label.
std::string toBase32(ByteSpan bytes);
std::optional<std::vector<std::uint8_t>> fromBase32(std::string_view text);

/// Base 64 with padding (RFC 4648 §4), as structured fields carry it (RFC 8941 §3.3.5).
std::string toBase64(ByteSpan bytes);
std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text);

/// URL-safe base 64 without padding (RFC 4648 §5).
std::string toBase64Url(ByteSpan bytes);
std::optional<std::vector<std::uint8_t>> fromBase64Url(std::string_view text);

} // namespace meson::base
