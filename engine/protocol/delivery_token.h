// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/crypto/mac.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meson::protocol {

/// First 8 bytes of a node id: names a node inside tokens. Collisions are refused at registration.
using ShortNodeId = std::array<std::uint8_t, 8>;
ShortNodeId shortId(const base::NodeId& id);

/// The right to fetch one object from one Terminal until it expires: the first path segment of a
/// redirect's target, base64url of the bytes drawn here. 117 bytes, 156 characters. Checked without
/// a database or a public-key operation.
///
///     0   version (1)        1
///     1   content id        32
///     33  object length      8  u64be
///     41  binding            4  u32be, the Router's number of the business domain
///     45  expires            8  i64be, Unix seconds by Router time
///     53  nonce              8  unique per token
///     61  client network     8  first bytes of SHA-256 over the /24 or /48, or zero when not bound
///     69  issued             8  i64be, Unix milliseconds by Router time
///     77  excluded nodes    24  three short ids, zero when unused
///     101 tag               16  HMAC-SHA256 under the Terminal's key, truncated (RFC 2104 §5)
struct DeliveryToken {
    base::ContentId id;
    base::Bytes length;
    std::uint32_t binding = 0;
    std::int64_t expires = 0; ///< Unix seconds
    std::uint64_t nonce = 0;
    std::array<std::uint8_t, 8> clientNetwork{};
    std::int64_t issued = 0; ///< Unix milliseconds
    std::array<ShortNodeId, 3> excluded{};

    friend bool operator==(const DeliveryToken&, const DeliveryToken&) = default;
};

inline constexpr std::size_t kTokenBytes = 117;
inline constexpr std::size_t kTokenCharacters = 156;
/// What a token has of its client: the first bytes of SHA-256 over the /24 of an IPv4 address (4
/// bytes, or 16 as ::ffff:a.b.c.d), or the /48 of an IPv6 one (16 bytes).
std::array<std::uint8_t, 8> clientNetwork(base::ByteSpan address);

/// How long after its expiry a token's receipts are taken: transfers run on, and batches come late.
inline constexpr std::chrono::hours kReceiptGrace{1};

/// The Terminal's token key: HKDF of the network's master key and the node id.
crypto::SecretKey terminalTokenKey(base::ByteSpan masterKey, const base::NodeId& node);

std::string writeToken(const DeliveryToken& token, const crypto::MacKey& key);
/// What a token says, whoever made it; nothing if it is none of this version.
std::optional<DeliveryToken> parseToken(std::string_view text);

enum class TokenVerdict {
    Good,
    Malformed, ///< not a token of this version
    Forged,    ///< the tag is wrong
    Expired,
};
struct CheckedToken {
    TokenVerdict verdict = TokenVerdict::Malformed;
    DeliveryToken token; ///< filled for Good and Expired
};
/// `routerTime` is the checker's best knowledge of Router time; grace is the issuer's business.
CheckedToken readToken(std::string_view text, const crypto::MacKey& key, base::WallTime routerTime);

/// Why a Terminal sends a client back to the Router.
enum class ReturnReason : char {
    Expired = 'e',
    Missing = 'm',
    Paused = 'p',
    Overloaded = 'o',
    Damaged = 'd'
};

/// The path of a signed return: "/.well-known/meson/return/<short id hex>/<token>/<reason>/<mac
/// hex, 32 characters>". The tag covers the token and the reason under the same key; the Router
/// adds the node to the excluded ones.
std::string writeReturnPath(
    std::string_view token, const base::NodeId& node, ReturnReason reason,
    const crypto::MacKey& key);
struct ReturnPath {
    ShortNodeId node{};
    std::string_view token;
    ReturnReason reason = ReturnReason::Expired;
    std::string_view tag;
};
std::optional<ReturnPath> parseReturnPath(std::string_view path);
bool returnPathIsGenuine(const ReturnPath& path, const crypto::MacKey& key);

} // namespace meson::protocol
