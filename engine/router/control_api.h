// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/identity.h"
#include "engine/http/server.h"
#include "engine/protocol/signature.h"
#include "engine/protocol/statement.h"
#include "engine/router/check_judge.h"
#include "engine/router/epochs.h"
#include "engine/router/hardware_reports.h"
#include "engine/router/heartbeats.h"
#include "engine/router/node_certificates.h"
#include "engine/router/registration.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace meson::router {

/// The Router's side of PROTOCOL.md: every endpoint under /v1/terminals, and /v1/network. Each
/// request is checked in full before anything is believed; each refusal is an RFC 9457 problem.
/// Thread: the Router's loop.
class ControlApi {
public:
    struct Parts {
        NodeRegistry& registry;
        HardwareReports& hardware;
        Holders& holders;
        IndexIntake& intake;
        Orders& orders;
        IssuedTokens& tokens;
        NetworkScheduler& scheduler;
        Epochs& epochs;
        Heartbeats& heartbeats;
        Registration& registration;
        NodeCertificates& certificates;
        CheckJudge& judge;
        StateWriter& writer;
        const crypto::Identity& identity; ///< the Router's, which signs statements
        const base::Clock& clock;
    };
    ControlApi(Parts parts, protocol::NetworkInfo network);

    void handle(std::shared_ptr<http::Exchange> exchange);

private:
    using ExchangePtr = std::shared_ptr<http::Exchange>;
    enum class Verb {
        None,
        Heartbeat,
        Hardware,
        Index,
        Evictions,
        SelfCheck,
        Receipts,
        State,
        Earnings,
        Statements
    };
    static Verb verbOf(http::Method method, std::string_view word);

    template <class Message>
    using Wish = std::function<void(const Message&, const ExchangePtr&)>;
    bool handleNewcomers(const ExchangePtr& exchange);
    template <class Message>
    void handleNewcomer(const ExchangePtr& exchange, Wish<Message> wish);
    template <class Message>
    void
    takeNewcomer(const ExchangePtr& exchange, const std::string& body, const Wish<Message>& wish);
    void handleNode(
        const ExchangePtr& exchange, Verb verb, const base::NodeId& id, const std::string& body);
    void dispatch(const ExchangePtr& exchange, Verb verb, NodeIndex node, const std::string& body);
    void refuseUnknownPath(http::Exchange& exchange);
    /// `nonces` remembers what the signer signed.
    void refuse(
        http::Exchange& exchange, const protocol::SignatureFailure& failure,
        const protocol::NonceMemory& nonces) const;
    template <class Find>
    base::Result<base::NodeId, protocol::SignatureFailure> verify(
        const http::RequestHead& request, std::string_view body, Find findKey,
        protocol::NonceMemory& nonces);

    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::Heartbeat& message);
    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::Hardware& message);
    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::Index& message);
    void
    take(const ExchangePtr& exchange, NodeIndex node, const protocol::EvictionProposal& message);
    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::SelfCheck& message);
    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::Receipts& message);
    void take(const ExchangePtr& exchange, NodeIndex node, const protocol::StateRequest& message);
    void
    take(const ExchangePtr& exchange, NodeIndex node, const protocol::StatementsRequest& message);
    void sendEarnings(const ExchangePtr& exchange, NodeIndex node);
    template <class Message>
    void takeBody(const ExchangePtr& exchange, NodeIndex node, const std::string& body);

    Parts m_parts;
    protocol::NetworkInfo m_network;
    protocol::NonceMemory m_nonces;
    protocol::NonceMemory m_newcomersNonces;
};

} // namespace meson::router
