// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/live_edit.h"
#include "ui/pages/page.h"

namespace meson::widgets {
class ScheduleGrid;
}

namespace meson::pages {

class HistoryChart;
class LimitsCard;
class MonthCard;
class ReachabilityCard;
class RulesCard;

/// What the line carries, what the owner allows of it and whether clients get through. Thread: ui.
class BandwidthPage : public Page {
    Q_OBJECT

public:
    BandwidthPage(bridge::MinerModel& model, QWidget* parent);

private:
    void takeSettings();
    void takeSnapshot();
    QWidget* makeSchedule();

    bridge::MinerModel& m_model;
    LiveEdit m_edit;
    HistoryChart* m_chart;
    LimitsCard* m_limits;
    MonthCard* m_month;
    RulesCard* m_rules;
    ReachabilityCard* m_reachability;
    widgets::ScheduleGrid* m_schedule;
};

} // namespace meson::pages
