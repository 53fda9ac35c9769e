// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/eviction_agent.h"

#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace meson::terminal {

using namespace std::chrono_literals;
using store::RemovalReason;

namespace {

constexpr auto kLongestGrace = 3600s;
constexpr auto kKeepFor = 10min;
/// Between a round that failed and the next.
constexpr auto kPause = 10s;
/// How long one check() deletes what is past its TTL.
constexpr auto kDeleteFor = 200ms;

base::Bytes freeOf(const store::VolumeStatus& volume) {
    return volume.quota - volume.used - volume.reserved;
}

/// What an object takes on disk: its bytes, its leaf layer (32 bytes for each 16 KiB) and blocks
/// that are not full.
base::Bytes footprint(base::Bytes length) {
    return length + base::Bytes(length.count() / 512) + base::kibibytes(16);
}

} // namespace

EvictionAgent::EvictionAgent(
    store::ContentStore& store, ControlChannel& channel, const RouterClock& routerClock,
    const base::Clock& clock, std::chrono::milliseconds verdictTimeout)
    : m_store(store)
    , m_channel(channel)
    , m_routerClock(routerClock)
    , m_clock(clock)
    , m_verdictTimeout(verdictTimeout) {}

void EvictionAgent::makeRoom(base::Bytes length, RoomDone done) {
    m_wishes.push_back({length, std::move(done)});
}

void EvictionAgent::check(Router router) {
    m_store.enforceLimits();
    dropExpired();
    const base::SteadyTime now = m_clock.steady();
    std::erase_if(m_kept, [now](const auto& kept) { return kept.second <= now; });
    if (m_round == Round::Deleted) { // one check later: the files are gone by now
        m_round = Round::None;
        tellWishes(Room::Made);
    }
    if (m_round == Round::Grace)
        deleteDue();
    if (m_round != Round::None)
        return;
    if (router == Router::Offline) {
        m_roundWishes = std::exchange(m_wishes, {});
        return tellWishes(Room::None);
    }
    if (now >= m_nextRound && (!m_wishes.empty() || excess() > base::Bytes(0)))
        propose();
}

void EvictionAgent::dropExpired() {
    if (!m_routerClock.isConfirmed())
        return;
    const base::SteadyTime until = m_clock.steady() + kDeleteFor;
    for (const base::ContentId& id : m_store.expired(m_routerClock.now())) {
        if (m_store.remove(id, RemovalReason::Expired))
            ++m_expired;
        if (m_clock.steady() > until)
            return; // the next check goes on
    }
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
    if (m_due.empty())
        m_round = Round::Deleted;
}

base::Bytes EvictionAgent::excess() const {
    base::Bytes quota;
    base::Bytes used;
    for (const store::VolumeStatus& volume : m_store.volumes()) {
        if (volume.use == store::VolumeUse::Leaving)
            continue;
        quota += volume.quota;
        used += volume.used + volume.reserved;
    }
    const auto share = [&](double part) {
        return base::Bytes(static_cast<std::int64_t>(static_cast<double>(quota.count()) * part));
    };
    return used > share(kThreshold) ? used - share(kTarget) : base::Bytes(0);
}

std::vector<base::ContentId>
EvictionAgent::leastValuable(base::Bytes bytes, std::optional<std::size_t> volume) const {
    // What is kept makes no room: look at more than is needed.
    base::Bytes looked = bytes;
    for (const auto& [id, until] : m_kept)
        if (const auto object = m_store.find(id))
            looked += footprint(object->length);
    std::vector<base::ContentId> ids;
    base::Bytes found;
    for (const base::ContentId& id : m_store.evictionCandidates(looked, volume)) {
        const auto object = m_store.find(id);
        if (!object || m_kept.count(id) != 0)
            continue;
        if (found >= bytes || ids.size() == protocol::limits::kEvictions)
            break;
        ids.push_back(id);
        found += object->length;
    }
    return ids;
}

/// An object stands on one volume: room is made where most of it is free already.
std::vector<base::ContentId> EvictionAgent::candidatesForWishes() const {
    base::Bytes wanted;
    base::Bytes largest;
    for (const Wish& wish : m_roundWishes) {
        wanted += footprint(wish.length);
        largest = std::max(largest, footprint(wish.length));
    }
    const std::vector<store::VolumeStatus> volumes = m_store.volumes();
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < volumes.size(); ++i)
        if (volumes[i].use == store::VolumeUse::Normal && volumes[i].quota >= largest &&
            (!best || freeOf(volumes[i]) > freeOf(volumes[*best])))
            best = i;
    if (!best)
        return {};
    const base::Bytes available =
        std::max(base::Bytes(0), std::min(freeOf(volumes[*best]), m_store.available()));
    return leastValuable(std::max(wanted - available, base::Bytes(1)), best);
}

std::vector<base::ContentId> EvictionAgent::candidates() const {
    return m_roundWishes.empty() ? leastValuable(excess(), {}) : candidatesForWishes();
}

void EvictionAgent::propose() {
    m_roundWishes = std::exchange(m_wishes, {});
    const std::vector<base::ContentId> ids = candidates();
    if (ids.empty()) {
        m_nextRound = m_clock.steady() + kPause;
        return tellWishes(Room::None);
    }
    m_round = Round::Asked;
    m_channel.call<protocol::EvictionVerdict>(
        this, "POST", m_channel.ownPath("/evictions"),
        protocol::encode(protocol::EvictionProposal{ids}), m_verdictTimeout,
        [this, ids](ChannelResult<protocol::EvictionVerdict> verdict) {
            answered(ids, std::move(verdict));
        });
}

void EvictionAgent::answered(
    const std::vector<base::ContentId>& proposed,
    ChannelResult<protocol::EvictionVerdict> verdict) {
    const base::SteadyTime now = m_clock.steady();
    if (verdict) {
        const auto grace = std::clamp<std::chrono::seconds>(
            std::chrono::seconds(verdict->graceSeconds), 0s, kLongestGrace);
        // The Router can confirm what was proposed, nothing else.
        for (const base::ContentId& id : verdict->confirmed)
            if (std::find(proposed.begin(), proposed.end(), id) != proposed.end())
                m_due[id] = now + grace;
        for (const base::ContentId& id : verdict->keep)
            m_kept[id] = now + kKeepFor;
    } else {
        qCInfo(lcTerminal, "No verdict on an eviction: %s", explain(verdict.error()).c_str());
    }
    if (!m_due.empty()) {
        m_round = Round::Grace;
        return;
    }
    m_round = Round::None;
    m_nextRound = now + kPause;
    tellWishes(Room::None);
}

void EvictionAgent::tellWishes(Room room) {
    for (const Wish& wish : std::exchange(m_roundWishes, {}))
        wish.done(room);
}

} // namespace meson::terminal
