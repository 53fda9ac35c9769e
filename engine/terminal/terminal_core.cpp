// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/terminal_core.h"

#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <algorithm>

namespace meson::terminal {

Q_LOGGING_CATEGORY(lcTerminal, "meson.terminal")

using namespace std::chrono_literals;
using protocol::StateChange;

namespace {

constexpr auto kTick = 500ms;
constexpr std::size_t kNoticesKept = 16;
constexpr std::int64_t kRulesTicks = 2;   // each second
constexpr std::int64_t kSensorTicks = 10; // every 5 s

} // namespace

Terminal::Core::Core(TerminalOptions options, const base::Clock& clock)
    : m_options(std::move(options))
    , m_name(m_options.name)
    , m_payoutAddress(m_options.payoutAddress)
    , m_clock(clock) {
    m_ticks.setInterval(kTick);
    m_changeTimer.setSingleShot(true);
    m_changeTimer.setInterval(250);
    connect(&m_ticks, &QTimer::timeout, this, &Core::tick);
    connect(&m_changeTimer, &QTimer::timeout, this, [this] {
        if (m_onChanged)
            m_onChanged(snapshot());
    });
}

Terminal::Core::~Core() {
    stop();
}

// --- the parts and what passes between them
// -------------------------------------------------------

void Terminal::Core::makeParts() {
    const auto backoff = [] { return Backoff(1s, 60s, systemJitter); };
    m_index = std::make_unique<IndexSync>(*m_store, *m_channel, backoff());
    m_earnings = std::make_unique<EarningsKeeper>(
        file("statements.jsonl"),
        EarningsKeeper::Parts{
            *m_identity, *m_channel, m_control, *m_routerClock,
            [this]() -> const ReceiptTotals& { return m_receipts->totals(); }},
        backoff());
    m_earnings->open();
    m_earnings->onChanged([this] { changed(); });
    m_eviction = std::make_unique<EvictionAgent>(*m_store, *m_channel, *m_routerClock, m_clock);
    DownloadOptions downloads;
    downloads.parallel = m_options.downloads;
    downloads.client.addresses = m_options.sources;
    downloads.client.trustedCertificates = m_options.routerCertificates;
    m_downloads = std::make_unique<DownloadQueue>(*m_store, downloads);
    m_commands = std::make_unique<CommandRunner>(
        *m_store, *m_downloads, m_control, m_identity->nodeId(), m_options.refusedBindings,
        commandEvents());
    m_session =
        std::make_unique<RouterSession>(*m_channel, *m_routerClock, sessionEvents(), backoff());
    m_delivery->onCrowded([this] { m_control.post([this] { drainReceipts(); }); });
    m_store->onDamaged([this](const base::ContentId&) {
        m_control.post([this] {
            ++m_damaged;
            m_index->sync();
        });
    });
    m_store->onSelfCheck([this](const store::SelfCheckReport& report) {
        m_control.post([this, report] {
            m_selfCheck = report;
            sendSelfCheck();
            if (m_departure && m_departure->isOver && !m_departure->result)
                deleteCache(); // what it has listed again
        });
    });
}

SessionEvents Terminal::Core::sessionEvents() {
    SessionEvents events;
    events.describe = [this] { return describe(); };
    events.status = [this] { return heartbeat(); };
    events.network = [this](const protocol::NetworkInfo& info) { m_earnings->setNetwork(info); };
    events.prepare = [this](std::function<void(ChannelResult<void>)> ready) {
        if (m_certificate)
            m_certificate->obtain(std::move(ready));
        else
            ready({});
    };
    events.registered = [this](const protocol::Registered& answer) { registered(answer); };
    events.command = [this](const protocol::Command& command) { m_commands->run(command); };
    events.notices = [this](const std::vector<std::string>& notices) {
        m_notices.insert(m_notices.end(), notices.begin(), notices.end());
        while (m_notices.size() > kNoticesKept)
            m_notices.pop_front();
        m_noticed = m_routerClock->now();
        changed();
    };
    events.changed = [this] {
        const bool online = m_session->isOnline();
        m_receipts->setOnline(online);
        m_earnings->setOnline(online);
        m_index->setOnline(online);
        changed();
    };
    return events;
}

CommandEvents Terminal::Core::commandEvents() {
    CommandEvents events;
    events.acknowledge = [this](protocol::Acknowledgement acknowledgement) {
        m_session->acknowledge(std::move(acknowledgement));
    };
    events.policy = [this](const protocol::PolicyCommand& policy) {
        if (policy.heartbeatSeconds > 0)
            m_session->setHeartbeatSeconds(policy.heartbeatSeconds);
        m_delivery->setMaxRunning(policy.maxConnections);
    };
    events.sendIndex = [this] { m_index->sendAll(); };
    events.makeRoom = [this](base::Bytes length, EvictionAgent::RoomDone done) {
        m_eviction->makeRoom(length, [this, done = std::move(done)](EvictionAgent::Room room) {
            if (m_life == Life::Running)
                done(room);
        });
    };
    events.changed = [this](const std::string& problem) {
        if (!problem.empty()) {
            m_lastProblem = problem;
            qCWarning(lcTerminal, "%s", problem.c_str());
        }
        m_index->sync();
        changed();
    };
    return events;
}

// --- standing with the Router
// ---------------------------------------------------------------------

protocol::Register Terminal::Core::describe() const {
    protocol::Register message;
    message.publicKey = m_identity->publicKey();
    message.addresses = m_options.addresses;
    message.port = m_server->endpoints().front().port();
    if (m_portStatus && m_portStatus->state == platform::PortMappingStatus::State::Mapped)
        message.port = m_portStatus->port;
    message.tls = m_certificate != nullptr;
    message.ownCertificate = m_certificate && m_certificate->isOwners();
    message.name = m_name;
    message.software = "meson/" MESON_VERSION;
    message.payoutAddress = m_payoutAddress;
    return message;
}

protocol::Heartbeat Terminal::Core::heartbeat() const {
    protocol::Heartbeat beat;
    beat.state = m_departure                    ? protocol::TerminalState::Draining
                 : m_serving->decision().paused ? protocol::TerminalState::Paused
                                                : protocol::TerminalState::Serving;
    beat.reason = m_serving->reason();
    const auto [sequence, digest] = m_store->indexState();
    beat.indexSequence = sequence;
    beat.indexDigest = digest;
    beat.available = std::max(m_store->available(), base::Bytes(0));
    for (const store::VolumeStatus& volume : m_store->volumes())
        beat.used += volume.used;
    beat.connections = static_cast<std::int64_t>(m_server->connectionCount());
    beat.uploadRate = m_uploadMeter.rate();
    beat.uploadLimit = m_limiter->limit();
    return beat;
}

void Terminal::Core::registered(const protocol::Registered& answer) {
    m_delivery->setTerms({crypto::MacKey(answer.tokenKey), answer.returnUrl, m_identity->nodeId()});
    applyMode();
    m_receipts->setOnline(true);
    m_earnings->setOnline(true);
    m_index->setOnline(true);
    m_index->sendAll();
    sendSelfCheck();
    if (m_hardwareKnown)
        sendHardware();
    saveState();
    qCInfo(
        lcTerminal, "Registered as %s; the Router reached %s.", answer.nodeName.c_str(),
        answer.address.c_str());
    changed();
}

void Terminal::Core::sendHardware() {
    protocol::Hardware hardware = m_hardware;
    hardware.uploadLimit = m_limiter->limit();
    hardware.uploadMeasured = m_bestUpload;
    m_reportedUpload = m_bestUpload;
    const QByteArray report = protocol::encode(hardware);
    m_channel->send(
        this, "PUT", m_channel->ownPath("/hardware"), report, 30s,
        [this, report](ChannelResult<QByteArray> answer) {
            if (!answer) {
                m_reportedUpload = base::BytesPerSecond(-1); // once more with the next figure
                return;
            }
            m_hardwareTaken = report.toStdString();
            m_hardwareSent = m_routerClock->now();
            changed();
        });
}

void Terminal::Core::sendSelfCheck() {
    if (!m_selfCheck || m_selfCheckSent || !m_session->isOnline())
        return;
    m_selfCheckSent = true;
    const protocol::SelfCheck report{
        m_selfCheck->checked, m_selfCheck->damaged, m_selfCheck->recovered,
        std::min<std::int64_t>(m_selfCheck->duration.count(), protocol::limits::kMilliseconds)};
    m_channel->send(
        this, "POST", m_channel->ownPath("/self-check"), protocol::encode(report), 30s,
        [this](ChannelResult<QByteArray> answer) {
            m_selfCheckSent = answer.has_value() || answer.error().isFinal();
        });
    m_index->sync();
}

void Terminal::Core::sendState(StateChange change, const std::string& reason) {
    if (m_session->isOnline())
        m_channel->send(
            this, "POST", m_channel->ownPath("/state"),
            protocol::encode(protocol::StateRequest{change, reason}), 10s,
            [](const ChannelResult<QByteArray>&) {}); // the next heartbeat says it too
}

// --- upkeep
// ---------------------------------------------------------------------------------------

void Terminal::Core::drainReceipts() {
    m_delivery->drainReceipts([this](const ServedRecord& record) {
        m_receipts->add(
            {std::string(record.tokenText()),
             statedBytes(
                 m_options.misbehaviour, base::Bytes(static_cast<std::int64_t>(record.bytes))),
             static_cast<std::int64_t>(record.firstByte), record.servedAt,
             std::clamp<std::int64_t>(
                 record.durationMilliseconds, 0, protocol::limits::kMilliseconds),
             record.complete});
    });
    m_receipts->flush();
}

void Terminal::Core::tick() {
    ++m_tickCount;
    const base::SteadyTime now = m_clock.steady();
    drainReceipts();
    applyMode();
    m_uploadMeter.sample(now, m_server->sentBytes());
    m_downloadMeter.sample(now, m_downloads->received());
    m_bestUpload = std::max(m_bestUpload, m_uploadMeter.rate());
    m_serving->countTraffic(m_server->sentBytes() + m_downloads->received());
    if (m_departure)
        return continueDeparture();
    if (m_tickCount % kRulesTicks == 0) {
        applyRules();
        keepAwake();
    }
    if (m_tickCount % kSensorTicks == 0)
        readComputer();
    m_eviction->check(
        m_session->isOnline() ? EvictionAgent::Router::Online : EvictionAgent::Router::Offline);
    m_index->sync();
    sendSelfCheck();
    if (m_certificate && m_session->isOnline())
        m_certificate->tick();
    // A tenth more than was reported is news, a minute later at the earliest.
    if (m_hardwareKnown && m_session->isOnline() && m_tickCount % 120 == 0 &&
        m_bestUpload.count() > m_reportedUpload.count() + m_reportedUpload.count() / 10)
        sendHardware();
    if (m_tickCount % 120 == 0)
        saveState();
    if (m_tickCount % 2 == 0)
        changed();
}

void Terminal::Core::mapPort() {
    m_portStatus.emplace();
    m_portMapping = std::make_unique<platform::PortMapping>(
        m_server->endpoints().front().port(), [this](const platform::PortMappingStatus& status) {
            m_control.post([this, status] {
                const bool isNews = status.port != m_portStatus->port;
                m_portStatus = status;
                if (isNews)
                    m_session->registerAgain(); // the Router is to send clients there
                qCInfo(lcTerminal, "%s", platform::sentence(status).c_str());
                changed();
            });
        });
}

void Terminal::Core::readComputer() {
    m_measuring.post([this] {
        const ComputerState computer = m_options.readComputer();
        m_control.post([this, computer] { m_serving->setComputer(computer); });
    });
}

void Terminal::Core::keepAwake() {
    const bool isWanted = m_options.keepAwake && phase() == TerminalPhase::Serving;
    if (isWanted == m_wantsAwake)
        return;
    m_wantsAwake = isWanted;
    m_measuring.post([this, isWanted] {
        m_awake.reset();
        if (isWanted)
            m_awake = platform::KeepAwake::hold("Serves viewers of " + m_options.routerUrl);
        m_control.post([this, isKept = m_awake != nullptr] { m_keptAwake = isKept; });
    });
}

void Terminal::Core::applyRules() {
    if (m_life == Life::Stopped)
        return;
    const std::string before = m_serving->reason();
    m_serving->decide();
    const bool isPaused = m_serving->decision().paused.has_value();
    if (m_serving->reason() != before) {
        m_downloads->setParallel(isPaused ? 0 : m_options.downloads);
        applyMode();
        sendState(isPaused ? StateChange::Pause : StateChange::Resume, m_serving->reason());
        changed();
    }
    if (m_serving->decision().limit != m_limiter->limit()) {
        m_limiter->setLimit(m_serving->decision().limit);
        m_session->beatSoon();
        if (m_hardwareKnown && m_session->isOnline())
            sendHardware();
        changed();
    }
}

void Terminal::Core::applyMode() {
    using Mode = DeliveryHandler::Mode;
    const bool sendsBack = m_serving->decision().paused || m_departure;
    m_delivery->setMode(
        sendsBack              ? Mode::Paused
        : m_receipts->isFull() ? Mode::Overloaded
                               : Mode::Serving);
}

void Terminal::Core::saveState() {
    m_state.clock = m_routerClock->saved();
    m_state.pause = m_serving->pause();
    m_state.traffic = m_serving->traffic();
    if (!m_state.save(file("state.json")))
        m_lastProblem = file("state.json").string() + " cannot be written: check the folder's "
                                                      "permissions and free space.";
}

void Terminal::Core::changed() {
    if (!m_changeTimer.isActive())
        m_changeTimer.start();
}

// --- the owner's wishes
// ---------------------------------------------------------------------------

void Terminal::Core::pause(OwnerPause pause) {
    if (m_life == Life::Stopped)
        return;
    m_serving->setPause(std::move(pause));
    applyRules();
    saveState();
}

void Terminal::Core::resume() {
    if (m_life == Life::Stopped)
        return;
    m_serving->setPause(std::nullopt);
    applyRules();
    saveState();
}

void Terminal::Core::setRules(ServingRules rules) {
    m_serving->setRules(std::move(rules));
    applyRules();
}

void Terminal::Core::setCap(TrafficCapOptions cap) {
    m_serving->setCap(cap);
    applyRules();
}

void Terminal::Core::setOwner(std::string name, std::string payoutAddress) {
    if (name == m_name && payoutAddress == m_payoutAddress)
        return;
    m_name = std::move(name);
    m_payoutAddress = std::move(payoutAddress);
    m_session->registerAgain();
}

store::StoreResult<void> Terminal::Core::setQuota(std::size_t volume, base::Bytes quota) {
    if (volume >= m_options.volumes.size())
        return base::fail(store::StoreError::VolumeGone, "volume " + std::to_string(volume));
    auto result = m_store->setQuota(volume, quota);
    if (result && m_life == Life::Running)
        tick();
    return result;
}

store::StoreResult<void> Terminal::Core::setVolumeUse(std::size_t volume, store::VolumeUse use) {
    auto result = m_store->setUse(volume, use);
    changed();
    return result;
}

void Terminal::Core::refuseBindings(std::vector<std::string> domains) {
    m_commands->setRefusedBindings(domains);
    m_listing.post([this, domains = std::move(domains)] {
        for (const store::StoredObject& object : m_store->list().first)
            if (std::find(domains.begin(), domains.end(), object.meta.binding) != domains.end())
                (void)m_store->remove(object.id, store::RemovalReason::Refused);
        m_control.post([this] { m_index->sync(); });
    });
}

void Terminal::Core::listObjects(
    store::ObjectQuery query, std::function<void(store::ObjectPage)> done) {
    m_listing.post([this, query = std::move(query), done = std::move(done)] {
        m_control.post([page = m_store->page(query), done] { done(page); });
    });
}

void Terminal::Core::verifyObject(const base::ContentId& id, std::function<void(bool)> done) {
    m_store->verify(id, [this, done = std::move(done)](bool isSound) {
        m_control.post([this, done, isSound] {
            m_index->sync();
            done(isSound);
        });
    });
}

store::StoreResult<void> Terminal::Core::deleteObject(const base::ContentId& id) {
    auto removed = m_store->remove(id, store::RemovalReason::Refused);
    m_index->sync();
    changed();
    return removed;
}

} // namespace meson::terminal
