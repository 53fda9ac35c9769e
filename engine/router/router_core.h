// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/server.h"
#include "engine/router/business_api.h"
#include "engine/router/control_api.h"
#include "engine/router/delivery.h"
#include "engine/router/possession_checker.h"
#include "engine/router/router_foundation.h"
#include "engine/router/router_status.h"
#include "engine/router/spot_checker.h"
#include "engine/router/upkeep.h"

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

namespace meson::router {

/// The parts of a running Router, put together, and the way of a request to the right one: hosts
/// that are bound are delivered; on all others "/v1/" is the Router's own interface, and so is on
/// all hosts what comes with a key of its accounts. Thread: the Router's loop, but for construction
/// and what says otherwise.
class RouterCore final : public http::Handler {
public:
    /// `publicUrl` has no trailing slash; `loop` is the one that requests come on, and not running
    /// yet.
    RouterCore(
        RouterOptions options, RouterFoundation foundation, std::string publicUrl,
        http::asio::any_io_executor loop, const base::Clock& clock);
    ~RouterCore() override;

    /// Reads the state. Before the loop runs.
    base::Result<void, RouterFailure> load();
    /// Starts the clockwork.
    void start();
    /// Begins nothing more, and answers those who wait for news.
    void stop();
    /// Cuts what is still under way, so that the loop can end.
    void cut();
    /// Writes down what is only in memory. When the loop does not run any more.
    void flush();

    void handle(std::shared_ptr<http::Exchange> exchange) override;
    void finished(const http::Exchange& exchange, const http::Outcome& outcome) override;
    RouterStatus status() const;

private:
    base::Result<void, DatabaseFailure> loadTables();
    bool isForRouter(const http::RequestHead& request) const;
    void handleOwn(const std::shared_ptr<http::Exchange>& exchange);
    void sendStatus(http::Exchange& exchange) const;
    void tick();
    void tickEverySecond();

    const RouterOptions m_options;
    RouterFoundation m_foundation;
    const std::string m_publicUrl;
    const http::asio::any_io_executor m_loop;
    const base::Clock& m_clock;

    StateWriter m_writer;
    NodeRegistry m_registry;
    HardwareReports m_hardware;
    Bindings m_bindings;
    Catalogue m_catalogue;
    Holders m_holders;
    Orders m_orders;
    IssuedTokens m_tokens;
    IndexIntake m_intake;
    NetworkScheduler m_scheduler;
    Epochs m_epochs;
    NodeNames m_names;
    NodeCertificates m_certificates;
    http::Client m_nodeClient; ///< registration probes
    ClientProber m_prober;
    RequestShapes m_shapes;
    http::Client m_originClient;
    Heartbeats m_heartbeats;
    Registration m_registration;
    CheckJudge m_judge;
    SpotChecker m_spotChecker;
    PossessionChecker m_possessionChecker;
    ControlApi m_controlApi;
    Ledger m_ledger;
    BusinessAccounts m_accounts;
    Delivery m_delivery;
    BusinessApi m_businessApi;
    Upkeep m_upkeep;

    http::asio::steady_timer m_timer;
    http::asio::steady_timer m_tokensTimer;
    base::SteadyTime m_lastSecond;
    bool m_isStopping = false;
};

} // namespace meson::router
