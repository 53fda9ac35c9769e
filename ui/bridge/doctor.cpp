// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/doctor.h"

#include "ui/bridge/record_sums.h"

#include <algorithm>
#include <cmath>

namespace meson::bridge {

using namespace std::chrono_literals;
using node::Probe;

namespace {

constexpr auto kRouterPatience = 20s;
constexpr auto kHistoryPatience = 2s;
constexpr int kDayPoints = 96;
constexpr double kProbeTraffic = 1e6; ///< B a day at most that the Router's own probes take

} // namespace

Doctor::Doctor(MinerModel& model, QObject* parent)
    : QObject(parent)
    , m_model(model) {
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &Doctor::look);
    connect(&model, &MinerModel::snapshotChanged, this, &Doctor::takeSnapshot);
}

void Doctor::run() {
    ++m_run;
    m_findings.clear();
    begin(Probe::Clock);
}

const node::Finding* Doctor::firstCause() const {
    const auto found = std::find_if(m_findings.begin(), m_findings.end(), [](const auto& finding) {
        return finding.verdict == node::Verdict::Cause;
    });
    return found == m_findings.end() ? nullptr : &*found;
}

void Doctor::begin(Probe probe) {
    m_current = probe;
    m_awaitsRouter = false;
    m_patience.stop();
    Q_EMIT changed();
    if (probe == Probe::Reachability)
        askRouter();
    else if (probe == Probe::Demand)
        askHistory();
    else
        look();
}

void Doctor::askRouter() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const bool isOnline = now.state == node::EngineState::Running && now.terminal &&
                          now.terminal->refusal.empty() &&
                          now.terminal->phase != terminal::TerminalPhase::Offline &&
                          now.terminal->phase != terminal::TerminalPhase::Connecting;
    if (!isOnline) // it is tried again by itself; what it met last is what there is to know
        return look();
    m_awaitsRouter = true;
    m_probedBefore = now.terminal->probed;
    waitFor(kRouterPatience);
    m_model.recheckReachability();
}

void Doctor::askHistory() {
    m_servedInADay = 0;
    const auto now = std::chrono::floor<std::chrono::seconds>(m_model.clock().wall());
    waitFor(kHistoryPatience);
    m_model.history(
        {node::Figure::Upload}, {now - 24h, now, kDayPoints}, this,
        [this, run = m_run](const std::vector<metrics::HistorySeries>& all) {
            if (run != m_run || m_current != Probe::Demand || !m_patience.isActive())
                return;
            const double octets = sumOf(all.front());
            m_servedInADay = octets > kProbeTraffic ? std::llround(octets) : 0;
            look();
        });
}

void Doctor::waitFor(std::chrono::milliseconds longest) {
    m_patience.start(longest);
}

void Doctor::takeSnapshot() {
    if (!m_awaitsRouter)
        return;
    const node::MinerSnapshot& now = m_model.snapshot();
    const bool hasAnswered = now.state != node::EngineState::Running || !now.terminal ||
                             now.terminal->probed != m_probedBefore ||
                             !now.terminal->problem.empty();
    if (hasAnswered)
        look();
}

/// Nothing here reaches the worker's thread but copies.
void Doctor::look() {
    m_patience.stop();
    m_awaitsRouter = false;
    m_worker.post([this, run = m_run, probe = *m_current, patient = patient()] {
        const node::Finding finding = node::examine(probe, patient);
        QMetaObject::invokeMethod(
            this, [this, run, finding] { take(run, finding); }, Qt::QueuedConnection);
    });
}

void Doctor::take(int run, const node::Finding& finding) {
    if (run != m_run)
        return;
    m_findings.push_back(finding);
    const int next = static_cast<int>(finding.probe) + 1;
    if (next < node::kProbes)
        return begin(static_cast<Probe>(next));
    m_current.reset();
    m_finishedAt = m_model.clock().wall();
    Q_EMIT changed();
    Q_EMIT finished();
}

node::Patient Doctor::patient() const {
    node::Patient patient{
        m_model.settings(), m_model.nodeFolder(), m_model.snapshot(), {}, m_servedInADay};
    if (m_model.earnings())
        patient.statement = node::latestStatement(*m_model.earnings());
    return patient;
}

} // namespace meson::bridge
