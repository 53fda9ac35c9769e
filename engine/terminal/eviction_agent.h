// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/router_clock.h"

#include <QObject>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

namespace meson::terminal {

/// Keeps room in the cache (W24). Above the threshold, or when an ordered object does not fit, it
/// proposes the least valuable objects and deletes those that the Router confirms when their grace
/// is over. Without a verdict it keeps them and asks again later. What exceeds the owner's quota or
/// disk reserve goes at once, and what is past its TTL by Router time too. Thread: control.
class EvictionAgent final : public QObject {
public:
    /// Shares of the quota: propose above the first, down to the second.
    static constexpr double kThreshold = 0.90;
    static constexpr double kTarget = 0.85;
    static constexpr std::chrono::seconds kVerdictTimeout{30};

    EvictionAgent(
        store::ContentStore& store, ControlChannel& channel, const RouterClock& routerClock,
        const base::Clock& clock, std::chrono::milliseconds verdictTimeout = kVerdictTimeout);

    /// Does what is due now; proposals only while `online`. Called every second or so.
    enum class Router { Online, Offline };
    void check(Router router);

    /// Whether something was deleted for an object that did not fit; it may still not fit then.
    enum class Room { Made, None };
    using RoomDone = std::function<void(Room)>;
    /// Proposes deletions for an object of that length at the next check(), which may take until
    /// verdict and grace are over; then calls `done`, never from inside this call.
    void makeRoom(base::Bytes length, RoomDone done);

    /// Confirmed objects that wait for their grace to be over.
    std::size_t due() const { return m_due.size(); }
    std::int64_t evicted() const { return m_evicted; }
    std::int64_t expired() const { return m_expired; }

private:
    struct Wish {
        base::Bytes length;
        RoomDone done;
    };
    void dropExpired();
    void deleteDue();
    void propose();
    std::vector<base::ContentId> candidates() const;
    std::vector<base::ContentId> candidatesForWishes() const;
    /// The least valuable ones of that size together, of one volume or of all; none that are kept.
    std::vector<base::ContentId>
    leastValuable(base::Bytes bytes, std::optional<std::size_t> volume) const;
    void answered(
        const std::vector<base::ContentId>& proposed,
        ChannelResult<protocol::EvictionVerdict> verdict);
    /// How many bytes too many are used; 0 below the threshold.
    base::Bytes excess() const;
    void tellWishes(Room room);

    store::ContentStore& m_store;
    ControlChannel& m_channel;
    const RouterClock& m_routerClock;
    const base::Clock& m_clock;
    const std::chrono::milliseconds m_verdictTimeout;
    /// One round at a time: asked, then waiting for the grace, then for the files to be gone.
    enum class Round { None, Asked, Grace, Deleted } m_round = Round::None;
    base::SteadyTime m_nextRound{};
    std::vector<Wish> m_wishes;                                   ///< for the next round
    std::vector<Wish> m_roundWishes;                              ///< of the present one
    std::unordered_map<base::ContentId, base::SteadyTime> m_due;  ///< confirmed: delete then
    std::unordered_map<base::ContentId, base::SteadyTime> m_kept; ///< not proposed until then
    std::int64_t m_evicted = 0;
    std::int64_t m_expired = 0;
};

} // namespace meson::terminal
