// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/units.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace meson::crypto {

/// The unit of verification: BEP 52 leaves are 16 KiB, the last one of an object may be shorter.
inline constexpr std::int64_t kLeafSize = 16 * 1024;

/// SHA-256 of one leaf's bytes, as it stands in the leaf layer.
using LeafHash = base::Digest<struct LeafHashMeaning>;
/// All leaf hashes of an object in order: 32 bytes per 16 KiB (0.2 %).
using LeafLayer = std::vector<LeafHash>;

constexpr std::int64_t leafCount(base::Bytes length) {
    return (length.count() + kLeafSize - 1) / kLeafSize;
}

LeafHash hashLeaf(base::ByteSpan bytes);

/// The BEP 52 `pieces root` of a leaf layer: a binary SHA-256 tree, padded with 32-byte zero leaves
/// to a power of two. One leaf is its own root; no leaf (the empty object) is 32 zero bytes, which
/// BEP 52 leaves undefined.
base::MerkleRoot merkleRoot(std::span<const LeafHash> leaves);

/// The content id: SHA-256("meson-content-v1" || u64be length || root). The length closes BEP 52's
/// missing separation of leaves and nodes.
base::ContentId contentId(base::Bytes length, const base::MerkleRoot& root);

/// The siblings from leaf `index` up to the root, lowest first (empty for a single leaf). 0 ≤ index
/// < leaves.size().
std::vector<base::MerkleRoot> merklePath(std::span<const LeafHash> leaves, std::int64_t index);
/// Whether `leaf` at `index` and its path lead to `root`.
bool merklePathLeadsTo(
    const base::MerkleRoot& root, const LeafHash& leaf, std::int64_t index,
    std::span<const base::MerkleRoot> path);

/// What one pass over an object's bytes yields.
struct ContentSummary {
    base::ContentId id;
    base::MerkleRoot root;
    base::Sha256 sha256;
    base::Bytes length;
    LeafLayer leaves;
};

/// Computes a ContentSummary from bytes that come in pieces of any size. Thread: one at a time.
class ContentHasher {
public:
    ContentHasher();
    ~ContentHasher();
    ContentHasher(ContentHasher&&) noexcept;
    ContentHasher& operator=(ContentHasher&&) noexcept;

    void update(base::ByteSpan bytes);
    base::Bytes length() const;
    /// The leaf hashes of all leaves that are complete so far.
    const LeafLayer& leaves() const;
    /// The summary of all that was fed; the hasher is then as new.
    ContentSummary finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace meson::crypto
