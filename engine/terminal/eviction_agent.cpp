// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/eviction_agent.h"

#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <algorithm>

namespace meson::terminal {

using namespace std::chrono_literals;
using store::RemovalReason;

namespace {

constexpr auto kVerdictTimeout = 30s;
constexpr auto kGraceWithoutVerdict = 10s;
constexpr auto kLongestGrace = 300s;
constexpr auto kKeepFor = 10min;

} // namespace

EvictionAgent::EvictionAgent(
    store::ContentStore& store, ControlChannel& channel, const RouterClock& routerClock,
    const base::Clock& clock)
    : m_store(store)
    , m_channel(channel)
    , m_routerClock(routerClock)
    , m_clock(clock) {}

void EvictionAgent::check(Router router) {
    m_overLimit += static_cast<std::int64_t>(m_store.enforceLimits().size());
    dropExpired();
    deleteDue();
    std::erase_if(
        m_kept, [now = m_clock.steady()](const auto& kept) { return kept.second <= now; });
    if (router == Router::Online && !m_underWay && excess() > base::Bytes(0))
        propose();
}

void EvictionAgent::dropExpired() {
    if (!m_routerClock.isConfirmed())
        return;
    for (const base::ContentId& id : m_store.expired(m_routerClock.now()))
        if (m_store.remove(id, RemovalReason::Expired))
            ++m_expired;
}

void EvictionAgent::deleteDue() {
    const base::SteadyTime now = m_clock.steady();
    std::erase_if(m_due, [&](const auto& due) {
        if (due.second > now)
            return false;
        if (m_store.remove(due.first, RemovalReason::Evicted))
            ++m_evicted;
        return true;
    });
}

base::Bytes EvictionAgent::excess() const {
    base::Bytes quota;
    base::Bytes used;
    for (const store::VolumeStatus& volume : m_store.volumes()) {
        quota += volume.quota;
        used += volume.used + volume.reserved;
    }
    const auto share = [&](double part) {
        return base::Bytes(static_cast<std::int64_t>(static_cast<double>(quota.count()) * part));
    };
    return used > share(kThreshold) ? used - share(kTarget) : base::Bytes(0);
}

void EvictionAgent::propose() {
    // Candidates make `bytes` more available than there is now.
    std::vector<base::ContentId> ids = m_store.evictionCandidates(excess());
    std::erase_if(ids, [&](const base::ContentId& id) {
        return m_due.count(id) > 0 || m_kept.count(id) > 0;
    });
    if (ids.empty() || !m_due.empty())
        return;
    ids.resize(std::min(ids.size(), protocol::limits::kEvictions));
    m_underWay = true;
    m_channel.call<protocol::EvictionVerdict>(
        "POST", m_channel.ownPath("/evictions"), protocol::encode(protocol::EvictionProposal{ids}),
        kVerdictTimeout, [this, ids](ChannelResult<protocol::EvictionVerdict> verdict) {
            m_underWay = false;
            answered(ids, verdict);
        });
}

void EvictionAgent::answered(
    const std::vector<base::ContentId>& proposed,
    ChannelResult<protocol::EvictionVerdict> verdict) {
    if (!verdict) {
        qCInfo(lcTerminal, "No verdict on an eviction: %s", explain(verdict.error()).c_str());
        if (verdict.error().code == ChannelError::TimedOut)
            schedule(proposed, kGraceWithoutVerdict);
        return;
    }
    const std::chrono::seconds grace(verdict->graceSeconds);
    // The Router can confirm what was proposed, nothing else.
    std::vector<base::ContentId> confirmed;
    for (const base::ContentId& id : verdict->confirmed)
        if (std::find(proposed.begin(), proposed.end(), id) != proposed.end())
            confirmed.push_back(id);
    schedule(confirmed, std::clamp<std::chrono::seconds>(grace, 0s, kLongestGrace));
    for (const base::ContentId& id : verdict->keep)
        m_kept[id] = m_clock.steady() + kKeepFor;
}

void EvictionAgent::schedule(const std::vector<base::ContentId>& ids, std::chrono::seconds grace) {
    for (const base::ContentId& id : ids)
        m_due[id] = m_clock.steady() + grace;
}

} // namespace meson::terminal
