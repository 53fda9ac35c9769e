// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/encoding.h"

#include <array>

namespace meson::base {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Table = std::array<std::int8_t, 256>;

constexpr Table inverted(std::string_view alphabet, bool anyCase) {
    Table table{};
    table.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        const char letter = alphabet[i];
        table[static_cast<unsigned char>(letter)] = static_cast<std::int8_t>(i);
        if (anyCase && letter >= 'a' && letter <= 'z')
            table[static_cast<unsigned char>(letter - 'a' + 'A')] = static_cast<std::int8_t>(i);
    }
    return table;
}

constexpr Table kFromHex = inverted(kHex, true);
constexpr Table kFromBase32 = inverted(kBase32, true);
constexpr Table kFromBase64 = inverted(kBase64, false);
constexpr Table kFromBase64Url = inverted(kBase64Url, false);

// All three bases are the same thing: digits of `bits` bits, most significant first, the last one
// zero-filled.
std::string encode(ByteSpan bytes, std::string_view alphabet, unsigned bits) {
    std::string text;
    text.reserve((bytes.size() * 8 + bits - 1) / bits + 3);
    std::uint32_t pending = 0;
    unsigned held = 0;
    const std::uint32_t mask = (1U << bits) - 1;
    for (const std::uint8_t byte : bytes) {
        pending = (pending << 8) | byte;
        held += 8;
        for (; held >= bits; held -= bits)
            text += alphabet[(pending >> (held - bits)) & mask];
    }
    if (held > 0)
        text += alphabet[(pending << (bits - held)) & mask];
    return text;
}

// Refuses what no encoder writes: left-over bits that are not zero, or a whole digit too many.
std::optional<std::vector<std::uint8_t>>
decode(std::string_view text, const Table& table, unsigned bits) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(text.size() * bits / 8);
    std::uint32_t pending = 0;
    unsigned held = 0;
    for (const char letter : text) {
        const std::int8_t digit = table[static_cast<unsigned char>(letter)];
        if (digit < 0)
            return std::nullopt;
        pending = (pending << bits) | static_cast<std::uint32_t>(digit);
        held += bits;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(static_cast<std::uint8_t>(pending >> held));
        }
    }
    if (held >= bits || (pending & ((1U << held) - 1)) != 0)
        return std::nullopt;
    return bytes;
}

} // namespace

std::string toHex(ByteSpan bytes) {
    return encode(bytes, kHex, 4);
}

std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text) {
    return decode(text, kFromHex, 4);
}

std::string toBase32(ByteSpan bytes) {
    return encode(bytes, kBase32, 5);
}

std::optional<std::vector<std::uint8_t>> fromBase32(std::string_view text) {
    return decode(text, kFromBase32, 5);
}

std::string toBase64(ByteSpan bytes) {
    std::string text = encode(bytes, kBase64, 6);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::vector<std::uint8_t>> fromBase64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    return decode(text, kFromBase64, 6);
}

std::string toBase64Url(ByteSpan bytes) {
    return encode(bytes, kBase64Url, 6);
}

std::optional<std::vector<std::uint8_t>> fromBase64Url(std::string_view text) {
    return decode(text, kFromBase64Url, 6);
}

} // namespace meson::base
