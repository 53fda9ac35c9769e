// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/identity.h"
#include "engine/http/server.h"
#include "engine/http/upload_limiter.h"
#include "engine/metrics/registry.h"
#include "engine/platform/port_mapping.h"
#include "engine/platform/power.h"
#include "engine/terminal/certificate_keeper.h"
#include "engine/terminal/command_runner.h"
#include "engine/terminal/control_api.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/delivery_handler.h"
#include "engine/terminal/download_queue.h"
#include "engine/terminal/earnings_keeper.h"
#include "engine/terminal/eviction_agent.h"
#include "engine/terminal/index_sync.h"
#include "engine/terminal/rate_meter.h"
#include "engine/terminal/receipt_sender.h"
#include "engine/terminal/remote_control.h"
#include "engine/terminal/router_clock.h"
#include "engine/terminal/router_session.h"
#include "engine/terminal/serving_control.h"
#include "engine/terminal/terminal.h"
#include "engine/terminal/terminal_state.h"

#include <QLockFile>
#include <QTimer>
#include <atomic>
#include <deque>

namespace meson::terminal {

/// The parts of a Terminal and what passes between them. Thread: control.
class Terminal::Core final : public QObject {
public:
    Core(TerminalOptions options, const base::Clock& clock);
    ~Core() override;

    /// In this order; each fails with what the owner must correct.
    base::Result<void, TerminalFailure> open();

    void start();
    void stop();
    void pause(OwnerPause pause);
    void resume();
    void setRules(ServingRules rules);
    void setCap(TrafficCapOptions cap);
    void setOwner(std::string name, std::string payoutAddress);
    store::StoreResult<void> setQuota(std::size_t volume, base::Bytes quota);
    store::StoreResult<void> setVolumeUse(std::size_t volume, store::VolumeUse use);
    void refuseBindings(std::vector<std::string> domains);
    void recheckReachability() { m_session->registerAgain(); }
    void listObjects(store::ObjectQuery query, std::function<void(store::ObjectPage)> done);
    void verifyObject(const base::ContentId& id, std::function<void(bool)> done);
    store::StoreResult<void> deleteObject(const base::ContentId& id);
    void depart(
        protocol::StateChange change, CacheOnLeave cache,
        std::function<void(const LeaveResult&)> done);
    TerminalSnapshot snapshot() const;
    Earnings earnings() const;
    void onChanged(std::function<void(const TerminalSnapshot&)> changed) {
        m_onChanged = std::move(changed);
    }
    void onLeft(std::function<void()> left) { m_onLeft = std::move(left); }

private:
    /// Leaving or shutting down: what is waited for, and until when.
    struct Departure {
        protocol::StateChange change;
        CacheOnLeave cache;
        std::function<void(const LeaveResult&)> done;
        base::SteadyTime deadline;
        bool told = false;
        bool confirmed = false;            ///< the Router has heard it
        bool isOver = false;               ///< but for the deletion of the cache
        bool isDeleted = false;            ///< all of the cache
        std::optional<LeaveResult> result; ///< it has ended

        void end(const LeaveResult& ended) {
            result = ended;
            std::exchange(done, nullptr)(ended);
        }
    };

    base::Result<void, TerminalFailure> openFolder();
    base::Result<void, TerminalFailure> openStore();
    base::Result<void, TerminalFailure> openCertificate(const QUrl& router);
    base::Result<void, TerminalFailure> listen();
    base::Result<void, TerminalFailure> openControlApi();
    void openRemoteControl();
    void makeParts();
    SessionEvents sessionEvents();
    CommandEvents commandEvents();
    ControlActions controlActions();
    void addPairing(ControlActions& actions);

    protocol::Register describe() const;
    protocol::Heartbeat heartbeat() const;
    void registered(const protocol::Registered& answer);
    void sendHardware();
    void sendSelfCheck();
    void sendState(protocol::StateChange change, const std::string& reason);
    void drainReceipts();
    void tick();
    void joinDeparture(CacheOnLeave cache, std::function<void(const LeaveResult&)> done);
    void continueDeparture();
    void endDeparture(bool confirmed);
    void deleteCache();
    void departed();
    LeaveResult leaveResult() const;
    void mapPort();
    void readComputer();
    void keepAwake();
    void applyRules();
    void applyMode();
    void saveState();
    void changed();
    TerminalPhase phase() const;
    std::string reason() const;
    std::string problem() const;
    void addStore(TerminalSnapshot& now) const;
    void addTraffic(TerminalSnapshot& now) const;
    void addRules(TerminalSnapshot& now) const;
    std::filesystem::path file(const char* name) const { return m_options.folder / name; }

    const TerminalOptions m_options;
    std::string m_name;
    std::string m_payoutAddress;
    const base::Clock& m_clock;
    std::unique_ptr<QLockFile> m_lock;
    TerminalState m_state;
    std::optional<ServingControl> m_serving;
    std::optional<crypto::Identity> m_identity;
    std::unique_ptr<RouterClock> m_routerClock;
    std::unique_ptr<store::ContentStore> m_store;
    std::shared_ptr<http::UploadLimiter> m_limiter;
    std::unique_ptr<DeliveryHandler> m_delivery;
    std::unique_ptr<http::Server> m_server;
    ControlQueue m_control;
    std::unique_ptr<ControlChannel> m_channel;
    std::unique_ptr<CertificateKeeper> m_certificate; ///< none: plain HTTP
    std::unique_ptr<ReceiptSender> m_receipts;
    std::unique_ptr<EarningsKeeper> m_earnings;
    std::unique_ptr<IndexSync> m_index;
    std::unique_ptr<EvictionAgent> m_eviction;
    std::unique_ptr<DownloadQueue> m_downloads;
    std::unique_ptr<CommandRunner> m_commands;
    std::unique_ptr<RouterSession> m_session;
    std::unique_ptr<platform::PortMapping> m_portMapping;
    std::optional<platform::PortMappingStatus> m_portStatus; ///< nothing: it is not asked for
    std::unique_ptr<platform::KeepAwake> m_awake;            ///< the measuring thread's
    bool m_wantsAwake = false;
    bool m_keptAwake = false;
    base::Worker m_listing;                ///< one thread for going through the content list
    std::atomic<bool> m_isStopping{false}; ///< it may leave the rest of a deletion
    base::Worker m_measuring; ///< one thread for what blocks: the hardware report and sensors
    metrics::Registry m_metrics;
    TerminalSnapshot m_scraped; ///< what the metrics read
    TerminalSnapshot m_final;   ///< what was true when it stopped
    std::unique_ptr<ControlRequests> m_requests;
    std::unique_ptr<ControlApi> m_api;
    std::unique_ptr<RemoteControl> m_remote; ///< none: off
    std::string m_remoteProblem;             ///< why it is off although it is wanted

    enum class Life { New, Running, Stopped } m_life = Life::New;
    std::optional<Departure> m_departure;
    QTimer m_ticks;
    QTimer m_changeTimer;
    std::int64_t m_tickCount = 0;
    RateMeter m_uploadMeter;
    RateMeter m_downloadMeter;
    base::BytesPerSecond m_bestUpload;     ///< the most that real traffic has shown
    base::BytesPerSecond m_reportedUpload; ///< as the last hardware report said
    protocol::Hardware m_hardware;
    bool m_hardwareKnown = false;
    std::string m_hardwareTaken; ///< the report that the Router took last
    std::optional<base::WallTime> m_hardwareSent;
    std::optional<store::SelfCheckReport> m_selfCheck;
    bool m_selfCheckSent = false;
    std::int64_t m_damaged = 0;
    std::string m_lastProblem; ///< of a command or an upkeep task
    std::deque<std::string> m_notices;
    std::optional<base::WallTime> m_noticed;
    std::function<void(const TerminalSnapshot&)> m_onChanged;
    std::function<void()> m_onLeft;
};

} // namespace meson::terminal
