// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/router/node_registry.h"

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace meson::router {

/// Which Terminals hold which content, as their indexes and acknowledgements say, both ways round.
/// An object costs about 100 bytes and each copy of it about 40. Thread: the Router's loop.
class Holders {
public:
    /// Nodes that hold it, in no order; valid until the next change.
    std::span<const NodeIndex> of(const base::ContentId& id) const;
    bool holds(NodeIndex node, const base::ContentId& id) const;
    /// Whether the node's index lists it: then not having it is a fault.
    bool isListed(NodeIndex node, const base::ContentId& id) const;
    std::int64_t heldCount(NodeIndex node) const;
    /// Any object that the node's index lists, each as likely as the other; nothing if it is empty.
    std::optional<base::ContentId> anyListed(NodeIndex node, std::mt19937_64& random);

    /// The node acknowledged a copy; its index will list it soon.
    void add(NodeIndex node, const base::ContentId& id);
    /// The node does not have it (any more), whatever its index says.
    void remove(NodeIndex node, const base::ContentId& id);
    /// Nobody is asked for it any more; indexes may still list it.
    void forget(const base::ContentId& id);

    /// The node's index lists it.
    void list(NodeIndex node, const base::ContentId& id);
    /// The node's index does not list it any more.
    void unlist(NodeIndex node, const base::ContentId& id);
    /// The node's index lists exactly these.
    void listOnly(NodeIndex node, const std::vector<base::ContentId>& ids);
    /// XOR of SHA-256(id) over all that the node's index lists (W20).
    base::Sha256 digestOf(NodeIndex node) const;

private:
    using ObjectNumber = std::uint32_t;

    struct Object {
        base::ContentId id;
        std::vector<NodeIndex> nodes;
        std::uint32_t lists = 0; ///< indexes that list it
    };
    struct Listing {
        std::unordered_set<ObjectNumber> objects;
        base::Sha256 digest;
        std::int64_t held = 0;
    };

    std::optional<ObjectNumber> find(const base::ContentId& id) const;
    ObjectNumber numberOf(const base::ContentId& id);
    void dropIfUnused(ObjectNumber number);
    Listing& listing(NodeIndex node);
    void addNode(ObjectNumber number, NodeIndex node);
    void removeNode(ObjectNumber number, NodeIndex node);
    void unlistNumber(NodeIndex node, ObjectNumber number);

    std::unordered_map<base::ContentId, ObjectNumber> m_numbers;
    std::vector<Object> m_objects;
    std::vector<ObjectNumber> m_free;
    std::vector<Listing> m_listings; ///< by node
};

} // namespace meson::router
