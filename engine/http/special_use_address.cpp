// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client.h"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <array>

namespace meson::http {

namespace {

struct Prefix4 {
    std::uint32_t bits;
    int length;
};

// The IANA IPv4 Special-Purpose Address Registry (RFC 6890), plus multicast (RFC 5771) and 6to4
// relays (RFC 7526).
constexpr Prefix4 kSpecial4[] = {
    {0x00000000, 8},  // this network
    {0x0A000000, 8},  // private use
    {0x64400000, 10}, // shared address space of carriers
    {0x7F000000, 8},  // loopback
    {0xA9FE0000, 16}, // link local
    {0xAC100000, 12}, // private use
    {0xC0000000, 24}, // protocol assignments
    {0xC0000200, 24}, // documentation
    {0xC0586300, 24}, // 6to4 relays
    {0xC0A80000, 16}, // private use
    {0xC6120000, 15}, // benchmarking
    {0xC6336400, 24}, // documentation
    {0xCB007100, 24}, // documentation
    {0xE0000000, 4},  // multicast
    {0xF0000000, 4},  // reserved, and limited broadcast
};

struct Prefix6 {
    std::array<std::uint8_t, 8> bits;
    int length; ///< ≤ 64
};

// The IANA IPv6 Special-Purpose Address Registry (RFC 6890), plus multicast (RFC 4291) and old
// site-local addresses.
constexpr Prefix6 kSpecial6[] = {
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48}, // local translation
    {{0x01, 0x00}, 64},                         // discard only
    {{0x20, 0x01, 0x00, 0x00}, 23},             // protocol assignments, Teredo
    {{0x20, 0x01, 0x0D, 0xB8}, 32},             // documentation
    {{0x20, 0x02}, 16},                         // 6to4
    {{0x3F, 0xFF, 0x00}, 20},                   // documentation
    {{0x5F, 0x00}, 16},                         // segment routing identifiers
    {{0xFC, 0x00}, 7},                          // unique local
    {{0xFE, 0x80}, 10},                         // link local
    {{0xFE, 0xC0}, 10},                         // site local
    {{0xFF, 0x00}, 8},                          // multicast
};

bool isSpecial4(std::uint32_t address) {
    for (const Prefix4& prefix : kSpecial4)
        if ((address ^ prefix.bits) >> (32 - prefix.length) == 0)
            return true;
    return false;
}

bool startsWith(const asio::ip::address_v6::bytes_type& address, const Prefix6& prefix) {
    for (int bit = 0; bit < prefix.length; bit += 8) {
        const int used = std::min(8, prefix.length - bit);
        const auto index = static_cast<std::size_t>(bit / 8);
        if ((address[index] ^ prefix.bits[index]) >> (8 - used) != 0)
            return false;
    }
    return true;
}

std::uint32_t lastFourBytes(const asio::ip::address_v6::bytes_type& bytes) {
    return std::uint32_t{bytes[12]} << 24 | std::uint32_t{bytes[13]} << 16 |
           std::uint32_t{bytes[14]} << 8 | bytes[15];
}

bool isSpecial6(const asio::ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    if (address.is_v4_mapped())
        return isSpecial4(lastFourBytes(bytes));
    constexpr std::array<std::uint8_t, 12> kTranslated{0x00, 0x64, 0xFF, 0x9B};
    if (std::equal(kTranslated.begin(), kTranslated.end(), bytes.begin()))
        return isSpecial4(lastFourBytes(bytes));
    // ::, ::1 and the old IPv4-compatible addresses.
    if (std::all_of(bytes.begin(), bytes.begin() + 12, [](std::uint8_t b) { return b == 0; }))
        return true;
    for (const Prefix6& prefix : kSpecial6)
        if (startsWith(bytes, prefix))
            return true;
    return false;
}

} // namespace

bool isSpecialUse(const asio::ip::address& address) {
    return address.is_v4() ? isSpecial4(address.to_v4().to_uint()) : isSpecial6(address.to_v6());
}

} // namespace meson::http
