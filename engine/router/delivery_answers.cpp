// SPDX-License-Identifier: GPL-3.0-or-later
// How Delivery answers from what is kept: from memory, from the store, by a Terminal.
#include "engine/router/delivery.h"
#include "engine/router/redirect_target.h"

#include "engine/crypto/mac.h"
#include "engine/http/conditional.h"
#include "engine/router/answer_fields.h"
#include "engine/router/relay.h"

#include <algorithm>
#include <cstring>

namespace meson::router {

namespace {

constexpr std::chrono::hours kReturnGrace{24};

std::string digestField(const base::Sha256& sha256) {
    return "sha-256=:" + base::toBase64(sha256.bytes) + ":";
}

std::vector<protocol::ShortNodeId> excludedOf(const protocol::DeliveryToken& token) {
    std::vector<protocol::ShortNodeId> nodes;
    for (const protocol::ShortNodeId& node : token.excluded)
        if (node != protocol::ShortNodeId{})
            nodes.push_back(node);
    return nodes;
}

// RFC 9211 §2.
std::string outcomeOf(Delivery::Hit hit, std::chrono::seconds timeToLive) {
    switch (hit) {
    case Delivery::Hit::Fresh:
    case Delivery::Hit::Stale:
        return "hit; ttl=" + std::to_string(timeToLive.count());
    case Delivery::Hit::Validated:
        return "fwd=stale; fwd-status=304";
    case Delivery::Hit::Missed:
        break;
    }
    return "fwd=miss; stored";
}

bool isConditional(const http::RequestHead& head) {
    return std::any_of(head.fields.begin(), head.fields.end(), [](const http::Field& field) {
        return http::sameName(field.name.substr(0, 3), "If-");
    });
}

bool isGet(const http::Exchange& exchange) {
    const http::Method method = exchange.request().method;
    return method == http::Method::Get || method == http::Method::Head;
}

} // namespace

void Delivery::answer(
    const ExchangePtr& exchange, const Binding& binding, const StoredResponsePtr& stored, Hit hit,
    Refetch refetch) {
    const base::WallTime now = m_parts.clock.wall();
    const auto age = ageOf(stored->meta, now);
    FieldList kept = stored->meta.fields;
    for (const char* name : {"Age", "ETag", "Last-Modified", "Accept-Ranges", "Content-Digest"})
        removeField(kept, name);
    if (!stored->body) // the store knows it
        removeField(kept, "Repr-Digest");
    http::Fields fields = clientFields(kept);
    fields.add("Age", std::to_string(age.count()));
    fields.add(
        "Cache-Status", cacheStatus(outcomeOf(hit, freshnessOf(stored->meta).lifetime - age)));
    if (stored->body)
        return answerFromMemory(*exchange, binding, *stored, std::move(fields));

    const ObjectRecord* object = m_parts.catalogue.findObject(*stored->object);
    const std::string etag = strongEtag(stored->meta, *stored->object);
    // A weak one is good enough for a 304.
    for (const std::string& tag : {etag, joinedField(stored->meta.fields, "ETag").value_or(etag)}) {
        const http::Validators validators{tag, lastModifiedOf(stored->meta), now};
        if (http::evaluateConditions(exchange->request(), validators) !=
            http::Condition::NotModified)
            continue;
        ++m_counters.fromRouter;
        return exchange->respond(304, std::move(fields.add("ETag", tag)));
    }
    const bool isForTerminals =
        object && !binding.relay && describesSameBytes(*object, stored->meta) &&
        (hasSameValidators(*object, stored->meta) || !isConditional(exchange->request()));
    if (isForTerminals && redirect(*exchange, binding, *object, {}))
        return;
    answerFromStore(exchange, binding, stored, std::move(fields), refetch);
}

void Delivery::answerFromMemory(
    http::Exchange& exchange, const Binding&, const StoredResponse& stored, http::Fields fields) {
    ++m_counters.fromRouter;
    const std::string etag = joinedField(stored.meta.fields, "ETag").value_or("");
    if (stored.meta.status == 200)
        return exchange.respond(http::Representation{
            std::make_shared<http::MemoryContent>(stored.body, base::bytesOf(*stored.body)), etag,
            lastModifiedOf(stored.meta), std::move(fields)});
    if (!etag.empty())
        fields.add("ETag", etag);
    exchange.respond(stored.meta.status, std::move(fields), *stored.body);
}

void Delivery::answerFromStore(
    const ExchangePtr& exchange, const Binding& binding, const StoredResponsePtr& stored,
    http::Fields fields, Refetch refetch) {
    auto blob = m_reader->find(*stored->object);
    if (!blob) {
        // The cache made room for others meanwhile: the next answer of the origin is kept anew.
        if (refetch == Refetch::Allowed && exchange->request().method == http::Method::Get)
            return fetchFor(exchange, binding, nullptr);
        return relay(exchange, binding);
    }
    ++m_counters.fromRouter;
    m_parts.store.noteUse(*stored->object);
    fields.add("Repr-Digest", digestField(blob->sha256()));
    exchange->respond(http::Representation{
        std::move(blob), strongEtag(stored->meta, *stored->object), lastModifiedOf(stored->meta),
        std::move(fields)});
}

bool Delivery::redirect(
    http::Exchange& exchange, const Binding& binding, const ObjectRecord& object,
    const std::vector<protocol::ShortNodeId>& excluded) {
    const auto range = exchange.request().find("Range").value_or("");
    const auto choice =
        m_parts.scheduler.choose(object, exchange.peer().address(), range, excluded);
    if (!choice)
        return false;
    const protocol::DeliveryToken token = tokenFor(exchange, binding, object, excluded);
    http::Fields fields = browserFields();
    fields.add("Cache-Control", "no-store");
    fields.add(
        "Location", choice->authority + "/" + protocol::writeToken(token, *choice->tokenKey) + "/" +
                        fileNameOf(object.url));
    m_parts.scheduler.issued(token, choice->node);
    ++m_counters.redirected;
    exchange.respond(isGet(exchange) ? 302 : 307, std::move(fields));
    return true;
}

protocol::DeliveryToken Delivery::tokenFor(
    const http::Exchange& exchange, const Binding& binding, const ObjectRecord& object,
    const std::vector<protocol::ShortNodeId>& excluded) const {
    const base::WallTime now = m_parts.clock.wall();
    protocol::DeliveryToken token;
    token.id = object.id;
    token.length = object.length;
    token.binding = binding.number;
    token.expires = base::unixSeconds(now + tokenLifeFor(object.length));
    const auto nonce = crypto::randomBytes<sizeof token.nonce>();
    std::memcpy(&token.nonce, nonce.data(), sizeof token.nonce);
    if (binding.bindClientNetwork) {
        const boost::asio::ip::address client = exchange.peer().address();
        token.clientNetwork = client.is_v4() ? protocol::clientNetwork(client.to_v4().to_bytes())
                                             : protocol::clientNetwork(client.to_v6().to_bytes());
    }
    token.issued =
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
    std::copy_n(
        excluded.begin(), std::min(excluded.size(), token.excluded.size()), token.excluded.begin());
    return token;
}

void Delivery::takeReturned(const ExchangePtr& exchange) {
    const auto refuse = [&](int status, std::string_view type, std::string_view title) {
        respondProblem(
            *exchange, status, type, title, "Ask for the object again under its own address.");
    };
    const auto path = protocol::parseReturnPath(exchange->request().path);
    const crypto::MacKey* key = path ? m_parts.scheduler.tokenKeyOf(path->node) : nullptr;
    if (!key || !protocol::returnPathIsGenuine(*path, *key))
        return refuse(403, "forged-return", "The return is not signed by a Terminal.");
    const base::WallTime now = m_parts.clock.wall();
    const protocol::CheckedToken checked = protocol::readToken(path->token, *key, now);
    if (checked.verdict != protocol::TokenVerdict::Good &&
        checked.verdict != protocol::TokenVerdict::Expired)
        return refuse(403, "forged-return", "The token of the return is not genuine.");
    const protocol::DeliveryToken& token = checked.token;
    const ObjectRecord* object = m_parts.catalogue.findObject(token.id);
    const Binding* binding = m_parts.bindings.find(token.binding);
    if (!object || !binding || now - base::fromUnixSeconds(token.expires) > kReturnGrace)
        return refuse(404, "object-gone", "The object is not delivered any more.");
    ++m_counters.returned;
    m_parts.scheduler.returned(path->node, token.id, path->reason);
    auto excluded = excludedOf(token);
    if (path->reason != protocol::ReturnReason::Expired)
        excluded.push_back(path->node);
    if (excluded.size() > token.excluded.size() ||
        !redirect(*exchange, *binding, *object, excluded))
        serveObject(exchange, token.id);
}

void Delivery::servePull(const ExchangePtr& exchange) {
    const http::RequestHead& head = exchange->request();
    const auto use = head.find("Range") ? PullUrls::Use::Resume : PullUrls::Use::Whole;
    const auto id = isGet(*exchange) ? m_parts.catalogue.pulls().redeem(
                                           head.path, exchange->peer().address().to_string(), use)
                                     : std::nullopt;
    if (!id)
        return respondProblem(
            *exchange, 403, "pull-used", "This pull URL is unknown, used or too old.",
            "Wait for the next order: each URL is good for one fetch within two minutes.");
    serveObject(exchange, *id);
}

void Delivery::serveObject(
    const ExchangePtr& exchange, const base::ContentId& id, Refetch refetch) {
    const auto gone = [](http::Exchange& asked) {
        respondProblem(
            asked, 404, "object-gone", "The object is not delivered any more.",
            "Ask for it again under its own address.");
    };
    const ObjectRecord* object = m_parts.catalogue.findObject(id);
    if (object && respondBlob(*exchange, *object))
        return;
    const Binding* binding = object ? m_parts.bindings.find(object->binding) : nullptr;
    if (!binding)
        return gone(*exchange);
    FetchWaiter waiter;
    waiter.done = [this, exchange, id, gone, refetch](const FetchEnd& end) {
        if (m_isStopped)
            return;
        const ObjectRecord* refetched = m_parts.catalogue.findObject(id);
        if (end.kind == FetchEnd::Kind::Failed || end.kind == FetchEnd::Kind::Stale)
            return respondOriginFailed(*exchange, end.status);
        if (refetched && respondBlob(*exchange, *refetched))
            return;
        // It joined a validation, which brings no bytes.
        if (end.kind == FetchEnd::Kind::Validated && refetch == Refetch::Allowed)
            return serveObject(exchange, id, Refetch::Done);
        gone(*exchange);
    };
    fetch({{binding->number, object->url}, *binding, {}, false, nullptr}, std::move(waiter));
}

bool Delivery::respondBlob(http::Exchange& exchange, const ObjectRecord& object) {
    auto blob = m_reader->find(object.id);
    if (!blob)
        return false;
    ++m_counters.fromRouter;
    http::Fields fields(object.fields);
    fields.append(browserFields());
    fields.add("Repr-Digest", digestField(object.sha256));
    std::optional<base::WallTime> modified;
    if (object.lastModified != 0)
        modified = base::fromUnixSeconds(object.lastModified);
    exchange.respond(
        http::Representation{std::move(blob), object.etag, modified, std::move(fields)});
    return true;
}

} // namespace meson::router
