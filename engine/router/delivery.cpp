// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/delivery.h"

#include "engine/router/answer_fields.h"
#include "engine/router/orders.h"
#include "engine/router/relay.h"

#include <algorithm>

namespace meson::router {

namespace {

constexpr std::string_view kReturnPath = "/.well-known/meson/return/";
constexpr std::chrono::seconds kSweep{60};

std::string nameOf(const ResponseKey& key) {
    return std::to_string(key.binding) + key.target;
}

CacheRequest cacheRequest(const http::RequestHead& head, const FieldList& fields) {
    CacheRequest request;
    request.method = head.methodText;
    request.hasAuthorization = head.find("Authorization").has_value();
    const auto control = joinedField(fields, "Cache-Control");
    request.control = parseCacheControl(control.value_or(""));
    if (!control) // RFC 9111 §5.4
        request.control.noCache =
            parseCacheControl(joinedField(fields, "Pragma").value_or("")).noCache;
    return request;
}

// What a fetch for all asks the origin: the whole, whatever part one client wants under which
// condition.
FieldList sharedFields(FieldList fields) {
    for (const char* name :
         {"Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since",
          "If-Unmodified-Since"})
        removeField(fields, name);
    return fields;
}

} // namespace

Delivery::Delivery(DeliveryParts parts, DeliveryOptions options)
    : m_parts(std::move(parts))
    , m_options(std::move(options))
    , m_name(m_options.publicUrl.substr(m_options.publicUrl.rfind('/') + 1))
    , m_cache(m_parts.writer, m_options.memory, [this](const base::ContentId& id) { released(id); })
    , m_live(m_parts.clock)
    , m_reader(m_parts.store.reader())
    , m_lastSweep(m_parts.clock.steady()) {}

Delivery::~Delivery() {
    stop();
    m_worker.waitUntilIdle();
}

void Delivery::stop() {
    m_isStopped = true;
    m_current.clear();
    for (const auto& fetch : std::exchange(m_fetches, {}))
        fetch->abandon();
}

void Delivery::handle(ExchangePtr exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.path.starts_with(kReturnPath))
        return takeReturned(exchange);
    if (request.path.starts_with(kPullPath))
        return servePull(exchange);
    const Binding* binding = m_parts.bindings.findHost(request.host);
    if (!binding)
        return respondProblem(
            *exchange, 404, "unknown-host",
            "This Router does not know the host that was asked for.",
            "Nothing is bound to " + std::string(request.host) +
                ". Bind it with: meson-network business bind <domain> --origin <url>");
    if (hasPassed(request, m_name))
        return respondProblem(
            *exchange, 508, "loop", "The site's origin leads back to this Router.",
            "Bind " + binding->domain + " to the address of the site's own server.");
    exchange->setTag(binding->number);
    ++m_counters.requests;
    if (request.method == http::Method::Get || request.method == http::Method::Head)
        return lookUp(exchange, *binding);
    const auto asked = request.find("Access-Control-Request-Method");
    if (request.method == http::Method::Options && (asked == "GET" || asked == "HEAD"))
        return answerPreflight(*exchange);
    passOn(exchange, *binding);
}

/// The binding that was asked for, which may be gone since; 0: none. A client that a Terminal sent
/// back asks under the Router's own name: its token says for whom.
BindingNumber Delivery::billedFor(const http::Exchange& exchange) {
    if (exchange.tag() != 0)
        return static_cast<BindingNumber>(exchange.tag());
    const auto returned = protocol::parseReturnPath(exchange.request().path);
    const auto token = returned ? protocol::parseToken(returned->token) : std::nullopt;
    return token ? token->binding : 0;
}

void Delivery::finished(const http::Exchange& exchange, const http::Outcome& outcome) {
    const base::Bytes bytes(static_cast<std::int64_t>(outcome.bodyBytes));
    const BindingNumber binding =
        outcome.status < 400 && bytes.count() > 0 ? billedFor(exchange) : 0;
    if (binding == 0)
        return;
    m_counters.bytesByRouter += bytes;
    m_parts.scheduler.deliveredByRouter(binding, bytes);
}

void Delivery::lookUp(const ExchangePtr& exchange, const Binding& binding) {
    const http::RequestHead& head = exchange->request();
    const FieldList fields = endToEnd(head);
    const CacheRequest request = cacheRequest(head, fields);
    const ResponseKey key{binding.number, std::string(head.target)};
    m_live.viewed(key);
    if (request.hasAuthorization || request.control.noStore)
        return relay(exchange, binding);
    const StoredResponsePtr stored = m_cache.find(key, fields);
    const base::WallTime now = m_parts.clock.wall();
    const Reuse reuse = stored ? decideReuse(request, stored->meta, now) : Reuse::Validate;
    if (stored && reuse == Reuse::Fresh)
        return answer(exchange, binding, stored, Hit::Fresh);
    if (stored && reuse == Reuse::StaleWhileRevalidate) {
        fetch(
            {key, binding, sharedFields(originFields(*exchange)), false, stored},
            {nullptr, fields, [](const FetchEnd&) {}});
        return answer(exchange, binding, stored, Hit::Stale);
    }
    if (request.control.onlyIfCached)
        return respondProblem(
            *exchange, 504, "not-cached", "The object is not in the cache.",
            "Ask again without only-if-cached.");
    if (!stored && head.method == http::Method::Head)
        return relay(exchange, binding);
    fetchFor(exchange, binding, stored);
}

void Delivery::answerPreflight(http::Exchange& exchange) {
    http::Fields fields = browserFields();
    fields.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    fields.add(
        "Access-Control-Allow-Headers",
        exchange.request().find("Access-Control-Request-Headers").value_or("Range"));
    fields.add("Access-Control-Max-Age", "86400");
    exchange.respond(204, std::move(fields));
}

void Delivery::passOn(const ExchangePtr& exchange, const Binding& binding) {
    const http::RequestHead& head = exchange->request();
    if (!head.chunked && head.contentLength.value_or(0) == 0)
        return relay(exchange, binding);
    const auto claim = claimBody(head.contentLength);
    if (!claim)
        return respondProblem(
            *exchange, 503, "overloaded", "Too many requests with a body are under way.",
            "Try again later.");
    exchange->readBody(m_options.requestBody, [this, exchange, binding, claim](std::string body) {
        if (!m_isStopped)
            relay(exchange, binding, std::move(body), claim);
    });
}

/// Nothing if there is no room.
Delivery::BodyClaim Delivery::claimBody(std::optional<std::uint64_t> length) {
    const auto most = static_cast<std::uint64_t>(m_options.requestBody.count());
    const base::Bytes bytes(static_cast<std::int64_t>(std::min(length.value_or(most), most)));
    if (*m_bodies + bytes > m_options.requestBodies)
        return nullptr;
    *m_bodies += bytes;
    return {m_bodies.get(), [bodies = m_bodies, bytes](const void*) { *bodies -= bytes; }};
}

void Delivery::relay(
    const ExchangePtr& exchange, const Binding& binding, std::string body, BodyClaim claim) {
    ++m_counters.fromOrigin;
    passThrough(exchange, binding, std::move(body), std::move(claim));
}

void Delivery::passThrough(
    const ExchangePtr& exchange, const Binding& binding, std::string body, BodyClaim claim) {
    const http::RequestHead& request = exchange->request();
    auto headSeen = [this, binding, method = std::string(request.methodText),
                     target = std::string(request.target),
                     claim = std::move(claim)](const http::AnswerHead& head) {
        invalidate(binding, target, method, head);
        if (!m_isStopped && leadsToHttps(head, binding, target))
            m_parts.bindings.noteHttpsOnly(binding);
    };
    std::make_shared<Relay>(binding, exchange, std::move(headSeen))
        ->start(m_parts.client, originFields(*exchange), std::move(body), m_options.originPatience);
}

// RFC 9111 §4.4.
void Delivery::invalidate(
    const Binding& binding, const std::string& target, std::string_view method,
    const http::AnswerHead& head) {
    if (m_isStopped || !invalidates(method, head.status))
        return;
    forget({binding.number, target});
    for (const char* name : {"Location", "Content-Location"})
        if (const auto reference = head.find(name))
            if (const auto other = targetOf(binding, target, *reference))
                forget({binding.number, *other});
}

FieldList Delivery::originFields(const http::Exchange& exchange) const {
    return forwardedFields(exchange, m_name);
}

void Delivery::fetchFor(
    const ExchangePtr& exchange, const Binding& binding, StoredResponsePtr validate) {
    FetchWaiter waiter;
    waiter.exchange = exchange;
    waiter.fields = endToEnd(exchange->request());
    waiter.done = [this, exchange, binding](const FetchEnd& end) {
        fetchEnded(exchange, binding, end);
    };
    fetch(
        {{binding.number, std::string(exchange->request().target)},
         binding,
         sharedFields(originFields(*exchange)),
         false,
         std::move(validate)},
        std::move(waiter));
}

void Delivery::fetchEnded(
    const ExchangePtr& exchange, const Binding& binding, const FetchEnd& end) {
    if (m_isStopped)
        return;
    const bool isForAnother =
        end.response && !end.response->vary.matches(endToEnd(exchange->request()));
    if (end.kind == FetchEnd::Kind::PassThrough || isForAnother)
        return passThrough(exchange, binding);
    if (end.kind == FetchEnd::Kind::Failed)
        return respondOriginFailed(*exchange, end.status);
    if (end.kind == FetchEnd::Kind::HttpsOnly) {
        m_parts.bindings.noteHttpsOnly(binding);
        return respondHttpsOnly(*exchange);
    }
    const Hit hit = end.kind == FetchEnd::Kind::Answered ? Hit::Missed
                    : end.kind == FetchEnd::Kind::Stale  ? Hit::Stale
                                                         : Hit::Validated;
    answer(exchange, binding, end.response, hit, Refetch::Done);
}

void Delivery::fetch(OriginFetch::Wish wish, FetchWaiter waiter) {
    auto& current = m_current[nameOf(wish.key)];
    if (current)
        return current->join(std::move(waiter));
    if (waiter.exchange)
        ++m_counters.fromOrigin;
    if (wish.fields.empty())
        wish.fields.emplace_back("Via", "1.1 " + m_name);
    FetchParts parts{
        m_parts.loop,
        m_parts.clock,
        m_parts.client,
        m_worker,
        m_parts.store,
        *this,
        m_options.smallObject,
        m_options.objectLimit,
        m_options.unannouncedLimit,
        m_options.originPatience};
    const auto started = std::make_shared<OriginFetch>(std::move(parts), std::move(wish));
    current = started;
    m_fetches.insert(started);
    started->join(std::move(waiter));
    started->start();
}

bool Delivery::isCurrent(const OriginFetch& fetch) const {
    const auto current = m_current.find(nameOf(fetch.wish().key));
    return current != m_current.end() && current->second.get() == &fetch;
}

StoredResponsePtr Delivery::keep(
    const OriginFetch& fetch, StoredResponse response, std::optional<Intake::Outcome> outcome) {
    if (outcome)
        response.object = outcome->summary.id;
    auto kept = std::make_shared<const StoredResponse>(response);
    if (!isCurrent(fetch)) // purged meanwhile: good for those who waited, and for nobody after
        return kept;
    m_current.erase(nameOf(fetch.wish().key)); // nobody joins what is answered from the cache
    m_cache.store(fetch.wish().key, response);
    if (outcome)
        enterObject(fetch, response, std::move(*outcome));
    else if (response.object)
        prolong(fetch.wish().key, response);
    else
        followPlaylist(fetch, response);
    return kept;
}

void Delivery::withdrawn(const OriginFetch& fetch) {
    const OriginFetch::Wish& wish = fetch.wish();
    if (m_cache.find(wish.key, wish.fields) != wish.validate)
        return; // forgotten or replaced meanwhile
    StoredResponse stored = *wish.validate;
    stored.meta.requested = stored.meta.received = {}; // so old that only a 304 makes it good again
    m_cache.store(wish.key, std::move(stored));
}

void Delivery::ended(const OriginFetch& fetch) {
    if (isCurrent(fetch))
        m_current.erase(nameOf(fetch.wish().key));
    const auto found = std::find_if(m_fetches.begin(), m_fetches.end(), [&](const auto& other) {
        return other.get() == &fetch;
    });
    if (found != m_fetches.end())
        m_fetches.erase(found);
}

void Delivery::enterObject(
    const OriginFetch& fetch, const StoredResponse& response, Intake::Outcome outcome) {
    const Freshness freshness = freshnessOf(response.meta);
    const bool isLive = fetch.wish().urgency == Scheduler::Urgency::Live;
    if (freshness.isExplicit && freshness.lifetime < m_options.shortLived && !isLive)
        return;
    if (m_parts.catalogue.findObject(outcome.summary.id))
        return prolong(fetch.wish().key, response);
    ObjectRecord record;
    record.id = outcome.summary.id;
    record.sha256 = outcome.summary.sha256;
    record.root = outcome.summary.root;
    record.length = outcome.summary.length;
    record.binding = fetch.wish().key.binding;
    record.url = fetch.wish().key.target;
    record.fields = terminalFields(response.meta);
    record.etag = strongEtag(response.meta, record.id);
    if (const auto modified = lastModifiedOf(response.meta))
        record.lastModified = base::unixSeconds(*modified);
    record.expires = m_parts.clock.wall() + std::max(freshness.lifetime, m_options.keepAtTerminals);
    if (!Orders::canOrder(record))
        return; // the Router goes on to deliver it itself
    m_parts.catalogue.add(record, {std::move(outcome.summary.leaves), std::move(outcome.shards)});
    m_parts.scheduler.objectAdded(record, fetch.wish().urgency);
}

// Found good again: it stays at Terminals for longer, and they serve it as its own URL says now
// (RFC 9111 §4.3.4). Small prolongations are not worth telling.
void Delivery::prolong(const ResponseKey& key, const StoredResponse& response) {
    const ObjectRecord* known = m_parts.catalogue.findObject(*response.object);
    if (!known)
        return;
    const base::WallTime now = m_parts.clock.wall();
    ObjectRecord record = *known;
    if (!hasSameValidators(record, response.meta)) { // the same bytes under other validators
        record.etag = etagOfBytes(record.id);
        record.lastModified = 0;
    }
    if (record.binding == key.binding && record.url == key.target &&
        describesSameBytes(record, response.meta)) {
        record.fields = terminalFields(response.meta);
        if (!Orders::canOrder(record))
            record.fields = known->fields;
    }
    const bool isSame = record.etag == known->etag && record.lastModified == known->lastModified;
    if (isSame && promisesNoMore(known->fields, record.fields) &&
        known->expires - now > m_options.keepAtTerminals / 2)
        return;
    record.expires = std::max( // by a later end holders learn the rest
        known->expires + std::chrono::seconds(1),
        now + std::max(freshnessOf(response.meta).lifetime, m_options.keepAtTerminals));
    m_parts.catalogue.update(record);
    m_parts.scheduler.objectAdded(record, Scheduler::Urgency::Normal);
}

void Delivery::followPlaylist(const OriginFetch& fetch, const StoredResponse& response) {
    const OriginFetch::Wish& wish = fetch.wish();
    const std::string_view path =
        std::string_view(wish.key.target).substr(0, wish.key.target.find('?'));
    const auto type = joinedField(response.meta.fields, "Content-Type").value_or("");
    const auto origin = http::parseUrl(wish.binding.origin);
    if (response.meta.status != 200 || !response.body || !origin || !isHlsPlaylist(path, type))
        return;
    for (const std::string& target : m_live.seen(wish.key, *origin, *response.body)) {
        const ResponseKey key{wish.key.binding, target};
        if (!m_cache.find(key, {}))
            this->fetch(
                {key, wish.binding, {}, false, nullptr, Scheduler::Urgency::Live},
                {nullptr, {}, [](const FetchEnd&) {}});
    }
}

void Delivery::forget(const ResponseKey& key) {
    m_current.erase(nameOf(key));
    m_cache.remove(key);
}

std::size_t Delivery::purge(BindingNumber binding, std::string_view target) {
    if (!target.empty()) {
        const ResponseKey key{binding, std::string(target)};
        m_current.erase(nameOf(key));
        return m_cache.remove(key);
    }
    for (auto current = m_current.begin(); current != m_current.end();)
        current = current->second->wish().key.binding == binding ? m_current.erase(current)
                                                                 : std::next(current);
    const std::size_t count = m_cache.removeAll(binding);
    moveObjects(binding);
    return count;
}

// Those that another domain has, too, are its objects from now on.
void Delivery::moveObjects(BindingNumber from) {
    std::vector<ObjectRecord> moved;
    m_parts.catalogue.forEachObject([&](const ObjectRecord& object) {
        const ResponseKey* key = object.binding == from ? m_cache.keyOf(object.id) : nullptr;
        if (!key)
            return;
        moved.push_back(object);
        moved.back().binding = key->binding;
        moved.back().url = key->target;
    });
    for (const ObjectRecord& record : moved)
        m_parts.catalogue.update(record);
}

void Delivery::released(const base::ContentId& id) {
    if (m_parts.catalogue.findObject(id)) {
        m_parts.catalogue.remove(id);
        m_parts.scheduler.objectRemoved(id);
    }
    m_worker.post([&store = m_parts.store, id] {
        static_cast<void>(store.remove(id, store::RemovalReason::Ordered));
    });
}

void Delivery::tick() {
    for (const ResponseKey& key : m_live.due()) {
        const Binding* binding = m_parts.bindings.find(key.binding);
        if (binding)
            fetch(
                {key, *binding, {}, false, m_cache.find(key, {})},
                {nullptr, {}, [](const FetchEnd&) {}});
    }
    if (m_parts.clock.steady() - m_lastSweep >= kSweep)
        dropExpired();
}

void Delivery::dropExpired() {
    m_lastSweep = m_parts.clock.steady();
    std::vector<base::ContentId> expired;
    m_parts.catalogue.forEachObject([&](const ObjectRecord& object) {
        if (object.expires < m_parts.clock.wall())
            expired.push_back(object.id);
    });
    for (const base::ContentId& id : expired) {
        m_cache.removeObject(id);
        if (m_parts.catalogue.findObject(id)) // no answer led to it
            released(id);
    }
}

} // namespace meson::router
