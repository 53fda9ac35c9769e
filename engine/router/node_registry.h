// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/crypto/identity.h"
#include "engine/crypto/mac.h"
#include "engine/protocol/delivery_token.h"
#include "engine/protocol/messages.h"
#include "engine/router/reputation.h"
#include "engine/router/state_writer.h"

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace meson::router {

/// A Terminal's place in the registry; never given to another one while the Router runs.
using NodeIndex = std::uint32_t;
inline constexpr NodeIndex kNoNode = 0xffffffffU;

/// What a Terminal says of itself when it registers, checked by the Router's call-back.
struct Enrolment {
    crypto::PublicKey publicKey{};
    boost::asio::ip::address address;
    std::uint16_t port = 0;
    bool tls = false;
    std::string host; ///< its name in redirects; empty: the address
    std::string name;
    std::string software;
    std::string payoutAddress;
};

/// One registered Terminal.
struct Node {
    Node(const base::NodeId& nodeId, const crypto::SecretKey& key)
        : id(nodeId)
        , shortId(protocol::shortId(nodeId))
        , secret(key)
        , tokenKey(key) {}

    const base::NodeId id;
    const protocol::ShortNodeId shortId;
    const crypto::SecretKey secret; ///< of delivery tokens; the Terminal has it too
    const crypto::MacKey tokenKey;
    Enrolment enrolment;
    /// How redirects name it: without brackets.
    std::string host() const {
        return enrolment.host.empty() ? enrolment.address.to_string() : enrolment.host;
    }
    std::string authority;     ///< scheme, host and port of redirects
    std::uint64_t network = 0; ///< stands for its /24 or /48

    // As its heartbeats say.
    protocol::TerminalState state = protocol::TerminalState::Serving;
    std::string stateReason;
    base::Bytes available;
    base::Bytes used;
    base::BytesPerSecond uploadLimit;
    base::BytesPerSecond uploadMeasured;
    std::int64_t heartbeat = 0; ///< sequence of the last one

    // As the Router sees it.
    bool isAlive = false;
    bool hasLeft = false;
    base::SteadyTime lastContact;
    base::SteadyTime restsUntil; ///< sent a client back: others are asked first until then
    /// To connect to it from outside, as the latest spot check saw it; before that, a long one.
    base::SteadyTime::duration roundTrip = std::chrono::milliseconds(250);
    Reputation reputation;
    std::vector<std::string> notices; ///< for the owner, until its Terminal says that they came
    std::int64_t lastNotice = 0;      ///< number of the latest, which grows across restarts
    std::int64_t toldNotice = 0;      ///< number of the latest that an answer had
    base::Bytes promised;             ///< orders under way
    std::int64_t lastBatch = 0;       ///< of receipts
    std::int64_t secondsServed = 0;   ///< of standing ready, not yet in the books
    bool hasBatchUnderWay = false;    ///< receipts on their way to the database
    base::Bytes credited;             ///< over all epochs
    base::MicroTokens balance;        ///< of settled epochs
    base::BytesPerSecond uploadRate;
    std::optional<protocol::SelfCheck> selfCheck; ///< the latest report (W22)
    std::int64_t checksPassed = 0;
    std::int64_t checksFailed = 0;
    std::int64_t secondsAlive = 0; ///< of the running hour

    bool isSuspended() const { return reputation.isSuspended(); }
    /// Queues a sentence for the owner; an empty one is none.
    void tell(std::string notice);
    /// The owner's Terminal has the notices up to the one with this number.
    void noticesCame(std::int64_t upTo);
    bool isServing() const {
        return isAlive && !hasLeft && !isSuspended() && state == protocol::TerminalState::Serving;
    }
    /// Bytes per second that it can send, 100 Mbit/s where nothing is known.
    double capacity() const;
};

enum class RegistryError {
    ShortIdTaken, ///< Another node's id begins with the same 8 bytes: make a new key.
};
std::string_view sentence(RegistryError);

/// All Terminals that ever registered, by id and by short id, and which of them serve now. Survives
/// restarts in the database. Thread: the Router's loop.
class NodeRegistry {
public:
    /// `masterKey` is the network's: every Terminal's token key is derived from it.
    NodeRegistry(std::vector<std::uint8_t> masterKey, const base::Clock& clock);

    /// Makes the table and reads it. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load(Database& database);
    /// Writes a node down; `saved` tells whether that worked.
    void save(StateWriter& writer, NodeIndex index, std::function<void(bool)> saved);
    void save(StateWriter& writer, NodeIndex index);

    /// A new node, or a known one that comes back with another address.
    base::Result<NodeIndex, base::Failure<RegistryError>> enrol(const Enrolment& enrolment);
    std::optional<NodeIndex> find(const base::NodeId& id) const;
    std::optional<NodeIndex> find(const protocol::ShortNodeId& id) const;
    Node& at(NodeIndex index) { return *m_nodes[index]; }
    const Node& at(NodeIndex index) const { return *m_nodes[index]; }
    NodeIndex size() const { return static_cast<NodeIndex>(m_nodes.size()); }

    /// Nodes that clients can be sent to now, in no order.
    std::span<const NodeIndex> serving() const { return m_serving; }
    /// The node was heard of: it is alive.
    void heard(NodeIndex index);
    /// The node is gone until it is heard of again.
    void lost(NodeIndex index);
    /// Nodes not heard of for longer than `patience` are lost; which ones were lost now.
    std::vector<NodeIndex> loseSilent(base::SteadyTime::duration patience);
    /// Takes changed state, suspension or leave into account; call after changing those of
    /// `at(index)`.
    void stateChanged(NodeIndex index);
    /// Suspensions that are over end; whose did.
    std::vector<NodeIndex> endSuspensions();
    /// Once a second. At each hour's end all are told apart by whether they were there; whose
    /// standing changed by that.
    std::vector<NodeIndex> countPresence();

private:
    static constexpr std::uint32_t kNotServing = 0xffffffffU;

    Database::Row rowOf(NodeIndex index) const;
    NodeIndex addNode(const Enrolment& enrolment, const base::NodeId& id);
    void describe(Node& node, const Enrolment& enrolment);

    const std::vector<std::uint8_t> m_masterKey;
    const base::Clock& m_clock;
    std::vector<std::unique_ptr<Node>> m_nodes;
    std::unordered_map<base::NodeId, NodeIndex> m_byId;
    std::unordered_map<std::uint64_t, NodeIndex> m_byShortId;
    std::vector<NodeIndex> m_serving;
    std::vector<std::uint32_t> m_servingAt; ///< place of each node in m_serving, or kNotServing
    base::SteadyTime m_hourEnds;
};

} // namespace meson::router
