// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/forecast.h"
#include "ui/pages/page.h"

#include <QTimer>

namespace meson::widgets {
class Card;
class Checklist;
class ElidedText;
class SegmentedControl;
class Sparkline;
class StatCard;
class Text;
} // namespace meson::widgets

namespace meson::pages {

class EarningsChart;

/// How the node is doing, at one glance: four figures, what it earned, its health, what flows now
/// and what happened last; until everything works, the steps that are left. Thread: ui.
class OverviewPage : public Page {
    Q_OBJECT

public:
    OverviewPage(bridge::MinerModel& model, QWidget* parent);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeCards();
    QWidget* makeEarnings();
    QWidget* makeThroughput();
    QWidget* makeActivity();
    void takeSnapshot();
    void takeEarnings();
    std::optional<bridge::MonthEnd> monthEnd(base::MicroTokens earned) const;
    void takeChart();
    void takeSteps();
    void takeSecond();
    void showRates();
    void askRecords();
    void takeServed(const std::vector<metrics::HistorySeries>& today);
    void takeEvents(const std::vector<metrics::JournalEntry>& entries);

    bridge::MinerModel& m_model;
    widgets::StatCard* m_today;
    widgets::StatCard* m_month;
    widgets::StatCard* m_storage;
    widgets::StatCard* m_served;
    widgets::Card* m_steps;
    widgets::Text* m_busy; ///< what a start is busy with
    widgets::Checklist* m_checklist;
    widgets::SegmentedControl* m_range;
    EarningsChart* m_chart;
    widgets::Sparkline* m_up;
    widgets::Sparkline* m_down;
    widgets::Text* m_upRate;
    widgets::Text* m_downRate;
    QList<widgets::Text*> m_times;
    QList<widgets::ElidedText*> m_events;
    QTimer m_second;
    QTimer m_records;
};

} // namespace meson::pages
