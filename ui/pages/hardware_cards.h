// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/benchmark.h"
#include "ui/widgets/card.h"

class QFormLayout;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace meson::widgets {
class SegmentedControl;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// The hardware report as the Router took it last: in words, and byte by byte. Thread: ui.
class HardwareReportCard : public widgets::Card {
    Q_OBJECT

public:
    explicit HardwareReportCard(QWidget* parent = nullptr);
    void take(const node::MinerSnapshot& snapshot);

private:
    void fill(const std::string& report);
    void showView(int view);

    std::string m_shown;
    widgets::SegmentedControl* m_view;
    widgets::Text* m_sent;
    QWidget* m_words = nullptr; ///< the rows of the report
    QPlainTextEdit* m_raw;
};

/// Measures what the computer can do, and says what that is worth. Thread: ui.
class BenchmarkCard : public widgets::Card {
    Q_OBJECT

public:
    explicit BenchmarkCard(bridge::MinerModel& model, QWidget* parent = nullptr);
    void take(const node::MinerSnapshot& snapshot);
    const bridge::Benchmark& benchmark() const { return m_benchmark; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void fillHistory();

    bridge::Benchmark m_benchmark;
    bool m_isRunning = false; ///< the node
    QPushButton* m_start;
    QPushButton* m_cancel;
    widgets::Text* m_verdict;
    widgets::Text* m_state;
    QTableWidget* m_figures;
    widgets::Text* m_historyTitle;
    QTableWidget* m_history;
};

} // namespace meson::pages
