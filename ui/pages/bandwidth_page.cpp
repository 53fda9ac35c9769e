// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/bandwidth_page.h"

#include "ui/pages/bandwidth_cards.h"
#include "ui/pages/history_chart.h"
#include "ui/widgets/card_grid.h"
#include "ui/widgets/schedule_grid.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

namespace meson::pages {

namespace {

using terminal::Allowance;
using terminal::WeekSchedule;
using widgets::Brush;

constexpr std::size_t kHalfHours = 48;

widgets::Week weekOf(const WeekSchedule& schedule) {
    widgets::Week week{};
    for (std::size_t i = 0; i < WeekSchedule::kCells; ++i) {
        const Allowance allowance = schedule.cell(i);
        week[i / kHalfHours][i % kHalfHours] = allowance == Allowance::Full      ? Brush::Full
                                               : allowance == Allowance::Limited ? Brush::Limited
                                                                                 : Brush::Paused;
    }
    return week;
}

WeekSchedule scheduleOf(const widgets::Week& week) {
    WeekSchedule schedule;
    for (std::size_t i = 0; i < WeekSchedule::kCells; ++i) {
        const Brush brush = week[i / kHalfHours][i % kHalfHours];
        schedule.paint(
            i, brush == Brush::Full      ? Allowance::Full
               : brush == Brush::Limited ? Allowance::Limited
                                         : Allowance::Paused);
    }
    return schedule;
}

} // namespace

BandwidthPage::BandwidthPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Bandwidth"), parent)
    , m_model(model)
    , m_edit(model, this)
    , m_chart(new HistoryChart(
          model, tr("Traffic"),
          {{node::Figure::Upload, tr("Served, average"), 0, widgets::Drawing::Area,
            HistoryLine::Value::Average},
           {node::Figure::Upload, tr("Served, peak"), 2, widgets::Drawing::Line,
            HistoryLine::Value::Greatest},
           {node::Figure::Download, tr("Fetched, average"), 1, widgets::Drawing::Line,
            HistoryLine::Value::Average}},
          widgets::rateInWords))
    , m_limits(new LimitsCard(m_edit))
    , m_month(new MonthCard(m_edit))
    , m_rules(new RulesCard(m_edit))
    , m_reachability(new ReachabilityCard(model)) {
    m_chart->setInfo(infoOf(
        tr("Traffic"),
        tr("Served is all that leaves for viewers, with heads and encryption, as the limit counts "
           "it. Fetched is what comes in to fill the cache. Shaded is the time in which the node "
           "was paused."),
        tr("bytes of the last 10 s ÷ 10 s × 8; longer stretches show their average and peak")));
    m_chart->setShading(node::Figure::Paused, tr("Paused"));
    m_chart->offerScale();
    column()->addWidget(m_chart);
    auto* cards = new widgets::CardGrid(320, 2);
    cards->add(m_limits);
    cards->add(m_month);
    cards->add(m_rules);
    cards->add(m_reachability);
    column()->addWidget(cards);
    column()->addWidget(makeSchedule());
    column()->addStretch(1);
    takeSettings();
    takeSnapshot();
    connect(&model, &bridge::MinerModel::settingsChanged, this, &BandwidthPage::takeSettings);
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &BandwidthPage::takeSnapshot);
}

QWidget* BandwidthPage::makeSchedule() {
    auto* card = new widgets::Card(tr("Week"));
    card->setInfo(infoOf(
        tr("Week"),
        tr("What the node may do in each half hour, by this computer's clock. Full uses the "
           "limit, Limited the alternative limit, Paused sends viewers to other nodes. When the "
           "clock changes for summer, a half hour that is skipped is skipped, and one that comes "
           "twice counts twice."),
        tr("7 days × 48 half hours")));
    m_schedule = new widgets::ScheduleGrid;
    card->body()->addWidget(m_schedule);
    connect(m_schedule, &widgets::ScheduleGrid::weekChanged, this, [this] {
        m_edit.change([week = m_schedule->week()](node::MinerSettings& settings) {
            settings.rules.schedule = scheduleOf(week);
        });
    });
    return card;
}

void BandwidthPage::takeSettings() {
    if (m_edit.isPending()) {
        return;
    }
    const node::MinerSettings& settings = m_model.settings();
    m_limits->take(settings);
    m_month->takeSettings(settings);
    m_rules->takeSettings(settings);
    const QSignalBlocker quiet(m_schedule);
    m_schedule->setWeek(weekOf(settings.rules.schedule));
}

void BandwidthPage::takeSnapshot() {
    const node::MinerSnapshot& snapshot = m_model.snapshot();
    const terminal::TerminalSnapshot* now = snapshot.terminal ? &*snapshot.terminal : nullptr;
    if (now) {
        m_month->takeStatus(now->traffic);
        m_rules->takeComputer(now->computer);
    }
    const bool isLimited = now && now->uploadLimit.count() > 0;
    m_chart->setLimit(
        isLimited ? std::optional(double(now->uploadLimit.count())) : std::nullopt,
        isLimited ? tr("Limit now: %1").arg(widgets::rateInWords(double(now->uploadLimit.count())))
                  : QString());
    m_reachability->take(snapshot);
}

} // namespace meson::pages
