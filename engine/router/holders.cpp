// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/holders.h"

#include "engine/crypto/hash.h"

#include <algorithm>
#include <iterator>

namespace meson::router {

namespace {

void mix(base::Sha256& digest, const base::ContentId& id) {
    const base::Sha256 hash = crypto::sha256(id.bytes);
    for (std::size_t i = 0; i < digest.bytes.size(); ++i)
        digest.bytes[i] ^= hash.bytes[i];
}

} // namespace

std::span<const NodeIndex> Holders::of(const base::ContentId& id) const {
    const auto number = find(id);
    return number ? std::span<const NodeIndex>(m_objects[*number].nodes)
                  : std::span<const NodeIndex>();
}

bool Holders::holds(NodeIndex node, const base::ContentId& id) const {
    const auto nodes = of(id);
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

bool Holders::isListed(NodeIndex node, const base::ContentId& id) const {
    const auto number = find(id);
    return number && node < m_listings.size() && m_listings[node].objects.contains(*number);
}

std::int64_t Holders::heldCount(NodeIndex node) const {
    return node < m_listings.size() ? m_listings[node].held : 0;
}

std::optional<base::ContentId> Holders::anyListed(NodeIndex node, std::mt19937_64& random) {
    // A bucket and a place in it that are taken: each object has one such pair.
    constexpr std::size_t kPlaces = 8;
    constexpr std::size_t kWalked = 64;
    if (node >= m_listings.size() || m_listings[node].objects.empty())
        return std::nullopt;
    std::unordered_set<ObjectNumber>& objects = m_listings[node].objects;
    const std::size_t size = objects.size();
    if (size <= kWalked)
        return m_objects[*std::next(objects.begin(), static_cast<std::ptrdiff_t>(random() % size))]
            .id;
    if (objects.bucket_count() > kPlaces * size) // it was much larger
        objects.rehash(0);
    for (;;) {
        const std::size_t bucket = random() % objects.bucket_count();
        const std::size_t place = random() % kPlaces;
        if (place < objects.bucket_size(bucket))
            return m_objects[*std::next(objects.begin(bucket), static_cast<std::ptrdiff_t>(place))]
                .id;
    }
}

void Holders::add(NodeIndex node, const base::ContentId& id) {
    addNode(numberOf(id), node);
}

void Holders::remove(NodeIndex node, const base::ContentId& id) {
    if (const auto number = find(id)) {
        removeNode(*number, node);
        dropIfUnused(*number);
    }
}

void Holders::forget(const base::ContentId& id) {
    const auto number = find(id);
    if (!number)
        return;
    while (!m_objects[*number].nodes.empty())
        removeNode(*number, m_objects[*number].nodes.back());
    dropIfUnused(*number);
}

void Holders::list(NodeIndex node, const base::ContentId& id) {
    const ObjectNumber number = numberOf(id);
    addNode(number, node);
    Listing& listed = listing(node);
    if (!listed.objects.insert(number).second)
        return;
    ++m_objects[number].lists;
    mix(listed.digest, id);
}

void Holders::unlist(NodeIndex node, const base::ContentId& id) {
    if (const auto number = find(id)) {
        removeNode(*number, node);
        unlistNumber(node, *number);
    }
}

void Holders::listOnly(NodeIndex node, const std::vector<base::ContentId>& ids) {
    const std::unordered_set<base::ContentId> wanted(ids.begin(), ids.end());
    const std::vector<ObjectNumber> before(
        listing(node).objects.begin(), listing(node).objects.end());
    for (const ObjectNumber number : before) {
        if (wanted.contains(m_objects[number].id))
            continue;
        removeNode(number, node);
        unlistNumber(node, number);
    }
    for (const base::ContentId& id : ids)
        list(node, id);
}

base::Sha256 Holders::digestOf(NodeIndex node) const {
    return node < m_listings.size() ? m_listings[node].digest : base::Sha256{};
}

std::optional<Holders::ObjectNumber> Holders::find(const base::ContentId& id) const {
    const auto found = m_numbers.find(id);
    return found == m_numbers.end() ? std::nullopt : std::optional(found->second);
}

Holders::ObjectNumber Holders::numberOf(const base::ContentId& id) {
    if (const auto known = find(id))
        return *known;
    if (m_free.empty()) {
        m_free.push_back(static_cast<ObjectNumber>(m_objects.size()));
        m_objects.emplace_back();
    }
    const ObjectNumber number = m_free.back();
    m_free.pop_back();
    m_objects[number].id = id;
    m_numbers.emplace(id, number);
    return number;
}

void Holders::dropIfUnused(ObjectNumber number) {
    const Object& object = m_objects[number];
    if (!object.nodes.empty() || object.lists > 0)
        return;
    m_numbers.erase(object.id);
    m_objects[number] = Object();
    m_free.push_back(number);
}

Holders::Listing& Holders::listing(NodeIndex node) {
    if (node >= m_listings.size())
        m_listings.resize(node + 1);
    return m_listings[node];
}

void Holders::addNode(ObjectNumber number, NodeIndex node) {
    std::vector<NodeIndex>& nodes = m_objects[number].nodes;
    if (std::find(nodes.begin(), nodes.end(), node) != nodes.end())
        return;
    nodes.push_back(node);
    ++listing(node).held;
}

void Holders::removeNode(ObjectNumber number, NodeIndex node) {
    std::vector<NodeIndex>& nodes = m_objects[number].nodes;
    const auto place = std::find(nodes.begin(), nodes.end(), node);
    if (place == nodes.end())
        return;
    *place = nodes.back();
    nodes.pop_back();
    --listing(node).held;
}

void Holders::unlistNumber(NodeIndex node, ObjectNumber number) {
    Listing& listed = listing(node);
    if (listed.objects.erase(number) > 0) {
        --m_objects[number].lists;
        mix(listed.digest, m_objects[number].id);
    }
    dropIfUnused(number);
}

} // namespace meson::router
