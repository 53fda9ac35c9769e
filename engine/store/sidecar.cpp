// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/sidecar.h"

#include "engine/crypto/hash.h"

#include <limits>

namespace meson::store {

namespace {

constexpr std::string_view kMagic = "mesonmta";
constexpr std::uint64_t kVersion = 1;
constexpr std::size_t kFixedPart = 124;
constexpr std::size_t kChecksum = 32;
constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLastSecond = 9'000'000'000; // what a nanosecond clock can hold

class Writer {
public:
    void number(std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            m_bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
    }
    void time(base::WallTime value) {
        number(static_cast<std::uint64_t>(base::unixSeconds(value)), 8);
    }
    void raw(base::ByteSpan bytes) { m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end()); }
    std::vector<std::uint8_t> take() { return std::move(m_bytes); }
    base::ByteSpan written() const { return m_bytes; }

private:
    std::vector<std::uint8_t> m_bytes;
};

/// Reads within bounds that the caller has checked.
class Reader {
public:
    explicit Reader(base::ByteSpan bytes)
        : m_bytes(bytes) {}

    std::uint64_t number(std::size_t bytes) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes; ++i)
            value |= static_cast<std::uint64_t>(m_bytes[i]) << (8 * i);
        m_bytes = m_bytes.subspan(bytes);
        return value;
    }
    template <class Id>
    Id digest() {
        return *base::idFromBytes<Id>(take(32));
    }
    std::string text(std::size_t length) { return std::string(base::textOf(take(length))); }
    std::size_t left() const { return m_bytes.size(); }

private:
    base::ByteSpan take(std::size_t length) {
        const base::ByteSpan part = m_bytes.first(length);
        m_bytes = m_bytes.subspan(length);
        return part;
    }

    base::ByteSpan m_bytes;
};

bool isTime(std::int64_t seconds) {
    return seconds >= -kLastSecond && seconds <= kLastSecond;
}

} // namespace

std::optional<std::vector<std::uint8_t>> encodeHeader(const Sidecar& sidecar) {
    const ObjectMeta& meta = sidecar.meta;
    const std::size_t length =
        kFixedPart + meta.etag.size() + meta.binding.size() + meta.fields.size() + kChecksum;
    if (length > kMaximumSidecarHeader)
        return std::nullopt;
    Writer writer;
    writer.raw(base::bytesOf(kMagic));
    writer.number(kVersion, 2);
    writer.number(0, 2);
    writer.number(length, 4);
    writer.number(static_cast<std::uint64_t>(sidecar.length.count()), 8);
    writer.raw(sidecar.id.bytes);
    writer.raw(sidecar.sha256.bytes);
    writer.time(meta.expires);
    writer.time(sidecar.added);
    const auto modified = meta.lastModified ? base::unixSeconds(*meta.lastModified) : kNoTime;
    writer.number(static_cast<std::uint64_t>(modified), 8);
    for (const std::string* text : {&meta.etag, &meta.binding, &meta.fields})
        writer.number(text->size(), 4);
    for (const std::string* text : {&meta.etag, &meta.binding, &meta.fields})
        writer.raw(base::bytesOf(*text));
    writer.raw(crypto::sha256(writer.written()).bytes);
    return writer.take();
}

std::optional<std::size_t> headerLength(base::ByteSpan bytes) {
    if (bytes.size() < 16 || base::textOf(bytes.first(kMagic.size())) != kMagic)
        return std::nullopt;
    Reader reader(bytes.subspan(kMagic.size()));
    if (reader.number(2) != kVersion || reader.number(2) != 0)
        return std::nullopt;
    const auto length = static_cast<std::size_t>(reader.number(4));
    if (length < kFixedPart + kChecksum || length > kMaximumSidecarHeader)
        return std::nullopt;
    return length;
}

std::optional<Sidecar> parseHeader(base::ByteSpan header) {
    if (headerLength(header) != header.size())
        return std::nullopt;
    const base::ByteSpan content = header.first(header.size() - kChecksum);
    if (crypto::sha256(content).bytes !=
        base::idFromBytes<base::Sha256>(header.last(kChecksum))->bytes)
        return std::nullopt;
    Reader reader(content.subspan(16));
    Sidecar sidecar;
    sidecar.length = base::Bytes(static_cast<std::int64_t>(reader.number(8)));
    sidecar.id = reader.digest<base::ContentId>();
    sidecar.sha256 = reader.digest<base::Sha256>();
    const auto expires = static_cast<std::int64_t>(reader.number(8));
    const auto added = static_cast<std::int64_t>(reader.number(8));
    const auto modified = static_cast<std::int64_t>(reader.number(8));
    const auto etag = static_cast<std::size_t>(reader.number(4));
    const auto binding = static_cast<std::size_t>(reader.number(4));
    const auto fields = static_cast<std::size_t>(reader.number(4));
    const bool isSound = sidecar.length.count() >= 0 && isTime(expires) && isTime(added) &&
                         (modified == kNoTime || isTime(modified)) &&
                         etag + binding + fields == reader.left();
    if (!isSound)
        return std::nullopt;
    sidecar.added = base::fromUnixSeconds(added);
    sidecar.meta.expires = base::fromUnixSeconds(expires);
    if (modified != kNoTime)
        sidecar.meta.lastModified = base::fromUnixSeconds(modified);
    sidecar.meta.etag = reader.text(etag);
    sidecar.meta.binding = reader.text(binding);
    sidecar.meta.fields = reader.text(fields);
    return sidecar;
}

std::vector<std::uint8_t> encodeLeaves(const crypto::LeafLayer& leaves) {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(leaves.size() * 32);
    for (const crypto::LeafHash& leaf : leaves)
        bytes.insert(bytes.end(), leaf.bytes.begin(), leaf.bytes.end());
    return bytes;
}

std::optional<crypto::LeafLayer>
parseLeaves(base::ByteSpan bytes, const base::ContentId& id, base::Bytes length) {
    const auto count = static_cast<std::size_t>(crypto::leafCount(length));
    if (bytes.size() % 32 != 0 || bytes.size() / 32 != count)
        return std::nullopt;
    crypto::LeafLayer leaves(count);
    for (std::size_t i = 0; i < count; ++i)
        leaves[i] = *base::idFromBytes<crypto::LeafHash>(bytes.subspan(i * 32, 32));
    if (crypto::contentId(length, crypto::merkleRoot(leaves)) != id)
        return std::nullopt;
    return leaves;
}

} // namespace meson::store
