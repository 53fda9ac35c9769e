// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/protocol/delivery_token.h"
#include "engine/router/object_record.h"

#include <boost/asio/ip/address.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

/// A Terminal picked for one request.
struct Choice {
    base::NodeId node;
    std::string authority; ///< "http://127.0.0.2:8081", no trailing slash
    const crypto::MacKey* tokenKey =
        nullptr; ///< lives as long as the node is registered; use it at once
};

/// What client delivery asks of the network's side of the Router (W23–W30). Thread: the Router's
/// loop.
class Scheduler {
public:
    virtual ~Scheduler() = default;
    /// The holder that serves now and has the least to do, none of `excluded`; nothing if there is
    /// none. Counts the request for popularity, and orders more copies when there are too few.
    /// `retryOf` excludes the node that the same client was sent to in the last 10 s for the same
    /// object and range without a receipt.
    virtual std::optional<Choice> choose(
        const ObjectRecord& object, const boost::asio::ip::address& client, std::string_view range,
        const std::vector<protocol::ShortNodeId>& excluded) = 0;
    /// A redirect was issued: the upper bound of what its receipt can be paid.
    virtual void issued(const protocol::DeliveryToken& token, const base::NodeId& node) = 0;
    /// A node came back with a signed return: it is out for this object (Missing, Damaged) or for
    /// now (others).
    virtual void returned(
        const protocol::ShortNodeId& node, const base::ContentId& id,
        protocol::ReturnReason reason) = 0;
    /// The token key of a node, or null if unknown.
    virtual const crypto::MacKey* tokenKeyOf(const protocol::ShortNodeId& node) const = 0;
    /// An object was ingested: keep it at Terminals from now on. Live segments are pushed to
    /// several at once.
    enum class Urgency { Normal, Live };
    virtual void objectAdded(const ObjectRecord& object, Urgency urgency) = 0;
    /// An object must not be served any more (purged, changed at the origin).
    virtual void objectRemoved(const base::ContentId& id) = 0;
    /// The Router itself delivered bytes to a client for a binding (relay, small objects,
    /// manifests): billed, not paid.
    virtual void deliveredByRouter(BindingNumber binding, base::Bytes bytes) = 0;
};

/// What the network's side asks of ingest and delivery. Thread: the Router's loop.
class ObjectSource {
public:
    virtual ~ObjectSource() = default;
    virtual const ObjectRecord* findObject(const base::ContentId& id) const = 0;
    /// A single-use URL, good for two minutes, under which `node` can fetch the object from the
    /// Router, which hides the origin (W39).
    virtual std::string pullUrl(const base::ContentId& id, const base::NodeId& node) = 0;
    /// The public URL path of an object, as a client would ask, and the Host to ask with (for the
    /// ordinary spot check).
    virtual std::optional<std::pair<std::string, std::string>>
    publicUrl(const base::ContentId& id) const = 0;
    /// The leaf layer, kept by the Router. Calls back on the loop; empty if it is lost.
    virtual void
    leafLayer(const base::ContentId& id, std::function<void(crypto::LeafLayer)> done) = 0;
    /// The blocks that the Router keeps secretly. Calls back on the loop; none if they are lost.
    virtual void
    secretShards(const base::ContentId& id, std::function<void(std::vector<SecretShard>)> done) = 0;
    virtual void forEachObject(const std::function<void(const ObjectRecord&)>& visit) const = 0;
    virtual const Binding* findBinding(BindingNumber number) const = 0;
};

} // namespace meson::router
