// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/merkle.h"
#include "engine/router/object_record.h"
#include "engine/router/request_shapes.h"

#include <algorithm>
#include <boost/asio/ip/address_v4.hpp>
#include <optional>
#include <random>
#include <string>

namespace meson::test {

/// Somebody somewhere who wants an object or a piece of it: those who play take blocks or chunks,
/// others go on from somewhere to the end, and some load the whole.
class SimulatedClient {
public:
    static constexpr std::uint32_t kNetworks = 4'000; ///< that clients are in, /24 each

    SimulatedClient(const router::ObjectRecord& object, std::mt19937_64& random)
        : address(
              kFirstNetwork + static_cast<std::uint32_t>(random() % kNetworks) * 256 + 1 +
              static_cast<std::uint32_t>(random() % 250))
        , m_url(object.url) {
        const auto wish = drawPiece(object.length.count(), random);
        piece = wish.value_or(router::Piece{0, object.length.count()});
        if (!wish)
            return;
        const bool isOpen = piece.end == object.length.count();
        range = "bytes=" + std::to_string(piece.first) + "-" +
                (isOpen ? std::string() : std::to_string(piece.end - 1));
    }
    /// The Router sees the request.
    void ask(router::RequestShapes& shapes) const {
        http::RequestHead request;
        request.target = m_url;
        request.fields = {{"User-Agent", "Mozilla/5.0"}, {"Accept", "*/*"}};
        if (!range.empty())
            request.fields.push_back({"Range", range});
        shapes.note(request);
    }

    const boost::asio::ip::address_v4 address;
    router::Piece piece;
    std::string range; ///< the field's value; empty: the whole

private:
    static constexpr std::uint32_t kFirstNetwork = 0x0b000000;

    static std::optional<router::Piece> drawPiece(std::int64_t length, std::mt19937_64& random) {
        constexpr std::int64_t kBlocks = 2 * crypto::kLeafSize;
        constexpr std::int64_t kChunk = 50'000;
        const auto at = [&](std::int64_t size) {
            return size * static_cast<std::int64_t>(
                              random() % static_cast<std::uint64_t>((length + size - 1) / size));
        };
        const auto kind = random() % 8;
        if (kind == 0)
            return std::nullopt;
        if (kind == 1)
            return router::Piece{at(kBlocks), length};
        const std::int64_t size = kind < 4 ? kChunk : kBlocks;
        const std::int64_t first = at(size);
        return router::Piece{first, std::min(first + size, length)};
    }

    const std::string m_url;
};

} // namespace meson::test
