// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/merkle.h"

#include "engine/base/check.h"
#include "engine/crypto/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

namespace meson::crypto {
namespace {

using Node = base::MerkleRoot;

Node parentOf(const Node& left, const Node& right) {
    std::array<std::uint8_t, 64> pair;
    std::memcpy(pair.data(), left.bytes.data(), 32);
    std::memcpy(pair.data() + 32, right.bytes.data(), 32);
    return {sha256(pair).bytes};
}

std::vector<Node> bottomLayer(std::span<const LeafHash> leaves) {
    std::vector<Node> layer(leaves.size());
    std::transform(leaves.begin(), leaves.end(), layer.begin(), [](const LeafHash& leaf) {
        return Node{leaf.bytes};
    });
    return layer;
}

// Replaces a layer by the one above it. `padding` is the root of an all-zero subtree of the layer's
// height.
void climb(std::vector<Node>& layer, Node& padding) {
    if (layer.size() % 2 != 0)
        layer.push_back(padding);
    for (std::size_t i = 0; i < layer.size() / 2; ++i)
        layer[i] = parentOf(layer[2 * i], layer[2 * i + 1]);
    layer.resize(layer.size() / 2);
    padding = parentOf(padding, padding);
}

} // namespace

LeafHash hashLeaf(base::ByteSpan bytes) {
    return {sha256(bytes).bytes};
}

base::MerkleRoot merkleRoot(std::span<const LeafHash> leaves) {
    if (leaves.empty())
        return {};
    std::vector<Node> layer = bottomLayer(leaves);
    Node padding;
    while (layer.size() > 1)
        climb(layer, padding);
    return layer.front();
}

base::ContentId contentId(base::Bytes length, const base::MerkleRoot& root) {
    constexpr std::string_view kDomain = "meson-content-v1";
    std::array<std::uint8_t, kDomain.size() + 8 + 32> message;
    std::memcpy(message.data(), kDomain.data(), kDomain.size());
    const auto count = static_cast<std::uint64_t>(length.count());
    for (std::size_t i = 0; i < 8; ++i)
        message[kDomain.size() + i] = static_cast<std::uint8_t>(count >> (8 * (7 - i)));
    std::memcpy(message.data() + kDomain.size() + 8, root.bytes.data(), 32);
    return {sha256(message).bytes};
}

std::vector<base::MerkleRoot> merklePath(std::span<const LeafHash> leaves, std::int64_t index) {
    MESON_CHECK(index >= 0 && static_cast<std::size_t>(index) < leaves.size());
    std::vector<Node> layer = bottomLayer(leaves);
    std::vector<Node> path;
    Node padding;
    for (auto at = static_cast<std::size_t>(index); layer.size() > 1; at /= 2) {
        const std::size_t sibling = at ^ 1U;
        path.push_back(sibling < layer.size() ? layer[sibling] : padding);
        climb(layer, padding);
    }
    return path;
}

bool merklePathLeadsTo(
    const base::MerkleRoot& root, const LeafHash& leaf, std::int64_t index,
    std::span<const base::MerkleRoot> path) {
    if (index < 0 || path.size() >= 63 || (index >> path.size()) != 0)
        return false;
    Node node{leaf.bytes};
    for (const Node& sibling : path) {
        node = (index & 1) != 0 ? parentOf(sibling, node) : parentOf(node, sibling);
        index >>= 1;
    }
    return node == root;
}

struct ContentHasher::State {
    Sha256Hasher whole;
    Sha256Hasher leaf;
    std::int64_t length = 0;
    LeafLayer leaves;

    void closeLeaf() { leaves.push_back({leaf.finish().bytes}); }
};

ContentHasher::ContentHasher()
    : m_state(std::make_unique<State>()) {}
ContentHasher::~ContentHasher() = default;
ContentHasher::ContentHasher(ContentHasher&&) noexcept = default;
ContentHasher& ContentHasher::operator=(ContentHasher&&) noexcept = default;

void ContentHasher::update(base::ByteSpan bytes) {
    m_state->whole.update(bytes);
    while (!bytes.empty()) {
        const auto room = static_cast<std::size_t>(kLeafSize - m_state->length % kLeafSize);
        const base::ByteSpan part = bytes.first(std::min(room, bytes.size()));
        m_state->leaf.update(part);
        m_state->length += static_cast<std::int64_t>(part.size());
        if (part.size() == room)
            m_state->closeLeaf();
        bytes = bytes.subspan(part.size());
    }
}

base::Bytes ContentHasher::length() const {
    return base::Bytes(m_state->length);
}

const LeafLayer& ContentHasher::leaves() const {
    return m_state->leaves;
}

ContentSummary ContentHasher::finish() {
    if (m_state->length % kLeafSize != 0)
        m_state->closeLeaf();
    ContentSummary summary;
    summary.length = length();
    summary.sha256 = m_state->whole.finish();
    summary.leaves = std::move(m_state->leaves);
    summary.root = merkleRoot(summary.leaves);
    summary.id = contentId(summary.length, summary.root);
    m_state = std::make_unique<State>();
    return summary;
}

} // namespace meson::crypto
