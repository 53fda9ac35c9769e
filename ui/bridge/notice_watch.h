// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>

#include "ui/bridge/miner_model.h"

namespace meson::bridge {

/// Something to be said on the desktop.
struct Notice {
    node::NoticeKind kind;
    QString title;
    QString text;
    PageId page; ///< where there is more about it
};

/// Sees from one snapshot to the next what the owner may want to be told of. One kind is told once
/// in ten minutes, earnings once in an hour: what comes between is told together then. A network
/// that is away is told after a minute, so that a short break is none. Thread: ui.
class NoticeWatch {
public:
    /// What is to be told now. `report` may be null. The first report is what was known before.
    std::vector<Notice> take(const node::MinerSnapshot& now, const node::EarningsReport* report);

private:
    void watchEngine(const node::MinerSnapshot& now);
    void watchNetwork(const node::MinerSnapshot& now);
    void watchVolumes(const terminal::TerminalSnapshot& now);
    void watchCap(const terminal::TerminalSnapshot& now);
    void watchEarnings(const node::EarningsReport& report);
    void hold(node::NoticeKind kind, const QString& title, const QString& text, PageId page);
    std::vector<Notice> due(base::WallTime now);

    struct Held {
        Notice notice;
        int count = 0;
    };
    std::map<node::NoticeKind, Held> m_held;
    std::map<node::NoticeKind, base::WallTime> m_told;
    bool m_isFailing = false;
    std::optional<base::WallTime> m_awaySince;
    bool m_isAwayTold = false;
    std::set<std::pair<std::string, store::VolumeState>> m_troubles;
    terminal::TrafficCapStatus::Level m_level = terminal::TrafficCapStatus::Level::Fine;
    bool m_isDemo = false;
    std::optional<std::int64_t> m_epoch; ///< the latest that was seen
    base::MicroTokens m_earned;          ///< not told yet
};

} // namespace meson::bridge
