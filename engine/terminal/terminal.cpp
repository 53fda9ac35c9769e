// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/terminal.h"

#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_core.h"

#include <algorithm>

namespace meson::terminal {

std::string_view sentence(TerminalError error) {
    switch (error) {
    case TerminalError::BadOption:
        return "This setting is outside its range.";
    case TerminalError::BadRouterUrl:
        return "The Router's address must be http:// or https:// with a host and no path.";
    case TerminalError::FolderNotUsable:
        return "The state folder cannot be used: check its permissions or name another.";
    case TerminalError::AlreadyRunning:
        return "Another Terminal uses this state folder: stop it or name another folder.";
    case TerminalError::KeyNotUsable:
        return "The node's key cannot be used; it is left as it is.";
    case TerminalError::CacheNotUsable:
        return "The cache cannot be opened.";
    case TerminalError::TlsNotUsable:
        return "The certificate cannot be used.";
    case TerminalError::CannotListen:
        return "Clients cannot be served there.";
    case TerminalError::CannotControl:
        return "The control API cannot be offered there.";
    case TerminalError::ControlNotLocal:
        return "The control API listens on 127.0.0.1 or ::1 only; --remote-control is for other "
               "machines.";
    }
    return "Unknown failure.";
}

Terminal::Terminal() = default;
Terminal::~Terminal() = default;

base::Result<std::unique_ptr<Terminal>, TerminalFailure>
Terminal::create(TerminalOptions options, const base::Clock& clock) {
    std::unique_ptr<Terminal> terminal(new Terminal);
    terminal->m_core = std::make_unique<Core>(std::move(options), clock);
    if (const auto opened = terminal->m_core->open(); !opened)
        return tl::unexpected(opened.error());
    return terminal;
}

void Terminal::start() {
    m_core->start();
}

void Terminal::stop() {
    m_core->stop();
}

void Terminal::pause(OwnerPause pause) {
    m_core->pause(std::move(pause));
}

void Terminal::resume() {
    m_core->resume();
}

void Terminal::setRules(ServingRules rules) {
    m_core->setRules(std::move(rules));
}

void Terminal::setCap(TrafficCapOptions cap) {
    m_core->setCap(cap);
}

void Terminal::setOwner(std::string name, std::string payoutAddress) {
    m_core->setOwner(std::move(name), std::move(payoutAddress));
}

store::StoreResult<void> Terminal::setQuota(std::size_t volume, base::Bytes quota) {
    return m_core->setQuota(volume, quota);
}

store::StoreResult<void> Terminal::setVolumeUse(std::size_t volume, store::VolumeUse use) {
    return m_core->setVolumeUse(volume, use);
}

void Terminal::refuseBindings(std::vector<std::string> domains) {
    m_core->refuseBindings(std::move(domains));
}

void Terminal::recheckReachability() {
    m_core->recheckReachability();
}

void Terminal::listObjects(store::ObjectQuery query, std::function<void(store::ObjectPage)> done) {
    m_core->listObjects(std::move(query), std::move(done));
}

void Terminal::verifyObject(const base::ContentId& id, std::function<void(bool)> done) {
    m_core->verifyObject(id, std::move(done));
}

store::StoreResult<void> Terminal::deleteObject(const base::ContentId& id) {
    return m_core->deleteObject(id);
}

void Terminal::leave(CacheOnLeave cache, std::function<void(const LeaveResult&)> done) {
    m_core->depart(protocol::StateChange::Leave, cache, std::move(done));
}

void Terminal::drain(std::function<void()> done) {
    m_core->depart(
        protocol::StateChange::Drain, CacheOnLeave::Keep,
        [done = std::move(done)](const LeaveResult&) { done(); });
}

TerminalSnapshot Terminal::snapshot() const {
    return m_core->snapshot();
}

Earnings Terminal::earnings() const {
    return m_core->earnings();
}

void Terminal::onChanged(std::function<void(const TerminalSnapshot&)> changed) {
    m_core->onChanged(std::move(changed));
}

void Terminal::onLeft(std::function<void()> left) {
    m_core->onLeft(std::move(left));
}

// --- opening
// --------------------------------------------------------------------------------------

namespace {

/// The first setting that is outside its range.
/// Whether the Router accepts it as a name.
bool isShort(std::string_view text, std::size_t most) {
    return text.size() <= most && std::none_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

std::optional<TerminalFailure> refusalOf(const TerminalOptions& options) {
    const auto bad = [](std::string about) {
        return TerminalFailure{TerminalError::BadOption, std::move(about)};
    };
    if (options.volumes.empty())
        return bad("cache: at least one folder with a size is needed");
    for (const store::VolumeOptions& volume : options.volumes)
        if (volume.quota <= base::Bytes(0))
            return bad("cache " + volume.folder.string() + ": the size must be above 0");
    if (options.listen.empty())
        return bad("listen: at least one address is needed");
    if (options.threads < 1 || options.threads > 64)
        return bad("threads: 1 to 64");
    if (options.downloads < 1 || options.downloads > 64)
        return bad("downloads: 1 to 64");
    if (options.name.empty() || !isShort(options.name, protocol::limits::kName))
        return bad("name: 1 to 63 bytes, no control characters");
    if (!isShort(options.payoutAddress, protocol::limits::kWord))
        return bad("payout address: at most 64 bytes, no control characters");
    if (options.addresses.size() > protocol::limits::kAddresses)
        return bad("address: at most 8");
    if (options.rules.limit < base::BytesPerSecond(0) ||
        options.rules.alternativeLimit < base::BytesPerSecond(0))
        return bad("upload limit: 0 for none, or bytes per second");
    if (options.cap.limit < base::Bytes(0))
        return bad("monthly cap: 0 for none, or bytes");
    if (options.cap.resetDay < 1 || options.cap.resetDay > 31)
        return bad("day on which the monthly cap starts anew: 1 to 31");
    return std::nullopt;
}

std::optional<QUrl> routerUrlOf(const std::string& text) {
    QUrl url(QString::fromStdString(text), QUrl::StrictMode);
    const bool isHttp =
        url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    const bool isBare = (url.path().isEmpty() || url.path() == QLatin1String("/")) &&
                        !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    if (!url.isValid() || !isHttp || !isBare || url.host().isEmpty())
        return std::nullopt;
    url.setPath(QString());
    return url;
}

} // namespace

base::Result<void, TerminalFailure> Terminal::Core::open() {
    if (const auto refusal = refusalOf(m_options))
        return tl::unexpected(*refusal);
    const auto router = routerUrlOf(m_options.routerUrl);
    if (!router)
        return base::fail(TerminalError::BadRouterUrl, m_options.routerUrl);
    return openFolder()
        .and_then([&]() -> base::Result<void, TerminalFailure> {
            ControlChannel::Options channel{*router, QSslConfiguration::defaultConfiguration()};
            if (!m_options.routerCertificates.empty() &&
                !channel.tls.addCaCertificates(
                    QString::fromStdString(m_options.routerCertificates)))
                return base::fail(
                    TerminalError::TlsNotUsable,
                    m_options.routerCertificates + " holds no certificate to trust");
            m_channel = std::make_unique<ControlChannel>(channel, *m_identity, *m_routerClock);
            m_receipts = std::make_unique<ReceiptSender>(
                QString::fromStdU16String(file("receipts").u16string()),
                ReceiptSender::Parts{*m_channel, m_control, *m_routerClock},
                Backoff(std::chrono::seconds(1), std::chrono::seconds(60), systemJitter));
            if (!m_receipts->open())
                return base::fail(TerminalError::FolderNotUsable, file("receipts").string());
            return {};
        })
        .and_then([&] { return openStore(); })
        .and_then([&] { return openCertificate(*router); })
        .and_then([&] { return listen(); })
        .map([&] { makeParts(); })
        .and_then([&] { return openControlApi(); });
}

base::Result<void, TerminalFailure> Terminal::Core::openFolder() {
    std::error_code error;
    std::filesystem::create_directories(m_options.folder, error);
    if (error)
        return base::fail(
            TerminalError::FolderNotUsable,
            m_options.folder.string() + " (" + error.message() + ')');
    m_lock =
        std::make_unique<QLockFile>(QString::fromStdU16String(file("terminal.lock").u16string()));
    m_lock->setStaleLockTime(0); // a dead owner is seen by its process id
    if (!m_lock->tryLock())
        return base::fail(
            m_lock->error() == QLockFile::LockFailedError ? TerminalError::AlreadyRunning
                                                          : TerminalError::FolderNotUsable,
            m_options.folder.string());
    auto identity = crypto::Identity::loadOrCreate(file("identity.pem").string());
    if (!identity)
        return base::fail(TerminalError::KeyNotUsable, base::explain(identity.error()));
    m_identity = *std::move(identity);
    m_state = TerminalState::load(file("state.json"));
    m_state.traffic.setOptions(m_options.cap);
    m_serving.emplace(m_options.rules, m_state.traffic, m_state.pause, m_clock);
    m_routerClock = std::make_unique<RouterClock>(m_clock, m_state.clock);
    return {};
}

base::Result<void, TerminalFailure> Terminal::Core::openStore() {
    store::StoreOptions options;
    options.volumes = m_options.volumes;
    options.index = file("index.sqlite");
    options.memoryTier = m_options.memoryTier;
    options.scrubRate = m_options.scrubRate;
    auto opened = store::ContentStore::open(std::move(options), m_clock);
    if (!opened)
        return base::fail(TerminalError::CacheNotUsable, base::explain(opened.error()));
    m_store = misbehavingStore(m_options.misbehaviour, *std::move(opened));
    return {};
}

base::Result<void, TerminalFailure> Terminal::Core::openCertificate(const QUrl& router) {
    const CertificateKeeper::Parts parts{*m_channel, *m_identity, *m_routerClock};
    if (!m_options.tls && router.scheme() != QLatin1String("https"))
        return {};
    auto opened =
        m_options.tls
            ? CertificateKeeper::fromOwner(*m_options.tls, parts)
            : CertificateKeeper::fromRouter(
                  m_options.folder, parts,
                  Backoff(std::chrono::seconds(1), std::chrono::minutes(10), systemJitter));
    if (!opened)
        return base::fail(TerminalError::TlsNotUsable, opened.error());
    m_certificate = *std::move(opened);
    return {};
}

base::Result<void, TerminalFailure> Terminal::Core::listen() {
    m_limiter = std::make_shared<http::UploadLimiter>(m_clock, m_options.rules.limit);
    m_delivery =
        std::make_unique<DeliveryHandler>(*m_store, *m_identity, *m_routerClock, m_options.threads);
    http::ServerOptions options;
    options.endpoints = m_options.listen;
    options.loops = m_options.threads;
    options.limits.connections = m_options.connections;
    options.limits.connectionsPerAddress = m_options.connectionsPerAddress;
    options.limits.requestsPerSecondPerAddress = m_options.requestsPerAddress;
    if (m_options.usesSendfile)
        options.mapFrom = base::Bytes(0);
    options.limiter = m_limiter;
    options.everyAnswer = DeliveryHandler::browserFields();
    if (m_certificate)
        options.tls = m_certificate->tls();
    // The port of the last run first, so that links to this Terminal stay good.
    const bool anyPort = options.endpoints.size() == 1 && options.endpoints[0].port() == 0;
    if (anyPort && m_state.port != 0)
        options.endpoints[0].port(m_state.port);
    auto server = http::Server::listen(options, *m_delivery, m_clock);
    if (!server && anyPort) {
        options.endpoints[0].port(0);
        server = http::Server::listen(options, *m_delivery, m_clock);
    }
    if (!server)
        return base::fail(TerminalError::CannotListen, base::explain(server.error()));
    m_server = *std::move(server);
    m_state.port = m_server->endpoints().front().port();
    return {};
}

// --- the snapshot
// ---------------------------------------------------------------------------------

TerminalPhase Terminal::Core::phase() const {
    if (m_life != Life::Running)
        return m_life == Life::New ? TerminalPhase::Starting : TerminalPhase::Stopped;
    if (m_departure)
        return TerminalPhase::Draining;
    if (m_serving->decision().paused)
        return TerminalPhase::Paused;
    if (!m_session->registration())
        return TerminalPhase::Connecting;
    return m_session->isOnline() ? TerminalPhase::Serving : TerminalPhase::Offline;
}

std::string Terminal::Core::reason() const {
    switch (phase()) {
    case TerminalPhase::Paused:
        return m_serving->reason();
    case TerminalPhase::Draining:
        return "Running transfers end and receipts are delivered.";
    case TerminalPhase::Connecting:
    case TerminalPhase::Offline:
        return m_session->problem();
    default:
        return {};
    }
}

std::string Terminal::Core::problem() const {
    const std::string certificate = m_certificate ? m_certificate->problem() : std::string();
    for (const std::string* text :
         {&m_session->problem(), &certificate, &m_receipts->problem(), &m_index->problem(),
          &m_earnings->problem(), &m_remoteProblem})
        if (!text->empty())
            return *text;
    return m_lastProblem;
}

TerminalSnapshot Terminal::Core::snapshot() const {
    if (m_life == Life::Stopped)
        return m_final;
    TerminalSnapshot now;
    now.phase = phase();
    now.reason = reason();
    now.problem = problem();
    now.refusal = m_session->refusal();
    now.notices.assign(m_notices.begin(), m_notices.end());
    now.noticed = m_noticed;
    now.penalty = m_earnings->penalty();
    now.node = m_identity->nodeId();
    now.name = m_name;
    now.routerUrl = m_options.routerUrl;
    if (const auto& registration = m_session->registration()) {
        now.nodeName = registration->nodeName;
        now.address = registration->address;
    }
    now.port = m_state.port;
    now.certificateUntil = m_certificate ? m_certificate->until() : std::nullopt;
    now.remoteControl = m_remote ? m_remote->address() : std::string();
    now.remoteControlProblem = m_remoteProblem;
    now.probed = m_session->probed();
    now.lastContact = m_session->lastContact();
    now.isTimeKnown = m_routerClock->isConfirmed();
    now.clockSkewSeconds = now.isTimeKnown ? m_routerClock->skew().count() : 0;
    addStore(now);
    addTraffic(now);
    addRules(now);
    now.selfCheck = m_selfCheck;
    return now;
}

Earnings Terminal::Core::earnings() const {
    return m_earnings->earnings();
}

void Terminal::Core::addStore(TerminalSnapshot& now) const {
    now.volumes = m_store->volumes();
    for (const store::VolumeStatus& volume : now.volumes) {
        now.quota += volume.quota;
        now.used += volume.used;
        now.objects += volume.objects;
    }
    now.available = m_store->available();
    now.evicted = m_eviction->evicted();
    now.expired = m_eviction->expired();
    now.damaged = m_damaged;
}

void Terminal::Core::addRules(TerminalSnapshot& now) const {
    const ServingDecision& decision = m_serving->decision();
    now.pausedBy = decision.paused;
    if (decision.until)
        now.pausedUntil = base::fromUnixSeconds(decision.until->toSecsSinceEpoch());
    now.rules = m_serving->rules();
    now.traffic = m_serving->trafficStatus();
    now.computer = m_serving->computer();
    now.hardware = m_hardwareTaken;
    now.hardwareSent = m_hardwareSent;
    now.keptAwake = m_keptAwake;
    if (m_portStatus)
        now.portMapping = platform::sentence(*m_portStatus);
}

void Terminal::Core::addTraffic(TerminalSnapshot& now) const {
    const DeliveryHandler::Totals totals = m_delivery->totals();
    now.connections = static_cast<std::int64_t>(m_server->connectionCount());
    now.uploadRate = m_uploadMeter.rate();
    now.downloadRate = m_downloadMeter.rate();
    now.uploadLimit = m_limiter->limit();
    now.requests = totals.requests;
    now.sentBack = totals.sentBack;
    now.forged = totals.forged;
    now.served = base::Bytes(totals.bytes);
    now.fetched = m_downloads->received();
    now.downloadsRunning = m_downloads->running();
    now.downloadsWaiting = m_downloads->waiting();
    now.downloadsDone = m_downloads->completed();
    now.downloadsFailed = m_downloads->failed();
    now.checksAnswered = m_commands->checksAnswered();
    now.receiptsPending = m_receipts->pending();
    now.creditedBytes = m_receipts->creditedBytes();
}

} // namespace meson::terminal
