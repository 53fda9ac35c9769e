// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/delivery_token.h"

#include "engine/crypto/hash.h"

#include <algorithm>
#include <concepts>

namespace meson::protocol {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kTaggedBytes = kTokenBytes - kTagBytes;
constexpr std::string_view kReturnPrefix = "/.well-known/meson/return/";
constexpr std::size_t kShortIdCharacters = 16;
constexpr std::size_t kReturnTagCharacters = 32;
// prefix, short id, '/', token, '/', reason, '/', tag
constexpr std::size_t kReturnPathCharacters =
    kReturnPrefix.size() + kShortIdCharacters + 1 + kTokenCharacters + 3 + kReturnTagCharacters;

using TokenBytes = std::array<std::uint8_t, kTokenBytes>;

/// Walks a token's bytes once in the order drawn in the header.
class Writer {
public:
    explicit Writer(TokenBytes& bytes)
        : m_next(bytes.data()) {}

    template <std::size_t N>
    void put(const std::array<std::uint8_t, N>& bytes) {
        m_next = std::copy(bytes.begin(), bytes.end(), m_next);
    }
    template <std::integral I>
    void put(I number) {
        for (int shift = 8 * (static_cast<int>(sizeof number) - 1); shift >= 0; shift -= 8)
            *m_next++ = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift);
    }

private:
    std::uint8_t* m_next;
};

class Reader {
public:
    explicit Reader(const TokenBytes& bytes)
        : m_next(bytes.data()) {}

    template <std::size_t N>
    void take(std::array<std::uint8_t, N>& bytes) {
        std::copy_n(m_next, N, bytes.begin());
        m_next += N;
    }
    template <std::integral I>
    I take() {
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < sizeof(I); ++i)
            number = number << 8 | *m_next++;
        return static_cast<I>(number);
    }

private:
    const std::uint8_t* m_next;
};

TokenBytes pack(const DeliveryToken& token) {
    TokenBytes bytes{};
    Writer writer(bytes);
    writer.put(kVersion);
    writer.put(token.id.bytes);
    writer.put(token.length.count());
    writer.put(token.binding);
    writer.put(token.expires);
    writer.put(token.nonce);
    writer.put(token.clientNetwork);
    writer.put(token.issued);
    for (const ShortNodeId& node : token.excluded)
        writer.put(node);
    return bytes;
}

DeliveryToken unpack(const TokenBytes& bytes) {
    DeliveryToken token;
    Reader reader(bytes);
    reader.take<std::uint8_t>(); // the version
    reader.take(token.id.bytes);
    token.length = base::Bytes(reader.take<std::int64_t>());
    token.binding = reader.take<std::uint32_t>();
    token.expires = reader.take<std::int64_t>();
    token.nonce = reader.take<std::uint64_t>();
    reader.take(token.clientNetwork);
    token.issued = reader.take<std::int64_t>();
    for (ShortNodeId& node : token.excluded)
        reader.take(node);
    return token;
}

/// The value of each base64url digit (RFC 4648 §5), -1 for what is none.
constexpr std::array<std::int8_t, 256> kBase64UrlValues = [] {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t value = 0; value < kDigits.size(); ++value)
        values[static_cast<unsigned char>(kDigits[value])] = static_cast<std::int8_t>(value);
    return values;
}();

/// Without an allocation, which base::fromBase64Url() has. 156 characters are 117 bytes exactly.
bool decodeText(std::string_view text, TokenBytes& bytes) {
    static_assert(kTokenCharacters * 3 == kTokenBytes * 4);
    if (text.size() != kTokenCharacters)
        return false;
    for (std::size_t group = 0; group < kTokenCharacters / 4; ++group) {
        std::int32_t bits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::int8_t value =
                kBase64UrlValues[static_cast<unsigned char>(text[4 * group + i])];
            if (value < 0)
                return false;
            bits = bits << 6 | value;
        }
        bytes[3 * group] = static_cast<std::uint8_t>(bits >> 16);
        bytes[3 * group + 1] = static_cast<std::uint8_t>(bits >> 8);
        bytes[3 * group + 2] = static_cast<std::uint8_t>(bits);
    }
    return true;
}

base::ByteSpan tagged(const TokenBytes& bytes) {
    return base::ByteSpan(bytes).first(kTaggedBytes);
}

/// Over "return", reason and token: no token's own tag, because those cover bytes that start with
/// the version.
std::string returnTag(std::string_view token, ReturnReason reason, const crypto::MacKey& key) {
    constexpr std::string_view kPurpose = "return";
    std::array<std::uint8_t, kPurpose.size() + 1 + kTokenCharacters> message{};
    auto* next = std::copy(kPurpose.begin(), kPurpose.end(), message.data());
    *next++ = static_cast<std::uint8_t>(reason);
    std::copy(token.begin(), token.end(), next);
    return base::toHex(base::ByteSpan(key.tag(message)).first(kTagBytes));
}

bool isReason(char c) {
    return std::string_view("empod").find(c) != std::string_view::npos;
}

} // namespace

ShortNodeId shortId(const base::NodeId& id) {
    ShortNodeId result;
    std::copy_n(id.bytes.begin(), result.size(), result.begin());
    return result;
}

std::array<std::uint8_t, 8> clientNetwork(base::ByteSpan address) {
    constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (address.size() == 16 && std::equal(kMapped.begin(), kMapped.end(), address.begin()))
        address = address.subspan(kMapped.size());
    const base::Sha256 digest = crypto::sha256(address.first(address.size() == 4 ? 3 : 6));
    std::array<std::uint8_t, 8> network;
    std::copy_n(digest.bytes.begin(), network.size(), network.begin());
    return network;
}

crypto::SecretKey terminalTokenKey(base::ByteSpan masterKey, const base::NodeId& node) {
    return crypto::deriveKey(masterKey, "meson-token-v1", node.bytes);
}

std::string writeToken(const DeliveryToken& token, const crypto::MacKey& key) {
    TokenBytes bytes = pack(token);
    const crypto::Mac tag = key.tag(tagged(bytes));
    std::copy_n(tag.begin(), kTagBytes, bytes.begin() + kTaggedBytes);
    return base::toBase64Url(bytes);
}

std::optional<DeliveryToken> parseToken(std::string_view text) {
    TokenBytes bytes;
    if (!decodeText(text, bytes) || bytes[0] != kVersion)
        return std::nullopt;
    return unpack(bytes);
}

CheckedToken
readToken(std::string_view text, const crypto::MacKey& key, base::WallTime routerTime) {
    TokenBytes bytes;
    if (!decodeText(text, bytes) || bytes[0] != kVersion)
        return {TokenVerdict::Malformed, {}};
    const crypto::Mac tag = key.tag(tagged(bytes));
    if (!crypto::equalInConstantTime(
            base::ByteSpan(tag).first(kTagBytes), base::ByteSpan(bytes).last(kTagBytes)))
        return {TokenVerdict::Forged, {}};
    const DeliveryToken token = unpack(bytes);
    const bool expired = base::unixSeconds(routerTime) >= token.expires;
    return {expired ? TokenVerdict::Expired : TokenVerdict::Good, token};
}

std::string writeReturnPath(
    std::string_view token, const base::NodeId& node, ReturnReason reason,
    const crypto::MacKey& key) {
    std::string path;
    if (token.size() != kTokenCharacters)
        return path;
    path.reserve(kReturnPathCharacters);
    path.append(kReturnPrefix).append(base::toHex(shortId(node))).append(1, '/').append(token);
    path.append(1, '/').append(1, static_cast<char>(reason)).append(1, '/');
    return path.append(returnTag(token, reason, key));
}

std::optional<ReturnPath> parseReturnPath(std::string_view path) {
    if (path.size() != kReturnPathCharacters || !path.starts_with(kReturnPrefix))
        return std::nullopt;
    path.remove_prefix(kReturnPrefix.size());
    const auto node = base::fromHex(path.substr(0, kShortIdCharacters));
    path.remove_prefix(kShortIdCharacters);
    const std::string_view end = path.substr(1 + kTokenCharacters);
    if (!node || path[0] != '/' || end[0] != '/' || !isReason(end[1]) || end[2] != '/')
        return std::nullopt;
    ReturnPath result;
    std::copy(node->begin(), node->end(), result.node.begin());
    result.token = path.substr(1, kTokenCharacters);
    result.reason = static_cast<ReturnReason>(end[1]);
    result.tag = end.substr(3);
    return result;
}

bool returnPathIsGenuine(const ReturnPath& path, const crypto::MacKey& key) {
    return path.token.size() == kTokenCharacters &&
           crypto::equalInConstantTime(
               base::bytesOf(returnTag(path.token, path.reason, key)), base::bytesOf(path.tag));
}

} // namespace meson::protocol
