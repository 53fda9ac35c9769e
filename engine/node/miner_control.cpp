// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/miner_control.h"

#include "engine/node/network_state.h"
#include "engine/platform/file.h"

#include <algorithm>
#include <exception>

namespace meson::node {

using namespace std::chrono_literals;

namespace {

constexpr auto kPublishGap = 250ms;
constexpr auto kLongestPause = 60s;
constexpr auto kSteadyRun = 60s; ///< after which a failure counts as the first again

/// Whether a running Terminal takes it all over without a new start.
bool isLive(MinerSettings before, const MinerSettings& after) {
    if (before.volumes.size() != after.volumes.size())
        return false;
    for (std::size_t i = 0; i < before.volumes.size(); ++i) {
        before.volumes[i].quota = after.volumes[i].quota;
        before.volumes[i].use = after.volumes[i].use;
    }
    before.rules = after.rules;
    before.cap = after.cap;
    before.refusedBindings = after.refusedBindings;
    before.name = after.name;
    before.payoutAddress = after.payoutAddress;
    const auto engineOnly = [](MinerSettings settings) {
        const MinerSettings standard;
        settings.theme = standard.theme;
        settings.language = standard.language;
        settings.textScale = standard.textScale;
        settings.rateUnit = standard.rateUnit;
        settings.moneyUnit = standard.moneyUnit;
        settings.trayColor = standard.trayColor;
        settings.onClose = standard.onClose;
        settings.startAtLogin = settings.startHidden = settings.showsAdvanced = false;
        settings.notices = standard.notices;
        settings.electricityPrice = settings.watts = settings.dataPrice = settings.tokenPrice = 0;
        settings.currency.clear();
        if (settings.network == Network::Demo)
            settings.routerUrl.clear();
        return settings;
    };
    return engineOnly(before) == engineOnly(after);
}

} // namespace

void MinerEngine::Link::send(const std::shared_ptr<Link>& link, Task task) {
    link->owner.post([link, task = std::move(task)] {
        if (!link->isCut)
            task();
    });
}

void MinerEngine::Link::publish(const std::shared_ptr<Link>& link, MinerSnapshotPtr snapshot) {
    bool isFirst;
    {
        const base::MutexLock lock(link->mutex);
        isFirst = link->latest == nullptr;
        link->latest = std::move(snapshot);
    }
    if (!isFirst)
        return;
    send(link, [&link = *link] {
        MinerSnapshotPtr latest;
        {
            const base::MutexLock lock(link.mutex);
            latest.swap(link.latest);
        }
        link.owner.changed(std::move(latest));
    });
}

MinerEngine::Control::Control(
    EnginePaths paths, std::shared_ptr<Link> link, const base::Clock& clock,
    MakeTerminal makeTerminal)
    : m_paths(std::move(paths))
    , m_link(std::move(link))
    , m_clock(clock)
    , m_makeTerminal(std::move(makeTerminal)) {
    m_retry.setSingleShot(true);
    m_publish.setSingleShot(true);
    m_publish.setInterval(kPublishGap);
    connect(&m_retry, &QTimer::timeout, this, [this] { start(); });
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, [this] { record(); });
    connect(&m_publish, &QTimer::timeout, this, [this] { publish(); });
}

MinerEngine::Control::~Control() {
    m_queue.close();
    drop();
    m_demo.reset();
}

void MinerEngine::Control::run() {
    while (!m_isQuitting) {
        try {
            m_loop.exec();
        } catch (const std::exception& error) {
            failed(std::string("An unexpected failure ended the engine: ") + error.what());
        } catch (...) {
            failed("An unexpected failure ended the engine.");
        }
    }
}

void MinerEngine::Control::quit() {
    m_isQuitting = true;
    m_loop.quit();
}

void MinerEngine::Control::apply(MinerSettings settings, const Done& done) {
    const bool isRunning = m_terminal && m_now.state == EngineState::Running;
    const bool live = isRunning && isLive(m_settings, settings);
    const bool samePlace = settings.network == m_settings.network;
    std::string problem;
    if (live) {
        problem = applyLive(settings);
        m_settings = std::move(settings);
    } else {
        m_settings = std::move(settings);
        m_now.failures = 0;
        drop();
        tellStopped();
        if (!samePlace || m_settings.network != Network::Demo)
            m_demo.reset();
        start();
    }
    if (done)
        tell([done, problem] { done(problem); });
}

std::string MinerEngine::Control::applyLive(const MinerSettings& settings) {
    std::string problem;
    for (std::size_t i = 0; i < settings.volumes.size(); ++i) {
        const store::VolumeOptions& before = m_settings.volumes[i];
        const store::VolumeOptions& wanted = settings.volumes[i];
        store::StoreResult<void> set;
        if (wanted.quota != before.quota)
            set = m_terminal->setQuota(i, wanted.quota);
        if (set && wanted.use != before.use)
            set = m_terminal->setVolumeUse(i, wanted.use);
        if (!set)
            problem = base::explain(set.error());
    }
    if (settings.refusedBindings != m_settings.refusedBindings)
        m_terminal->refuseBindings(settings.refusedBindings);
    m_terminal->setOwner(settings.name, settings.payoutAddress);
    m_terminal->setCap(settings.cap);
    m_terminal->setRules(settings.rules);
    changed();
    return problem;
}

void MinerEngine::Control::start() {
    m_retry.stop();
    m_now.retryAt.reset();
    m_now.isDemo = m_settings.network == Network::Demo;
    m_now.demoPage.clear();
    if (m_settings.network == Network::Unset)
        return setState(EngineState::Stopped);
    if (!m_now.isDemo)
        return startTerminal(m_settings.routerUrl);
    if (!m_demo)
        return startDemo();
    if (const auto& addresses = m_demo->addresses())
        startTerminal(addresses->router);
}

void MinerEngine::Control::startDemo() {
    setState(EngineState::Starting, "The demo network is coming up.");
    const auto folder = (m_paths.folder / "demo" / "network").u16string();
    m_demo = std::make_unique<DemoNetwork>(
        QString::fromStdString(m_paths.networkProgram), QString::fromStdU16String(folder));
    connect(m_demo.get(), &DemoNetwork::ready, this, [this] { start(); });
    connect(m_demo.get(), &DemoNetwork::progressed, this, [this](const QString& words) {
        if (m_now.state == EngineState::Starting)
            setState(EngineState::Starting, words.toStdString());
    });
    connect(m_demo.get(), &DemoNetwork::failed, this, [this](const QString& why) {
        m_demo.release()->deleteLater(); // it is the one that calls
        failed("The demo network has ended: " + why.toStdString());
    });
    m_demo->start();
}

void MinerEngine::Control::startTerminal(const std::string& routerUrl) {
    setState(EngineState::Starting);
    publish(); // opening a large cache takes a while
    m_started = m_clock.steady();
    const auto folder = nodeFolder(m_paths.folder, m_settings.network);
    openRecords(folder);
    auto made = m_makeTerminal(terminalOptionsOf(m_settings, folder, routerUrl), m_clock);
    if (!made)
        return failed(base::explain(made.error()));
    m_terminal = *std::move(made);
    m_terminal->onChanged([this](const terminal::TerminalSnapshot&) { changed(); });
    m_terminal->start();
    if (m_records)
        m_records->started();
    m_second.start();
    if (m_now.isDemo)
        m_now.demoPage = m_demo->addresses()->page;
    setState(EngineState::Running);
}

void MinerEngine::Control::openRecords(const std::filesystem::path& folder) {
    if (m_records && m_recordsFolder == folder)
        return;
    m_records.reset();
    m_recordsFolder = folder;
    m_now.recordsProblem.clear();
    // Where it fails, opening the files fails too and says so.
    static_cast<void>(platform::createFolders(folder));
    auto opened = NodeRecords::create(folder, m_clock);
    if (opened)
        m_records = *std::move(opened);
    else
        m_now.recordsProblem = base::explain(opened.error());
}

void MinerEngine::Control::record() {
    if (!m_terminal || !m_records)
        return;
    m_records->take(m_terminal->snapshot());
    m_now.load = m_records->load();
    changed();
}

/// Another start after 1, 2, 4 … 60 s.
void MinerEngine::Control::failed(const std::string& why) {
    if (m_terminal && m_clock.steady() - m_started > kSteadyRun)
        m_now.failures = 0;
    drop();
    tellStopped();
    if (m_records)
        m_records->failed(why);
    const auto pause = std::min<std::chrono::seconds>(
        std::chrono::seconds(1 << std::min(m_now.failures, 6)), kLongestPause);
    ++m_now.failures;
    m_now.retryAt = m_clock.wall() + pause;
    m_retry.start(pause);
    setState(EngineState::Failed, why);
}

void MinerEngine::Control::retryNow() {
    if (m_now.state == EngineState::Failed)
        start();
}

void MinerEngine::Control::stop(Task done) {
    if (done)
        m_onStopped.push_back(std::move(done));
    m_retry.stop();
    m_now.retryAt.reset();
    if (!m_terminal)
        return stopped();
    setState(EngineState::Stopping);
    // The answer comes from inside of the Terminal, which must not go under its own feet.
    m_terminal->drain([this, run = m_run] {
        m_queue.post([this, run] {
            if (run == m_run) // else the owner has changed his mind meanwhile
                stopped();
        });
    });
}

void MinerEngine::Control::stopped() {
    drop();
    m_demo.reset();
    setState(EngineState::Stopped);
    tellStopped();
}

/// Whoever asked for a stop hears of it also where something else came in between.
void MinerEngine::Control::tellStopped() {
    for (Task& done : std::exchange(m_onStopped, {}))
        tell(std::move(done));
}

void MinerEngine::Control::drop() {
    if (!m_terminal)
        return;
    ++m_run;
    m_terminal->stop();
    m_now.terminal = m_terminal->snapshot();
    m_terminal.reset();
    m_second.stop();
    if (m_records)
        m_records->ended();
}

void MinerEngine::Control::setState(EngineState state, std::string problem) {
    m_now.state = state;
    m_now.problem = std::move(problem);
    changed();
}

void MinerEngine::Control::changed() {
    if (!m_publish.isActive())
        m_publish.start();
}

void MinerEngine::Control::publish() {
    if (m_terminal) {
        m_now.terminal = m_terminal->snapshot();
        m_now.hasNetwork = m_now.terminal->reason.empty() || hasNetwork();
    }
    m_now.taken = m_clock.wall();
    Link::publish(m_link, std::make_shared<const MinerSnapshot>(m_now));
}

} // namespace meson::node
