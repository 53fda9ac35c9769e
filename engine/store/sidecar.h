// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"
#include "engine/crypto/merkle.h"
#include "engine/store/content_store.h"

#include <optional>
#include <vector>

namespace meson::store {

/// What stands beside a blob: what it is, how to serve it, and its leaf layer. The file, all
/// integers little-endian:
///
///      0  8  "mesonmta"
///      8  2  version, 1
///     10  2  zero
///     12  4  H, length of the header: where the leaf layer begins
///     16  8  length of the object
///     24 32  content id
///     56 32  SHA-256 of the object
///     88  8  expires       \  unix seconds
///     96  8  added          }
///    104  8  last modified /   (-2^63: none)
///    112 12  lengths of ETag, binding and header fields (3 × 4)
///    124  …  ETag, binding, header fields
///   H-32 32  SHA-256 of bytes 0 … H-33
///      H  …  leaf hashes, 32 bytes each; checked against the content id, which they lead to
struct Sidecar {
    base::ContentId id;
    base::Bytes length;
    base::Sha256 sha256;
    base::WallTime added;
    ObjectMeta meta;
};

/// A header is never longer than this (bytes).
inline constexpr std::size_t kMaximumSidecarHeader = 256 * 1024;
/// The first read takes this much: the whole header of nearly every object (bytes).
inline constexpr std::size_t kUsualSidecarHeader = 4096;

/// The header, or nothing if ETag, binding and fields are too long together.
std::optional<std::vector<std::uint8_t>> encodeHeader(const Sidecar& sidecar);

/// Length of the header that begins with `bytes` (16 at least), or nothing if it is none of ours.
std::optional<std::size_t> headerLength(base::ByteSpan bytes);
/// Parses a whole header; nothing if it is damaged.
std::optional<Sidecar> parseHeader(base::ByteSpan header);

/// The leaf layer as it stands after the header.
std::vector<std::uint8_t> encodeLeaves(const crypto::LeafLayer& leaves);
/// Nothing if the leaves do not lead to the content id.
std::optional<crypto::LeafLayer>
parseLeaves(base::ByteSpan bytes, const base::ContentId& id, base::Bytes length);

} // namespace meson::store
