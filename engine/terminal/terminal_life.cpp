// SPDX-License-Identifier: GPL-3.0-or-later
// A Terminal's way from its start to its stop or leave.
#include "engine/protocol/codec.h"
#include "engine/terminal/drained.h"
#include "engine/terminal/hardware_report.h"
#include "engine/terminal/home_line.h"
#include "engine/terminal/terminal_core.h"

namespace meson::terminal {

using namespace std::chrono_literals;
using protocol::StateChange;

namespace {

constexpr auto kStopGrace = 2s;
constexpr auto kLeaveGrace = 30s;
constexpr auto kCheckGrace = 30s; // for the check after an unclean stop, when the cache is deleted

} // namespace

void Terminal::Core::start() {
    if (m_life != Life::New)
        return;
    m_life = Life::Running;
    applyRules();
    m_server->start();
    m_session->start();
    m_ticks.start();
    if (needsPortMapping(m_options))
        mapPort();
    readComputer();
    m_measuring.post([this] {
        const protocol::Hardware hardware = readHardware(*m_store, file("disk-speed.json"));
        m_control.post([this, hardware] {
            m_hardware = hardware;
            m_hardwareKnown = true;
            if (m_session->isOnline())
                sendHardware();
        });
    });
}

void Terminal::Core::stop() {
    if (m_life == Life::Stopped || !m_session)
        return;
    m_final = snapshot();
    m_final.phase = TerminalPhase::Stopped;
    m_life = Life::Stopped;
    m_ticks.stop();
    m_changeTimer.stop();
    m_session->stop();
    m_index->setOnline(false);
    m_portMapping.reset();
    m_measuring.post([this] { m_awake.reset(); });
    m_delivery->setMode(DeliveryHandler::Mode::Paused);
    drainFor(*m_server, kStopGrace);
    m_server->stop();
    drainReceipts();
    m_receipts->close(); // to disk, for the next start
    m_earnings->close();
    m_api.reset();
    m_remote.reset();
    m_control.close();
    m_isStopping = true;
    m_store->interrupt();
    m_listing.waitUntilIdle();
    m_downloads->stop();
    m_measuring.waitUntilIdle();
    m_commands.reset();
    saveState();
    m_delivery.reset(); // its readers go before the store
    const LeaveResult left = m_departure ? leaveResult() : LeaveResult();
    m_store->close();
    m_lock->unlock();
    if (m_departure && m_departure->done)
        m_departure->end(left);
}

void Terminal::Core::depart(
    StateChange change, CacheOnLeave cache, std::function<void(const LeaveResult&)> done) {
    if (m_departure && m_departure->change == change)
        return joinDeparture(cache, std::move(done));
    if (m_departure || m_life != Life::Running)
        return done({});
    const auto grace = change == StateChange::Leave ? kLeaveGrace : kStopGrace;
    m_departure = Departure{change, cache, std::move(done), m_clock.steady() + grace};
    applyMode();
    sendState(StateChange::Drain, {});
    m_ticks.setInterval(100);
    changed();
}

/// Whoever asks for what is under way hears how it ends; if one of them wants the cache deleted, it
/// is.
void Terminal::Core::joinDeparture(
    CacheOnLeave cache, std::function<void(const LeaveResult&)> done) {
    if (m_departure->result)
        return done(*m_departure->result);
    if (cache == CacheOnLeave::Delete)
        m_departure->cache = cache;
    m_departure->done = [first = std::move(m_departure->done),
                         second = std::move(done)](const LeaveResult& result) {
        first(result);
        second(result);
    };
}

void Terminal::Core::continueDeparture() {
    const bool late = m_clock.steady() >= m_departure->deadline;
    const bool hasEnded = m_delivery->totals().running == 0;
    drainReceipts(); // of what has just ended, too
    const bool idle = hasEnded && (m_receipts->pending() == 0 || !m_session->isOnline());
    if ((!idle && !late) || m_departure->told)
        return;
    m_departure->told = true;
    if (m_departure->change != StateChange::Leave || !m_session->registration())
        return endDeparture(m_session->isOnline());
    m_channel->send(
        this, "POST", m_channel->ownPath("/state"),
        protocol::encode(protocol::StateRequest{StateChange::Leave, {}}), 10s,
        [this](ChannelResult<QByteArray> answer) { endDeparture(answer.has_value()); });
}

void Terminal::Core::endDeparture(bool confirmed) {
    if (m_life == Life::Stopped)
        return;
    m_session->stop();
    m_ticks.stop();
    m_departure->confirmed = confirmed;
    m_departure->isOver = true;
    if (m_departure->cache == CacheOnLeave::Keep)
        return departed();
    deleteCache();
    if (!m_selfCheck)
        QTimer::singleShot(kCheckGrace, this, [this] { departed(); });
}

/// Off the control thread: it may be much. Once more after the self-check, which lists what it
/// finds.
void Terminal::Core::deleteCache() {
    m_listing.post([this, isChecked = m_selfCheck.has_value()] {
        if (isChecked) // else they may be waiting for the check
            m_downloads->stop();
        std::string problem;
        const auto volumes = m_store->volumes();
        const auto objects = m_store->list().first;
        for (const store::VolumeStatus& volume : volumes) {
            if (volume.state == store::VolumeState::Gone)
                problem = store::sentence(store::StoreError::VolumeGone);
            else if (objects.empty() && volume.objects > 0)
                problem = store::sentence(store::StoreError::IndexDamaged);
        }
        for (const store::StoredObject& object : objects) {
            if (m_isStopping)
                return;
            const auto removed = m_store->remove(object.id, store::RemovalReason::Ordered);
            if (!removed && removed.error().code != store::StoreError::NotStored)
                problem = base::explain(removed.error());
        }
        m_control.post([this, problem, isChecked] {
            if (!problem.empty())
                m_lastProblem = problem;
            m_departure->isDeleted = isChecked && problem.empty();
            if (isChecked)
                departed();
        });
    });
}

void Terminal::Core::departed() {
    if (m_departure->result)
        return;
    changed();
    m_departure->end(leaveResult());
    if (m_departure->change == StateChange::Leave && m_onLeft)
        m_onLeft();
}

LeaveResult Terminal::Core::leaveResult() const {
    return {
        m_departure->confirmed, m_receipts->pending(),
        m_departure->cache == CacheOnLeave::Delete && !m_departure->isDeleted};
}

} // namespace meson::terminal
