// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/event_watch.h"

#include <algorithm>

namespace meson::node {

namespace {

using metrics::EventType;
using terminal::TerminalPhase;
using terminal::TerminalSnapshot;
using Level = terminal::TrafficCapStatus::Level;

bool isRegistered(TerminalPhase phase) {
    return phase == TerminalPhase::Serving || phase == TerminalPhase::Paused;
}

/// The Router answers, but does not come in.
bool isUnreachable(const TerminalSnapshot& snapshot) {
    return snapshot.refusal == "not-reachable";
}

class Watch {
public:
    Watch(const TerminalSnapshot& before, const TerminalSnapshot& now)
        : m_before(before)
        , m_now(now) {}

    Watched run() {
        watchRouter();
        watchReach();
        watchPauses();
        watchPenalty();
        watchCounters();
        watchVolumes();
        watchClockAndCap();
        watchChoices();
        return std::move(m_watched);
    }

private:
    void add(EventType type, std::string subject = {}, std::int64_t amount = 1) {
        m_watched.happened.push_back({type, std::move(subject), amount});
    }
    void settle(EventType type) { m_watched.settled.push_back(type); }

    void watchRouter();
    void watchReach();
    void watchPauses();
    void watchPenalty();
    void watchCounters();
    void watchVolumes();
    void watchVolume(store::VolumeState state, EventType type);
    void watchClockAndCap();
    void watchChoices();

    const TerminalSnapshot& m_before;
    const TerminalSnapshot& m_now;
    Watched m_watched;
};

void Watch::watchRouter() {
    if (isRegistered(m_now.phase) && !isRegistered(m_before.phase)) {
        add(EventType::RouterConnected, m_now.routerUrl);
        settle(EventType::RouterLost);
    }
    if (isUnreachable(m_now))
        return;
    const bool isOffline = m_now.phase == TerminalPhase::Offline;
    const bool isTrying = m_now.phase == TerminalPhase::Connecting && !m_now.problem.empty();
    const bool wasTrying =
        m_before.phase == TerminalPhase::Connecting && m_before.problem == m_now.problem;
    if ((isOffline && m_before.phase != TerminalPhase::Offline) || (isTrying && !wasTrying))
        add(EventType::RouterLost, m_now.problem.empty() ? m_now.reason : m_now.problem);
}

void Watch::watchReach() {
    if (isUnreachable(m_now)) {
        if (isUnreachable(m_before))
            return;
        add(EventType::Unreachable, m_now.problem);
        settle(EventType::RouterLost);
        return;
    }
    // Each registration is a successful probe.
    if (!m_now.address.empty() && m_now.probed != m_before.probed) {
        settle(EventType::Unreachable);
        if (m_now.address != m_before.address || isUnreachable(m_before))
            add(EventType::Reachable, m_now.address);
    }
}

void Watch::watchPauses() {
    if (m_now.pausedBy == m_before.pausedBy)
        return;
    if (m_now.pausedBy)
        add(EventType::Paused, std::string(terminal::pauseName(*m_now.pausedBy)));
    else
        add(EventType::Resumed);
}

void Watch::watchPenalty() {
    if (m_now.penalty == m_before.penalty)
        return;
    settle(EventType::Penalty);
    if (!m_now.penalty.empty())
        add(EventType::Penalty, m_now.penalty);
}

void Watch::watchCounters() {
    const auto grew = [this](EventType type, std::int64_t before, std::int64_t now) {
        if (now > before)
            add(type, {}, now - before);
    };
    grew(EventType::ObjectsCached, m_before.downloadsDone, m_now.downloadsDone);
    grew(EventType::ObjectsEvicted, m_before.evicted, m_now.evicted);
    grew(EventType::ObjectsExpired, m_before.expired, m_now.expired);
    grew(EventType::ObjectsDamaged, m_before.damaged, m_now.damaged);
    grew(EventType::ChecksAnswered, m_before.checksAnswered, m_now.checksAnswered);
    grew(EventType::DownloadsFailed, m_before.downloadsFailed, m_now.downloadsFailed);
    grew(EventType::CreditsReceived, m_before.creditedBytes.count(), m_now.creditedBytes.count());
}

void Watch::watchVolume(store::VolumeState state, EventType type) {
    const auto isSo = [state](const store::VolumeStatus& volume) {
        return state == store::VolumeState::Full ? isDiskFull(volume) : volume.state == state;
    };
    for (const store::VolumeStatus& volume : m_now.volumes) {
        const auto earlier = std::find_if(
            m_before.volumes.begin(), m_before.volumes.end(),
            [&](const store::VolumeStatus& other) { return other.folder == volume.folder; });
        if (isSo(volume) && (earlier == m_before.volumes.end() || !isSo(*earlier)))
            add(type, volume.folder.string());
    }
    if (std::any_of(m_before.volumes.begin(), m_before.volumes.end(), isSo) &&
        std::none_of(m_now.volumes.begin(), m_now.volumes.end(), isSo))
        settle(type);
}

void Watch::watchVolumes() {
    watchVolume(store::VolumeState::Full, EventType::VolumeFull);
    watchVolume(store::VolumeState::ReadOnly, EventType::VolumeReadOnly);
    watchVolume(store::VolumeState::Gone, EventType::VolumeGone);
    if (m_now.selfCheck && !m_before.selfCheck && !m_now.selfCheck->listKeptAside.empty())
        add(EventType::ListMadeAnew, m_now.selfCheck->listKeptAside.string());
}

void Watch::watchClockAndCap() {
    const bool wasWrong = terminal::isClockWrong(m_before);
    const bool isWrong = terminal::isClockWrong(m_now);
    if (isWrong && !wasWrong)
        add(EventType::ClockWrong, {}, m_now.clockSkewSeconds);
    if (!isWrong && wasWrong)
        settle(EventType::ClockWrong);

    const Level before = m_before.traffic.level;
    const Level now = m_now.traffic.level;
    if (now == before)
        return;
    settle(EventType::CapNear);
    if (now != Level::Fine)
        add(EventType::CapNear, {}, now == Level::Warn ? 80 : now == Level::Slow ? 95 : 100);
}

void Watch::watchChoices() {
    const terminal::ServingRules& before = m_before.rules;
    const terminal::ServingRules& now = m_now.rules;
    if (before.limit != now.limit || before.alternativeLimit != now.alternativeLimit ||
        before.useAlternative != now.useAlternative || !(before.schedule == now.schedule))
        add(EventType::LimitsChanged);
    if (m_before.quota != m_now.quota && m_before.quota.count() != 0)
        add(EventType::QuotaChanged, {}, m_now.quota.count());
    for (const std::string& notice : m_now.notices)
        if (std::find(m_before.notices.begin(), m_before.notices.end(), notice) ==
            m_before.notices.end())
            add(EventType::RouterNotice, notice);
}

} // namespace

Watched
eventsBetween(const terminal::TerminalSnapshot& before, const terminal::TerminalSnapshot& now) {
    return Watch(before, now).run();
}

} // namespace meson::node
