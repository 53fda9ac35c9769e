// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

namespace meson::bridge {
class MinerModel;
}
namespace meson::widgets {
class StatCard;
}

namespace meson::pages {

class BenchmarkCard;
class HardwareReportCard;

/// What this computer is and does: its load and our share of it, live and over time; what the
/// network is told of it; and how fast it is. Thread: ui.
class HardwarePage : public Page {
    Q_OBJECT

public:
    HardwarePage(bridge::MinerModel& model, QWidget* parent);

private:
    QWidget* makeFigures();
    QWidget* makeGraphs();
    void takeSnapshot();
    void takeLoad();

    bridge::MinerModel& m_model;
    widgets::StatCard* m_processor = nullptr;
    widgets::StatCard* m_memory = nullptr;
    widgets::StatCard* m_disk = nullptr;
    widgets::StatCard* m_line = nullptr;
    widgets::StatCard* m_heat = nullptr;
    widgets::StatCard* m_battery = nullptr;
    HardwareReportCard* m_report;
    BenchmarkCard* m_benchmark;
};

} // namespace meson::pages
