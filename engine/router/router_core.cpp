// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/router_core.h"

#include "engine/http/client_url.h"
#include "engine/router/answers.h"

#include <QJsonDocument>
#include <boost/asio/post.hpp>
#include <cstring>

namespace meson::router {

namespace {

constexpr std::chrono::milliseconds kTick{250};
// How long tokens are only in memory: a crash meanwhile makes their receipts worthless.
constexpr std::chrono::milliseconds kTokensUnsaved{50};
constexpr std::chrono::seconds kDay{86'400};
// What most clients say they are; spot checks must not stand out.
constexpr const char* kOrdinaryAgent =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Safari/537.36";

std::uint64_t randomSeed() {
    std::uint64_t seed;
    const auto bytes = crypto::randomBytes<sizeof seed>();
    std::memcpy(&seed, bytes.data(), sizeof seed);
    return seed;
}

http::ClientOptions clientOptions(const RouterOptions& options) {
    http::ClientOptions client;
    client.addresses = options.demo ? http::AddressPolicy::Any : http::AddressPolicy::PublicOnly;
    client.trustedCertificates = options.originCertificates;
    return client;
}

/// Terminals have certificates of their owners' or of the network's authority. Each call-back is a
/// new connection, as a client's: one that is open already proves nothing.
http::ClientOptions nodeClientOptions(const RouterOptions& options, std::string authority) {
    http::ClientOptions client = clientOptions(options);
    client.alsoTrusted = std::move(authority);
    client.idlePerHost = 0;
    return client;
}

http::ClientOptions checkClientOptions(const RouterOptions& options, std::string authority) {
    http::ClientOptions client = nodeClientOptions(options, std::move(authority));
    client.userAgent = kOrdinaryAgent;
    return client;
}

PlacementRules placementRules(const RouterOptions& options) {
    return {
        options.minimumCopies, options.requestsPerCopy,
        options.demo ? NetworkDiversity::Ignored : NetworkDiversity::Required};
}

EpochOptions epochOptions(const RouterOptions& options) {
    const base::MicroTokens emission =
        options.emission.count() > 0
            ? options.emission
            : emissionFor(kDailyEmission, options.epoch.count(), kDay.count());
    return {options.epoch, emission, options.pricePerGigabyte, options.clientQuota};
}

/// A demo's Terminals share one computer, also its processors: only what hangs is late.
CheckPatience checkPatience(const RouterOptions& options) {
    CheckPatience patience;
    if (options.demo)
        patience.base = std::chrono::seconds(5);
    return patience;
}

/// What is on this computer is the Router's as well, but for the one domain of a demo.
OwnNames ownNames(const RouterOptions& options, const std::string& publicUrl) {
    const auto url = http::parseUrl(publicUrl);
    OwnNames own{url ? url->host : std::string(), {}};
    if (!options.zone.empty())
        own.zones.push_back(options.zone);
    if (!options.demo)
        own.zones.emplace_back("localhost");
    return own;
}

DeliveryOptions deliveryOptions(const RouterOptions& options, const std::string& publicUrl) {
    DeliveryOptions delivery;
    delivery.publicUrl = publicUrl;
    delivery.smallObject = options.smallObject;
    delivery.objectLimit = options.cacheQuota;
    delivery.memory = options.memoryTier;
    return delivery;
}

std::string stateOf(const Node& node) {
    if (node.hasLeft || !node.isAlive)
        return "gone";
    if (node.isSuspended())
        return "suspended";
    switch (node.state) {
    case protocol::TerminalState::Paused:
        return "paused";
    case protocol::TerminalState::Draining:
        return "draining";
    case protocol::TerminalState::Serving:
        break;
    }
    return "serving";
}

} // namespace

RouterCore::RouterCore(
    RouterOptions options, RouterFoundation foundation, std::string publicUrl,
    http::asio::any_io_executor loop, const base::Clock& clock)
    : m_options(std::move(options))
    , m_foundation(std::move(foundation))
    , m_publicUrl(std::move(publicUrl))
    , m_loop(std::move(loop))
    , m_clock(clock)
    , m_writer(
          *m_foundation.database,
          [loop = m_loop](StateWriter::Task task) { http::asio::post(loop, std::move(task)); })
    , m_registry(m_foundation.masterKey, clock)
    , m_hardware(m_registry, m_writer)
    , m_bindings(m_writer, ownNames(m_options, m_publicUrl))
    , m_catalogue(clock, m_writer, m_bindings, m_publicUrl)
    , m_orders(m_registry, m_catalogue, clock)
    , m_intake(m_holders)
    , m_scheduler(
          {m_registry, m_holders, m_orders, m_tokens, m_catalogue, clock},
          placementRules(m_options), m_options.heartbeat, randomSeed())
    , m_epochs(m_writer, m_registry, m_tokens, epochOptions(m_options), clock)
    , m_names(m_options.zone, m_options.folder / "nodes.hosts", m_writer)
    , m_certificates(
          m_foundation.authority, m_names, {m_options.demo, m_options.certificateLife}, clock)
    , m_nodeClient(m_loop, nodeClientOptions(m_options, m_foundation.authorityFile))
    , m_prober(
          m_loop, checkClientOptions(m_options, m_foundation.authorityFile),
          m_options.probeAddresses)
    , m_originClient(m_loop, clientOptions(m_options))
    , m_heartbeats(
          m_registry, m_scheduler, m_orders, m_intake, clock, m_options.heartbeat,
          [this](StateWriter::Task task) { http::asio::post(m_loop, std::move(task)); })
    , m_registration(
          m_registry, m_writer, m_names, m_nodeClient,
          {m_options.demo, m_publicUrl, m_options.heartbeat.count()}, clock)
    , m_judge(
          {m_registry, m_holders, m_scheduler, m_catalogue,
           [this](NodeIndex node) { m_registry.save(m_writer, node); }, clock})
    , m_spotChecker(
          {m_registry, m_holders, m_tokens, m_scheduler.demand(), m_catalogue, m_prober, m_shapes,
           m_judge, clock},
          checkPatience(m_options), m_options.spotCheckInterval, randomSeed())
    , m_possessionChecker(
          {m_registry, m_holders, m_scheduler.demand(), m_orders, m_catalogue, m_judge, clock},
          checkPatience(m_options), m_options.spotCheckInterval, randomSeed())
    , m_controlApi(
          {m_registry, m_hardware, m_holders, m_intake, m_orders, m_tokens, m_scheduler, m_epochs,
           m_heartbeats, m_registration, m_certificates, m_judge, m_writer, m_foundation.identity,
           clock},
          {protocol::kProtocolVersion, m_options.networkName, m_options.demo, 0,
           m_foundation.identity.publicKey(), m_options.epoch.count()})
    , m_ledger(*m_foundation.database)
    , m_accounts(m_writer)
    , m_delivery(
          {m_loop, clock, m_writer, m_bindings, m_catalogue, *m_foundation.store, m_originClient,
           m_scheduler},
          deliveryOptions(m_options, m_publicUrl))
    , m_businessApi(
          m_writer, m_bindings, m_accounts, m_ledger, m_publicUrl,
          m_options.demo ? TopUpRule::Anyone : TopUpRule::OperatorOnly,
          {[this](BindingNumber binding, std::string_view target) {
               return static_cast<std::int64_t>(m_delivery.purge(binding, target));
           },
           [this](std::function<void()> done) { m_epochs.closeNow(std::move(done)); },
           [this] { return QJsonDocument(toJson(status())).toJson().toStdString(); }},
          clock)
    , m_upkeep(*m_foundation.store, m_foundation.tls, m_options.certificates)
    , m_timer(m_loop)
    , m_tokensTimer(m_loop)
    , m_lastSecond(clock.steady()) {
    m_scheduler.onDelivered([this](BindingNumber binding, base::Bytes bytes) {
        m_epochs.deliveredByRouter(binding, bytes);
    });
    m_tokens.onUnsaved([this] {
        m_tokensTimer.expires_after(kTokensUnsaved);
        m_tokensTimer.async_wait([this](const boost::system::error_code& error) {
            if (!error)
                m_epochs.saveTokens();
        });
    });
    m_scheduler.onMissing([this](NodeIndex node, const base::ContentId& object) {
        m_judge.saidMissing({node, object});
    });
    m_judge.onPassed([this](NodeIndex node, const base::ContentId& object) {
        m_epochs.checkPassed(node, object);
    });
}

RouterCore::~RouterCore() = default;

base::Result<void, RouterFailure> RouterCore::load() {
    base::Result<void, DatabaseFailure> loaded;
    m_foundation.database->run([&] { loaded = loadTables(); });
    if (!loaded)
        return base::fail(RouterError::StateNotUsable, base::explain(loaded.error()));
    if (const auto key = m_accounts.loadOperatorKey(m_options.folder / "admin.key"); !key)
        return base::fail(RouterError::KeyNotUsable, base::explain(key.error()));
    m_catalogue.forEachObject([this](const ObjectRecord& object) {
        m_scheduler.objectAdded(object, Scheduler::Urgency::Normal);
    });
    return {};
}

base::Result<void, DatabaseFailure> RouterCore::loadTables() {
    Database& database = *m_foundation.database;
    return m_registry.load(database)
        .and_then([&] { return m_hardware.load(); })
        .and_then([&] { return m_bindings.load(); })
        .and_then([&] { return m_catalogue.load(); })
        .and_then([&] { return m_tokens.load(database, m_registry); })
        .and_then([&] { return m_epochs.load(); })
        .and_then([&] { return m_accounts.load(); })
        .and_then([&] { return m_delivery.load(); });
}

void RouterCore::start() {
    tick();
}

void RouterCore::stop() {
    m_isStopping = true;
    m_timer.cancel();
    m_tokensTimer.cancel();
    m_heartbeats.stop();
}

void RouterCore::cut() {
    m_delivery.stop();
    m_originClient.stop();
    m_nodeClient.stop();
    m_prober.stop();
}

void RouterCore::flush() {
    m_epochs.flush();
    m_foundation.database->run([] {});
}

void RouterCore::tick() {
    if (m_isStopping)
        return;
    m_heartbeats.tick();
    m_judge.tick();
    m_spotChecker.tick();
    m_possessionChecker.tick();
    m_delivery.tick();
    if (m_clock.steady() - m_lastSecond >= std::chrono::seconds(1))
        tickEverySecond();
    m_timer.expires_after(kTick);
    m_timer.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            tick();
    });
}

void RouterCore::tickEverySecond() {
    m_lastSecond = m_clock.steady();
    m_scheduler.tick();
    m_epochs.tick();
    m_names.tick();
    m_upkeep.tick();
    for (const NodeIndex node : m_registry.endSuspensions())
        m_registry.save(m_writer, node);
    for (const NodeIndex node : m_registry.countPresence())
        m_registry.save(m_writer, node);
}

void RouterCore::handle(std::shared_ptr<http::Exchange> exchange) {
    const http::RequestHead& request = exchange->request();
    if (request.path.starts_with("/v1/") && isForRouter(request))
        handleOwn(exchange);
    else
        m_delivery.handle(std::move(exchange));
}

/// Also by a name that is bound: nobody sends a key of this Router's to a site behind it.
bool RouterCore::isForRouter(const http::RequestHead& request) const {
    return !m_bindings.findHost(request.host) ||
           (BusinessApi::handles(request.path) &&
            m_accounts.findCaller(request.find("Authorization")));
}

void RouterCore::handleOwn(const std::shared_ptr<http::Exchange>& exchange) {
    const http::RequestHead& request = exchange->request();
    if (BusinessApi::handles(request.path))
        return m_businessApi.handle(exchange);
    if (request.path == "/v1/status" && request.method == http::Method::Get)
        return sendStatus(*exchange);
    m_controlApi.handle(exchange);
}

void RouterCore::finished(const http::Exchange& exchange, const http::Outcome& outcome) {
    m_delivery.finished(exchange, outcome);
    if (outcome.status == 302)
        m_shapes.note(exchange.request());
}

void RouterCore::sendStatus(http::Exchange& exchange) const {
    if (!m_options.demo && !exchange.peer().address().is_loopback())
        return respondProblem(
            exchange, {403, "forbidden", "The status is for this computer only.",
                       "Ask from the computer that the Router runs on."});
    exchange.respond(
        200, jsonFields(),
        QJsonDocument(toJson(status())).toJson(QJsonDocument::Compact).toStdString());
}

RouterStatus RouterCore::status() const {
    RouterStatus status;
    status.name = m_options.networkName;
    status.demo = m_options.demo;
    status.routerTime = base::unixSeconds(m_clock.wall());
    status.epoch = m_epochs.number();
    status.epochSeconds = m_options.epoch.count();
    status.epochsSettled = m_epochs.settledCount();
    const NetworkScheduler::Counters& scheduling = m_scheduler.counters();
    const DeliveryCounters& delivery = m_delivery.counters();
    status.requests = delivery.requests;
    status.redirected = scheduling.redirects;
    status.fromRouter = delivery.fromRouter;
    status.fromOrigin = delivery.fromOrigin;
    status.bytesByRouter = m_epochs.byRouter();
    status.bytesByTerminals = m_epochs.byTerminals();
    status.returned = scheduling.returns;
    status.failovers = scheduling.failovers;
    status.checksPassed = m_judge.passed();
    status.checksFailed = m_judge.failed();
    status.ledgerBalanced = m_epochs.ledgerIsBalanced();
    for (NodeIndex index = 0; index < m_registry.size(); ++index) {
        const Node& node = m_registry.at(index);
        status.terminals.push_back(
            {base::toText(node.id), node.enrolment.name, stateOf(node), node.isSuspended(),
             node.isSuspended() ? node.reputation.suspension() : node.stateReason,
             m_holders.heldCount(index), node.used, node.available, node.uploadRate,
             node.uploadLimit, node.credited, node.checksPassed, node.checksFailed, node.balance,
             m_hardware.find(index) ? std::optional(*m_hardware.find(index)) : std::nullopt});
    }
    return status;
}

} // namespace meson::router
