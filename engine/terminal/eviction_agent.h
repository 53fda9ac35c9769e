// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/router_clock.h"

#include <QObject>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace meson::terminal {

/// Keeps room in the cache (W24). Above the threshold it proposes the least valuable objects, waits
/// for the Router's verdict (30 s at most, after which silence is consent), and deletes the
/// confirmed ones when their grace is over. What exceeds the owner's quota or disk reserve goes at
/// once, and what is past its TTL by Router time too. Thread: control.
class EvictionAgent final : public QObject {
public:
    /// Shares of the quota: propose above the first, down to the second.
    static constexpr double kThreshold = 0.90;
    static constexpr double kTarget = 0.85;

    EvictionAgent(
        store::ContentStore& store, ControlChannel& channel, const RouterClock& routerClock,
        const base::Clock& clock);

    /// Does what is due now; proposals only while `online`. Called every second or so.
    enum class Router { Online, Offline };
    void check(Router router);

    std::int64_t evicted() const { return m_evicted; }
    std::int64_t expired() const { return m_expired; }
    std::int64_t overLimit() const { return m_overLimit; }

private:
    void dropExpired();
    void deleteDue();
    void propose();
    void answered(
        const std::vector<base::ContentId>& proposed,
        ChannelResult<protocol::EvictionVerdict> verdict);
    void schedule(const std::vector<base::ContentId>& ids, std::chrono::seconds grace);
    /// How many bytes too many are used; 0 below the threshold.
    base::Bytes excess() const;

    store::ContentStore& m_store;
    ControlChannel& m_channel;
    const RouterClock& m_routerClock;
    const base::Clock& m_clock;
    bool m_underWay = false;
    std::unordered_map<base::ContentId, base::SteadyTime> m_due;  ///< confirmed: delete then
    std::unordered_map<base::ContentId, base::SteadyTime> m_kept; ///< not proposed until then
    std::int64_t m_evicted = 0;
    std::int64_t m_expired = 0;
    std::int64_t m_overLimit = 0;
};

} // namespace meson::terminal
