// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>

namespace meson::router {

/// The IPv4 address that an IPv6 one stands for (RFC 4291 §2.5.5.2), or the same.
inline boost::asio::ip::address withoutMapping(const boost::asio::ip::address& address) {
    using namespace boost::asio::ip;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return make_address_v4(v4_mapped, address.to_v6());
    return address;
}

/// A number for the /24 (IPv4, also mapped into IPv6) or /48 (IPv6) that a client is in; never 0,
/// which stands for the Router itself.
inline std::uint64_t clientNetworkOf(const boost::asio::ip::address& given) {
    const boost::asio::ip::address address = withoutMapping(given);
    // A leading 1 keeps the two families, and 0, apart.
    if (address.is_v4())
        return std::uint64_t{1} << 24 | address.to_v4().to_uint() >> 8;
    std::uint64_t network = 1;
    const auto bytes = address.to_v6().to_bytes();
    for (std::size_t i = 0; i < 6; ++i)
        network = network << 8 | bytes[i];
    return network;
}

} // namespace meson::router
