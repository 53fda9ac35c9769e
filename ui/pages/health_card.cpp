// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/health_card.h"

#include "engine/node/doctor.h"
#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/widgets/units.h"

#include <QVBoxLayout>
#include <algorithm>

namespace meson::pages {

using bridge::PageId;
using theme::Tone;

namespace {

using namespace std::chrono_literals;

constexpr auto kUptimeGap = 5s;
constexpr auto kDay = 24h;
constexpr auto kUptimeSpan = 30 * kDay;
constexpr int kUptimePoints = 2000;
constexpr double kGoodUptime = 0.95;
constexpr auto kTooShort = 1h; ///< to find fault with
constexpr double kFullQuality = 1e6;

} // namespace

HealthCard::HealthCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("Health"), parent)
    , m_model(model)
    , m_list(new widgets::HealthList) {
    setInfo(infoOf(
        tr("Health"),
        tr("What was seen of this node, not what is hoped: the Router's own probe and checks, the "
           "disks as they answer, and what the latest signed statement says. A row leads to where "
           "there is more of it."),
        tr("Uptime: time served ÷ time not paused, in 30 days or since the history began. Clock: "
           "this computer's time − Router time, at most 60 s. Penalties: what counts ÷ what was "
           "credited.")));
    body()->addWidget(m_list);
    body()->addStretch(1);
    connect(m_list, &widgets::HealthList::activated, this, [this](int row) {
        m_model.showPage(m_pages.at(static_cast<std::size_t>(row)));
    });
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &HealthCard::refresh);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &HealthCard::refresh);
    connect(&m_timer, &QTimer::timeout, this, [this] { askUptime(kUptimeSpan); });
    m_timer.start(kUptimeGap);
    refresh();
}

void HealthCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    askUptime(kUptimeSpan);
}

/// A history that began today is asked for by the minute: then the beginning is exact.
void HealthCard::askUptime(std::chrono::seconds span) {
    if (!isVisible())
        return;
    const auto now = std::chrono::floor<std::chrono::seconds>(m_model.clock().wall());
    m_model.history(
        {node::Figure::Serving, node::Figure::Paused}, {now - span, now, kUptimePoints}, this,
        [this, now, span](const std::vector<metrics::HistorySeries>& all) {
            const metrics::HistorySeries& serving = all.at(0);
            if (span > kDay && !serving.empty() && serving.front().start > now - kDay)
                return askUptime(kDay);
            m_uptime = bridge::uptimeOf(serving, all.at(1), now);
            refresh();
        });
}

void HealthCard::refresh() {
    const node::MinerSnapshot& now = m_model.snapshot();
    m_rows.clear();
    m_pages.clear();
    if (now.terminal) {
        addNode(now);
        addComputer(*now.terminal);
        addContact(*now.terminal);
    } else {
        const auto state = bridge::nodeStatusOf(now, m_model.clock().wall()).state;
        add(PageId::Doctor, {tr("Node"), widgets::nodeStateName(state), Tone::Muted});
    }
    m_list->setRows(m_rows);
}

void HealthCard::add(PageId page, const widgets::Health& row) {
    m_pages.push_back(page);
    m_rows << row;
}

void HealthCard::addNode(const node::MinerSnapshot& now) {
    const bridge::Reachability reach = bridge::reachabilityOf(now, m_model.clock().wall());
    add(PageId::Bandwidth, {tr("Reachability"), reach.words, reach.tone});
    const auto viewers = static_cast<int>(now.terminal->connections);
    add(PageId::Bandwidth,
        {tr("Viewers"), viewers > 0 ? tr("%n connection(s)", nullptr, viewers) : tr("None now"),
         viewers > 0 ? Tone::Ok : Tone::Muted});
    const auto checks = static_cast<int>(now.terminal->checksAnswered);
    add(PageId::Storage,
        {tr("Spot checks"), checks > 0 ? tr("%n answered", nullptr, checks) : tr("None yet"),
         checks > 0 ? Tone::Ok : Tone::Muted});
    add(PageId::Activity, uptime());
}

void HealthCard::addComputer(const terminal::TerminalSnapshot& terminal) {
    const bool isAmiss = std::any_of(
        terminal.volumes.begin(), terminal.volumes.end(), [](const store::VolumeStatus& volume) {
            return volume.state == store::VolumeState::Full
                       ? store::isDiskFull(volume)
                       : volume.state != store::VolumeState::Ok;
        });
    add(PageId::Storage, {tr("Disks"), isAmiss ? tr("Needs attention") : tr("All fine"),
                          isAmiss ? Tone::Warn : Tone::Ok});
    const bool isSkewed = terminal::isClockWrong(terminal);
    add(PageId::Doctor,
        {tr("Clock"),
         isSkewed ? tr("%n second(s) off", nullptr, static_cast<int>(terminal.clockSkewSeconds))
                  : tr("Right"),
         isSkewed ? Tone::Warn : Tone::Ok});
}

void HealthCard::addContact(const terminal::TerminalSnapshot& terminal) {
    const QString when = terminal.lastContact ? widgets::agoInWords(
                                                    bridge::toDateTime(*terminal.lastContact),
                                                    bridge::toDateTime(m_model.clock().wall()))
                                              : tr("Never");
    const bool isOffline = terminal.phase == terminal::TerminalPhase::Offline;
    add(PageId::Doctor, {tr("Last contact"), when,
                         isOffline              ? Tone::Error
                         : terminal.lastContact ? Tone::Ok
                                                : Tone::Muted});
    add(PageId::Earnings, penalties());
}

widgets::Health HealthCard::uptime() const {
    const QString name = tr("Uptime, 30 days");
    if (!m_uptime)
        return {name, tr("Not known yet"), Tone::Muted};
    const base::WallTime now = m_model.clock().wall();
    const QString share = widgets::percentInWords(m_uptime->share);
    const QString since =
        bridge::momentText(bridge::toDateTime(m_uptime->since), bridge::toDateTime(now));
    const bool isWhole = now - m_uptime->since > kUptimeSpan - kDay;
    const Tone poor = m_uptime->of < kTooShort ? Tone::Muted : Tone::Warn;
    return {
        name, isWhole ? share : tr("%1 since %2").arg(share, since),
        m_uptime->share >= kGoodUptime ? Tone::Ok : poor};
}

/// As the latest statement has them.
widgets::Health HealthCard::penalties() const {
    const node::EarningsReport* report = m_model.earnings();
    const auto statement = report ? node::latestStatement(*report) : std::nullopt;
    if (!statement)
        return {tr("Penalties"), tr("No statement yet"), Tone::Muted};
    const double share = static_cast<double>(statement->quality) / kFullQuality;
    if (share >= 1)
        return {tr("Penalties"), tr("None"), Tone::Ok};
    return {tr("Penalties"), tr("%1 counts").arg(widgets::percentInWords(share)), Tone::Error};
}

} // namespace meson::pages
