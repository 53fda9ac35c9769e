// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/widgets/card.h"
#include "ui/widgets/time_chart.h"

#include <QTimer>

namespace meson::widgets {
class SegmentedControl;
}

namespace meson::pages {

/// One row of the history as it is drawn.
struct HistoryLine {
    node::Figure figure = node::Figure::Upload;
    QString name;
    int color = 0;
    widgets::Drawing drawing = widgets::Drawing::Area;
    enum class Value { Average, Greatest } value = Value::Average;
};

/// A card with what was measured, from the last minute to the last year, as a graph or a table.
/// It asks for new figures only while it is seen. Thread: ui.
class HistoryChart : public widgets::Card {
    Q_OBJECT

public:
    HistoryChart(
        bridge::MinerModel& model, const QString& title, std::vector<HistoryLine> lines,
        widgets::TimeChart::Formatter formatter, QWidget* parent = nullptr);

    widgets::TimeChart& chart() { return *m_chart; }
    int range() const;
    void setRange(int range);
    /// Shades the time in which `figure` was more than a half: "Paused".
    void setShading(node::Figure figure, const QString& meaning);
    /// Lets the owner choose a logarithmic scale.
    void offerScale();
    /// A dashed line; none: none.
    void setLimit(std::optional<double> limit, const QString& meaning);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void take(const std::vector<metrics::HistorySeries>& all, const metrics::HistorySpan& span);

    bridge::MinerModel& m_model;
    const std::vector<HistoryLine> m_lines;
    widgets::SegmentedControl* m_ranges;
    widgets::SegmentedControl* m_views;
    widgets::TimeChart* m_chart;
    std::optional<node::Figure> m_shadedBy;
    QString m_shading;
    QTimer m_timer;
    int m_asked = 0; ///< answers to earlier questions are dropped
};

} // namespace meson::pages
