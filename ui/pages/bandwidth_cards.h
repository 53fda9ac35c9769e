// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/live_edit.h"
#include "ui/widgets/card.h"

class QDoubleSpinBox;
class QPushButton;
class QSpinBox;

namespace meson::widgets {
class DiskBar;
class HealthList;
class LimitEditor;
class RateEditor;
class Switch;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// The owner's limit and the alternative one. Thread: ui.
class LimitsCard : public widgets::Card {
    Q_OBJECT

public:
    explicit LimitsCard(LiveEdit& edit, QWidget* parent = nullptr);
    void take(const node::MinerSettings& settings);

private:
    widgets::RateEditor* m_limit;
    widgets::RateEditor* m_alternative;
    widgets::Switch* m_useAlternative;
};

/// The month's traffic against the owner's cap. Thread: ui.
class MonthCard : public widgets::Card {
    Q_OBJECT

public:
    explicit MonthCard(LiveEdit& edit, QWidget* parent = nullptr);
    void takeSettings(const node::MinerSettings& settings);
    void takeStatus(const terminal::TrafficCapStatus& status);

private:
    widgets::Text* m_used;
    widgets::DiskBar* m_bar;
    widgets::Text* m_forecast;
    widgets::LimitEditor* m_cap;
    QSpinBox* m_resetDay;
};

/// What pauses serving by itself. Thread: ui.
class RulesCard : public widgets::Card {
    Q_OBJECT

public:
    explicit RulesCard(LiveEdit& edit, QWidget* parent = nullptr);
    void takeSettings(const node::MinerSettings& settings);
    void takeComputer(const terminal::ComputerState& computer);

private:
    QWidget* makeHeat(LiveEdit& edit);

    widgets::Switch* m_metered;
    widgets::Text* m_meteredNow;
    widgets::Switch* m_battery;
    widgets::Text* m_batteryNow;
    widgets::Switch* m_heat;
    QDoubleSpinBox* m_celsius;
    widgets::Text* m_heatNow;
};

/// Whether clients get through, as the Router's probe found from outside, and what to do if not.
/// Thread: ui.
class ReachabilityCard : public widgets::Card {
    Q_OBJECT

public:
    explicit ReachabilityCard(bridge::MinerModel& model, QWidget* parent = nullptr);
    void take(const node::MinerSnapshot& snapshot);

private:
    widgets::HealthList* m_rows;
    widgets::Text* m_advice;
    QPushButton* m_test;
};

} // namespace meson::pages
