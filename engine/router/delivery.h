// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/server.h"
#include "engine/router/catalogue.h"
#include "engine/router/live_follower.h"
#include "engine/router/origin_fetch.h"
#include "engine/router/response_cache.h"

#include <unordered_set>

namespace meson::router {

struct DeliveryOptions {
    std::string publicUrl;                             ///< scheme and authority of this Router
    base::Bytes smallObject = base::kibibytes(64);     ///< up to this the Router answers itself
    base::Bytes objectLimit = base::gibibytes(64);     ///< larger ones are not kept
    base::Bytes unannouncedLimit = base::gibibytes(2); ///< the same where no length is said
    base::Bytes memory = base::mebibytes(64);          ///< for small objects and manifests
    base::Bytes requestBody = base::mebibytes(64);     ///< of unsafe requests, handed to the origin
    base::Bytes requestBodies = base::mebibytes(512);  ///< of all of them under way
    std::chrono::milliseconds originPatience{15'000};  ///< for its head, and for more of its body
    std::chrono::seconds shortLived{10};          ///< objects said to be good for less stay here
    std::chrono::seconds keepAtTerminals{86'400}; ///< at least, after they were last found good
};

struct DeliveryParts {
    http::asio::any_io_executor loop;
    const base::Clock& clock;
    StateWriter& writer;
    Bindings& bindings;
    Catalogue& catalogue;
    store::ContentStore& store;
    http::Client& client; ///< to origins
    Scheduler& scheduler;
};

struct DeliveryCounters {
    std::int64_t requests = 0;   ///< of clients
    std::int64_t redirected = 0; ///< to Terminals
    std::int64_t fromRouter = 0; ///< answered from what the Router keeps
    std::int64_t fromOrigin = 0; ///< answered by the origin
    std::int64_t returned = 0;   ///< sent back by Terminals
    base::Bytes bytesByRouter;
};

/// What clients of bound domains get: a correct HTTP cache in front of each origin (RFC 9110, RFC
/// 9111), with redirects to Terminals in place of large bodies. Also takes the clients that
/// Terminals send back, and gives Terminals the objects they are told to hold. Thread: the Router's
/// loop.
class Delivery final : private FetchOwner {
public:
    /// What became of a request in the cache, for Cache-Status.
    enum class Hit { Fresh, Stale, Validated, Missed };

    Delivery(DeliveryParts parts, DeliveryOptions options);
    ~Delivery() override;

    /// Reads what was remembered. Thread: inside Database::run, before the loop runs.
    base::Result<void, DatabaseFailure> load() { return m_cache.load(); }

    void handle(std::shared_ptr<http::Exchange> exchange);
    void finished(const http::Exchange& exchange, const http::Outcome& outcome);
    /// Follows live playlists and drops what is too old; several times a second.
    void tick();
    /// Lets go of all fetches.
    void stop();

    /// Forgets a target (path and query), or with an empty one all of the binding; how many answers
    /// were forgotten.
    std::size_t purge(BindingNumber binding, std::string_view target);
    const DeliveryCounters& counters() const { return m_counters; }

private:
    /// Whether a body that is gone may be fetched again.
    enum class Refetch { Allowed, Done };
    using ExchangePtr = std::shared_ptr<http::Exchange>;

    // --- requests of clients
    void lookUp(const ExchangePtr& exchange, const Binding& binding);
    void answerPreflight(http::Exchange& exchange);
    void passOn(const ExchangePtr& exchange, const Binding& binding);
    using BodyClaim = std::shared_ptr<void>; ///< memory for a request's body while it is held
    BodyClaim claimBody(std::optional<std::uint64_t> length);
    void relay(
        const ExchangePtr& exchange, const Binding& binding, std::string body = {},
        BodyClaim claim = {});
    void passThrough(
        const ExchangePtr& exchange, const Binding& binding, std::string body = {},
        BodyClaim claim = {});
    void invalidate(
        const Binding& binding, const std::string& target, std::string_view method,
        const http::AnswerHead& head);
    FieldList originFields(const http::Exchange& exchange) const;
    void fetchFor(const ExchangePtr& exchange, const Binding& binding, StoredResponsePtr validate);
    void fetchEnded(const ExchangePtr& exchange, const Binding& binding, const FetchEnd& end);

    // --- answers from what is kept
    void answer(
        const ExchangePtr& exchange, const Binding& binding, const StoredResponsePtr& stored,
        Hit hit, Refetch refetch = Refetch::Allowed);
    void answerFromMemory(
        http::Exchange& exchange, const Binding& binding, const StoredResponse& stored,
        http::Fields fields);
    void answerFromStore(
        const ExchangePtr& exchange, const Binding& binding, const StoredResponsePtr& stored,
        http::Fields fields, Refetch refetch);
    bool redirect(
        http::Exchange& exchange, const Binding& binding, const ObjectRecord& object,
        const std::vector<protocol::ShortNodeId>& excluded);
    protocol::DeliveryToken tokenFor(
        const http::Exchange& exchange, const Binding& binding, const ObjectRecord& object,
        const std::vector<protocol::ShortNodeId>& excluded) const;

    // --- Terminals
    void takeReturned(const ExchangePtr& exchange);
    void servePull(const ExchangePtr& exchange);
    static BindingNumber billedFor(const http::Exchange& exchange);
    void serveObject(
        const ExchangePtr& exchange, const base::ContentId& id, Refetch refetch = Refetch::Allowed);
    bool respondBlob(http::Exchange& exchange, const ObjectRecord& object);

    // --- fetches
    void fetch(OriginFetch::Wish wish, FetchWaiter waiter);
    StoredResponsePtr keep(
        const OriginFetch& fetch, StoredResponse response,
        std::optional<Intake::Outcome> outcome) override;
    void withdrawn(const OriginFetch& fetch) override;
    void ended(const OriginFetch& fetch) override;
    bool isCurrent(const OriginFetch& fetch) const;
    void
    enterObject(const OriginFetch& fetch, const StoredResponse& response, Intake::Outcome outcome);
    void prolong(const ResponseKey& key, const StoredResponse& response);
    void moveObjects(BindingNumber from);
    void followPlaylist(const OriginFetch& fetch, const StoredResponse& response);
    void forget(const ResponseKey& key);
    void released(const base::ContentId& id);
    void dropExpired();

    const DeliveryParts m_parts;
    const DeliveryOptions m_options;
    const std::string m_name; ///< of this Router in Via: its authority
    base::Worker m_worker{1}; ///< writes and reads of the Router's store
    ResponseCache m_cache;
    LiveFollower m_live;
    std::unique_ptr<store::BlobReader> m_reader;
    std::unordered_map<std::string, std::shared_ptr<OriginFetch>> m_current; ///< by key
    std::unordered_set<std::shared_ptr<OriginFetch>> m_fetches;
    const std::shared_ptr<base::Bytes> m_bodies = std::make_shared<base::Bytes>(); ///< claimed
    DeliveryCounters m_counters;
    base::SteadyTime m_lastSweep;
    bool m_isStopped = false;
};

} // namespace meson::router
