// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/control_api.h"

#include "engine/protocol/limits.h"
#include "engine/protocol/problem.h"
#include "engine/router/answers.h"
#include "engine/router/statements.h"

#include <QLoggingCategory>
#include <algorithm>

namespace meson::router {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcControl, "meson.router.control", QtInfoMsg)

namespace {

constexpr std::string_view kNetwork = "/v1/network";
constexpr std::string_view kTerminals = "/v1/terminals";
constexpr std::string_view kReachability = "/v1/reachability";
constexpr std::string_view kCertificates = "/v1/certificates";
/// Anybody can make keys and sign with them: what they fill is not the nodes'.
constexpr protocol::NonceBounds kNewcomersBounds{256, 100'000};
constexpr base::Bytes kBodyLimit(static_cast<std::int64_t>(protocol::limits::kMessageBytes));

const protocol::Problem kNotWritten{
    503, "unavailable", "The Router cannot write its state down.", "Try again later."};

const protocol::Problem kNotRead{
    503, "unavailable", "The Router cannot read its state.", "Try again later."};

std::string_view fieldOf(const http::RequestHead& request, std::string_view name) {
    return request.find(name).value_or(std::string_view());
}

} // namespace

ControlApi::ControlApi(Parts parts, protocol::NetworkInfo network)
    : m_parts(parts)
    , m_network(std::move(network))
    , m_newcomersNonces(kNewcomersBounds) {
    m_parts.registration.onEnrolled([this](NodeIndex node) {
        m_parts.intake.forget(node);
        m_parts.orders.drop(node);
        m_parts.orders.requestIndex(node);
    });
}

ControlApi::Verb ControlApi::verbOf(http::Method method, std::string_view word) {
    struct Endpoint {
        http::Method method;
        std::string_view word;
        Verb verb;
    };
    static constexpr Endpoint kEndpoints[] = {
        {http::Method::Post, "heartbeat", Verb::Heartbeat},
        {http::Method::Put, "hardware", Verb::Hardware},
        {http::Method::Post, "index", Verb::Index},
        {http::Method::Post, "evictions", Verb::Evictions},
        {http::Method::Post, "self-check", Verb::SelfCheck},
        {http::Method::Post, "receipts", Verb::Receipts},
        {http::Method::Post, "state", Verb::State},
        {http::Method::Get, "earnings", Verb::Earnings},
        {http::Method::Post, "statements", Verb::Statements},
    };
    for (const Endpoint& endpoint : kEndpoints) {
        if (endpoint.method == method && endpoint.word == word)
            return endpoint.verb;
    }
    return Verb::None;
}

void ControlApi::handle(ExchangePtr exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.path == kNetwork && request.method == http::Method::Get) {
        protocol::NetworkInfo network = m_network;
        network.routerTime = base::unixSeconds(m_parts.clock.wall());
        return respondMessage(*exchange, network);
    }
    if (handleNewcomers(exchange))
        return;
    if (!request.path.starts_with(kTerminals) || request.path.size() == kTerminals.size())
        return refuseUnknownPath(*exchange);
    const std::string_view rest = request.path.substr(kTerminals.size() + 1);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const auto id = base::idFromText<base::NodeId>(rest.substr(0, slash));
    const Verb verb = verbOf(request.method, rest.substr(std::min(slash + 1, rest.size())));
    if (!id || verb == Verb::None)
        return refuseUnknownPath(*exchange);
    exchange->readBody(kBodyLimit, [this, exchange, verb, id = *id](const std::string& body) {
        handleNode(exchange, verb, id, body);
    });
}

void ControlApi::refuseUnknownPath(http::Exchange& exchange) {
    respondProblem(
        exchange,
        {404, "not-found", "There is no such endpoint.",
         std::string(exchange.request().methodText) + " " + std::string(exchange.request().path) +
             ": see PROTOCOL.md for the endpoints and their methods."});
}

template <class Find>
base::Result<base::NodeId, protocol::SignatureFailure> ControlApi::verify(
    const http::RequestHead& request, std::string_view body, Find findKey,
    protocol::NonceMemory& nonces) {
    return protocol::verifyRequest(
        request.methodText, request.target, body,
        {fieldOf(request, "Content-Digest"), fieldOf(request, "Signature-Input"),
         fieldOf(request, "Signature")},
        findKey, nonces, m_parts.clock.wall());
}

void ControlApi::refuse(
    http::Exchange& exchange, const protocol::SignatureFailure& failure,
    const protocol::NonceMemory& nonces) const {
    const auto signer = base::idFromText<base::NodeId>(failure.about);
    respondProblem(
        exchange, protocol::toProblem(failure),
        signer ? nonces.wait(*signer, m_parts.clock.wall()) : 0s);
}

/// What a node may ask before the Router knows it: signed by the key in the body.
bool ControlApi::handleNewcomers(const ExchangePtr& exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.method != http::Method::Post)
        return false;
    if (request.path == kTerminals)
        handleNewcomer<protocol::Register>(
            exchange, [this](const protocol::Register& message, const ExchangePtr& asker) {
                m_parts.registration.take(message, asker);
            });
    else if (request.path == kReachability)
        handleNewcomer<protocol::Register>(
            exchange, [this](const protocol::Register& message, const ExchangePtr& asker) {
                m_parts.registration.tryOut(message, asker);
            });
    else if (request.path == kCertificates)
        handleNewcomer<protocol::CertificateRequest>(
            exchange,
            [this](const protocol::CertificateRequest& message, const ExchangePtr& asker) {
                m_parts.certificates.take(message, asker);
            });
    else
        return false;
    return true;
}

template <class Message>
void ControlApi::handleNewcomer(const ExchangePtr& exchange, Wish<Message> wish) {
    exchange->readBody(
        kBodyLimit, [this, exchange, wish = std::move(wish)](const std::string& body) {
            takeNewcomer(exchange, body, wish);
        });
}

template <class Message>
void ControlApi::takeNewcomer(
    const ExchangePtr& exchange, const std::string& body, const Wish<Message>& wish) {
    const auto message = protocol::decode<Message>(QByteArray::fromStdString(body));
    if (!message)
        return respondProblem(*exchange, protocol::toProblem(message.error()));
    const auto signer = verify(
        exchange->request(), body,
        [&](const base::NodeId& id) -> std::optional<crypto::PublicKey> {
            if (id != crypto::nodeIdOf(message->publicKey))
                return std::nullopt;
            return message->publicKey;
        },
        m_newcomersNonces);
    if (!signer)
        return refuse(*exchange, signer.error(), m_newcomersNonces);
    wish(*message, exchange);
}

void ControlApi::handleNode(
    const ExchangePtr& exchange, Verb verb, const base::NodeId& id, const std::string& body) {
    const auto signer = verify(
        exchange->request(), body,
        [this](const base::NodeId& node) -> std::optional<crypto::PublicKey> {
            const auto index = m_parts.registry.find(node);
            if (!index || m_parts.registry.at(*index).hasLeft)
                return std::nullopt;
            return m_parts.registry.at(*index).enrolment.publicKey;
        },
        m_nonces);
    if (!signer)
        return refuse(*exchange, signer.error(), m_nonces);
    if (*signer != id)
        return respondProblem(
            *exchange, {403, "wrong-node", "The request is signed by another node.",
                        base::toText(*signer) + " may not speak for " + base::toText(id) + "."});
    dispatch(exchange, verb, *m_parts.registry.find(id), body);
}

void ControlApi::dispatch(
    const ExchangePtr& exchange, Verb verb, NodeIndex node, const std::string& body) {
    switch (verb) {
    case Verb::Heartbeat:
        return takeBody<protocol::Heartbeat>(exchange, node, body);
    case Verb::Hardware:
        return takeBody<protocol::Hardware>(exchange, node, body);
    case Verb::Index:
        return takeBody<protocol::Index>(exchange, node, body);
    case Verb::Evictions:
        return takeBody<protocol::EvictionProposal>(exchange, node, body);
    case Verb::SelfCheck:
        return takeBody<protocol::SelfCheck>(exchange, node, body);
    case Verb::Receipts:
        return takeBody<protocol::Receipts>(exchange, node, body);
    case Verb::State:
        return takeBody<protocol::StateRequest>(exchange, node, body);
    case Verb::Earnings:
        return sendEarnings(exchange, node);
    case Verb::Statements:
        return takeBody<protocol::StatementsRequest>(exchange, node, body);
    case Verb::None:
        return refuseUnknownPath(*exchange);
    }
}

template <class Message>
void ControlApi::takeBody(const ExchangePtr& exchange, NodeIndex node, const std::string& body) {
    const auto message = protocol::decode<Message>(QByteArray::fromStdString(body));
    if (!message)
        return respondProblem(*exchange, protocol::toProblem(message.error()));
    take(exchange, node, *message);
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex node, const protocol::Heartbeat& message) {
    m_parts.heartbeats.take(node, message, exchange);
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex index, const protocol::Hardware& message) {
    m_parts.hardware.take(index, message, [exchange](bool written) {
        if (written)
            respondEmpty(*exchange);
        else
            respondProblem(*exchange, kNotWritten);
    });
}

void ControlApi::take(const ExchangePtr& exchange, NodeIndex node, const protocol::Index& message) {
    const IndexIntake::Verdict verdict = m_parts.intake.take(node, message);
    m_parts.scheduler.listed(node, message.added);
    if (verdict == IndexIntake::Verdict::Gap)
        return respondProblem(
            *exchange,
            {409, "index-gap", "The Router's copy of the index differs.", "Send the full index."});
    respondEmpty(*exchange);
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex node, const protocol::EvictionProposal& message) {
    respondMessage(*exchange, m_parts.scheduler.judge(node, message));
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex index, const protocol::SelfCheck& message) {
    Node& node = m_parts.registry.at(index);
    node.selfCheck = message;
    qCInfo(
        lcControl, "%s checked itself: %lld objects, %lld damaged, %lld recovered",
        base::toText(node.id).c_str(), static_cast<long long>(message.checked),
        static_cast<long long>(message.damaged), static_cast<long long>(message.recovered));
    respondEmpty(*exchange);
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex index, const protocol::Receipts& message) {
    Node& node = m_parts.registry.at(index);
    if (message.batch <= node.lastBatch) // in the books already: it counts once
        return m_parts.epochs.repeatAnswer(
            index, message.batch,
            [exchange](const std::optional<protocol::ReceiptsAnswer>& answer) {
                if (!answer) // the batch will come again
                    return respondProblem(*exchange, kNotRead);
                respondMessage(*exchange, *answer);
            });
    if (node.hasBatchUnderWay)
        return respondProblem(
            *exchange,
            {503, "unavailable", "An earlier batch is being written down.",
             "Send the batches one after another."},
            1s);
    BatchCredit batch = m_parts.tokens.assess(index, message, node.tokenKey, m_parts.clock.wall());
    for (const Credit& credit : batch.credits)
        m_parts.scheduler.receiptCame(credit.nonce);
    node.hasBatchUnderWay = true;
    const std::vector<Overstatement> overstated = batch.overstated;
    m_parts.epochs.receipts(
        index, std::move(batch),
        [this, index, exchange, overstated](const std::optional<protocol::ReceiptsAnswer>& answer) {
            m_parts.registry.at(index).hasBatchUnderWay = false;
            if (!answer) // the batch will come again
                return respondProblem(*exchange, kNotWritten);
            m_parts.judge.overstated(index, overstated);
            respondMessage(*exchange, *answer);
        });
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex index, const protocol::StateRequest& message) {
    Node& node = m_parts.registry.at(index);
    node.stateReason = message.reason;
    switch (message.change) {
    case protocol::StateChange::Pause:
        node.state = protocol::TerminalState::Paused;
        break;
    case protocol::StateChange::Resume:
        node.state = protocol::TerminalState::Serving;
        break;
    case protocol::StateChange::Drain:
        node.state = protocol::TerminalState::Draining;
        m_parts.orders.cancelCopies(index);
        break;
    case protocol::StateChange::Leave:
        node.hasLeft = true;
        m_parts.scheduler.nodeLost(index);
        m_parts.intake.forget(index);
        m_parts.holders.listOnly(index, {});
        break;
    }
    m_parts.registry.stateChanged(index);
    m_parts.registry.save(m_parts.writer, index, [exchange](bool written) {
        if (written)
            respondEmpty(*exchange);
        else
            respondProblem(*exchange, kNotWritten);
    });
}

void ControlApi::take(
    const ExchangePtr& exchange, NodeIndex index, const protocol::StatementsRequest& message) {
    const Node& node = m_parts.registry.at(index);
    m_parts.writer.ask(
        [&database = m_parts.writer.database(), &identity = m_parts.identity, id = node.id,
         key = node.enrolment.publicKey,
         message]() -> base::Result<protocol::Statements, DatabaseFailure> {
            for (const protocol::Countersignature& agreed : message.agreed) {
                const auto isOurs = statements::countersign(database, id, agreed, key);
                if (!isOurs)
                    return tl::unexpected(isOurs.error());
                if (!*isOurs)
                    qCWarning(
                        lcControl, "%s signed another statement of epoch %lld than ours",
                        base::toText(id).c_str(), static_cast<long long>(agreed.epoch));
            }
            const auto list =
                statements::listAfter(database, id, message.after, protocol::limits::kStatements);
            if (!list)
                return tl::unexpected(list.error());
            protocol::Statements answer;
            for (const protocol::Statement& statement : *list)
                answer.statements.push_back(protocol::signStatement(statement, identity));
            return answer;
        },
        [this, exchange](base::Result<protocol::Statements, DatabaseFailure> answer) {
            if (!answer) // what was agreed will come again
                return respondProblem(*exchange, kNotRead);
            answer->epochEnds = m_parts.epochs.ends();
            respondMessage(*exchange, *answer);
        });
}

void ControlApi::sendEarnings(const ExchangePtr& exchange, NodeIndex index) {
    m_parts.writer.ask(
        [&database = m_parts.writer.database(), id = m_parts.registry.at(index).id] {
            return Epochs::earnings(database, id);
        },
        [this, index, exchange](base::Result<protocol::Earnings, DatabaseFailure> earnings) {
            if (!earnings)
                return respondProblem(*exchange, kNotRead);
            const Node& node = m_parts.registry.at(index);
            earnings->suspended = node.isSuspended();
            earnings->reason = node.reputation.suspension();
            respondMessage(*exchange, *earnings);
        });
}

} // namespace meson::router
