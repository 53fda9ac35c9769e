// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/notice_watch.h"

#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <QCoreApplication>
#include <utility>

namespace meson::bridge {

using namespace std::chrono_literals;
using node::NoticeKind;

namespace {

constexpr auto kGap = 10min;
constexpr auto kEarningsGap = 1h;
constexpr auto kAwayFor = 60s;

struct Notices {
    Q_DECLARE_TR_FUNCTIONS(meson::bridge::Notices)
};

bool isAway(const node::MinerSnapshot& now) {
    if (now.state != node::EngineState::Running || !now.terminal)
        return false;
    return now.terminal->phase == terminal::TerminalPhase::Offline ||
           (now.terminal->phase == terminal::TerminalPhase::Connecting &&
            !now.terminal->reason.empty());
}

QString volumeTrouble(store::VolumeState state) {
    switch (state) {
    case store::VolumeState::Full:
        return Notices::tr("The disk is full");
    case store::VolumeState::ReadOnly:
        return Notices::tr("The disk cannot be written");
    case store::VolumeState::Gone:
        return Notices::tr("The disk is gone");
    default:
        return {};
    }
}

} // namespace

std::vector<Notice>
NoticeWatch::take(const node::MinerSnapshot& now, const node::EarningsReport* report) {
    watchEngine(now);
    watchNetwork(now);
    if (now.terminal && now.state == node::EngineState::Running) {
        watchVolumes(*now.terminal);
        watchCap(*now.terminal);
    }
    if (report)
        watchEarnings(*report);
    return due(now.taken);
}

void NoticeWatch::hold(NoticeKind kind, const QString& title, const QString& text, PageId page) {
    Held& held = m_held[kind];
    held.notice = {kind, title, text, page};
    ++held.count;
}

std::vector<Notice> NoticeWatch::due(base::WallTime now) {
    std::vector<Notice> notices;
    for (auto held = m_held.begin(); held != m_held.end();) {
        const auto told = m_told.find(held->first);
        const auto gap = held->first == NoticeKind::Payout ? base::WallTime::duration(kEarningsGap)
                                                           : base::WallTime::duration(kGap);
        if (told != m_told.end() && now - told->second < gap) {
            ++held;
            continue;
        }
        Notice notice = held->second.notice;
        if (held->first == NoticeKind::Payout)
            m_earned = {};
        else if (held->second.count > 1)
            notice.text +=
                QLatin1Char('\n') +
                Notices::tr("%n more since the last notice", nullptr, held->second.count - 1);
        notices.push_back(std::move(notice));
        m_told[held->first] = now;
        held = m_held.erase(held);
    }
    return notices;
}

void NoticeWatch::watchEngine(const node::MinerSnapshot& now) {
    const bool isFailing = now.state == node::EngineState::Failed;
    const bool isOver = now.state == node::EngineState::Running;
    if (isFailing && !m_isFailing)
        hold(
            NoticeKind::EngineFailure, Notices::tr("The node has failed"),
            Notices::tr("%1 It starts again by itself.").arg(engineSentence(now.problem)),
            PageId::Overview);
    if (isFailing || isOver)
        m_isFailing = isFailing;
}

void NoticeWatch::watchNetwork(const node::MinerSnapshot& now) {
    if (!isAway(now)) {
        m_awaySince.reset();
        m_isAwayTold = false;
        m_held.erase(NoticeKind::Unreachable);
        return;
    }
    if (!m_awaySince)
        m_awaySince = now.taken;
    if (m_isAwayTold || now.taken - *m_awaySince < kAwayFor)
        return;
    m_isAwayTold = true;
    hold(
        NoticeKind::Unreachable, Notices::tr("The network cannot be reached"),
        Notices::tr("Nothing is served or earned until it is back. %1")
            .arg(engineSentence(now.terminal->reason)),
        PageId::Bandwidth);
}

void NoticeWatch::watchVolumes(const terminal::TerminalSnapshot& now) {
    std::set<std::pair<std::string, store::VolumeState>> troubles;
    for (const store::VolumeStatus& volume : now.volumes) {
        const QString trouble = volumeTrouble(volume.state);
        if (trouble.isEmpty())
            continue;
        const auto key = std::pair(volume.folder.string(), volume.state);
        troubles.insert(key);
        if (!m_troubles.count(key))
            hold(
                NoticeKind::DiskFull, trouble, QString::fromStdU16String(volume.folder.u16string()),
                PageId::Storage);
    }
    m_troubles = std::move(troubles);
}

void NoticeWatch::watchCap(const terminal::TerminalSnapshot& now) {
    using Level = terminal::TrafficCapStatus::Level;
    const Level level = now.traffic.level;
    if (level > m_level) {
        const int percent = level == Level::Warn ? 80 : level == Level::Slow ? 95 : 100;
        const QString effect =
            level == Level::Reached ? Notices::tr("Serving pauses until the month begins anew.")
            : level == Level::Slow  ? Notices::tr("The alternative limit holds from now on.")
                                    : Notices::tr("At 100 % serving pauses.");
        hold(
            NoticeKind::CapReached,
            Notices::tr("%1 % of the month's traffic are used").arg(percent), effect,
            PageId::Bandwidth);
    }
    m_level = level;
}

void NoticeWatch::watchEarnings(const node::EarningsReport& report) {
    if (std::exchange(m_isDemo, report.earnings.demo) != report.earnings.demo)
        m_epoch.reset(); // another network, with epochs of its own
    const auto& records = report.earnings.records;
    const std::int64_t latest = records.empty() ? 0 : records.back().statement.epoch;
    const std::int64_t seen = m_epoch.value_or(latest);
    m_epoch = latest;
    for (const terminal::EarningsRecord& record : records) {
        const protocol::Statement& statement = record.statement;
        if (statement.epoch <= seen || !record.isSignatureValid)
            continue;
        if (statement.penalty() > base::Bytes(0))
            hold(
                NoticeKind::Penalty, Notices::tr("A part of what was served earns nothing"),
                engineSentence(statement.cause), PageId::Earnings);
        if (statement.reward() <= base::MicroTokens())
            continue;
        m_earned += statement.reward();
        hold(
            NoticeKind::Payout, Notices::tr("Earned"),
            report.earnings.demo ? Notices::tr("%1 tokens (DEMO)").arg(tokensText(m_earned))
                                 : Notices::tr("%1 tokens").arg(tokensText(m_earned)),
            PageId::Earnings);
    }
}

} // namespace meson::bridge
