// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/graphic.h"

#include <QRect>
#include <array>
#include <optional>

class QComboBox;

namespace meson::widgets {

class SegmentedControl;

/// What the node may do in a half hour.
enum class Brush : std::uint8_t { Full, Limited, Paused };

QString brushName(Brush brush);

/// A week in half hours, local time: [day][half hour], day 0 being Monday.
using Week = std::array<std::array<Brush, 48>, 7>;

Week fullWeek();

/// The grid alone. The mouse paints rectangles; arrow keys move, Shift+arrows stretch, Space
/// paints, 1 to 3 choose the brush. Thread: ui.
class ScheduleCanvas : public Graphic {
    Q_OBJECT

public:
    explicit ScheduleCanvas(QWidget* parent = nullptr);

    const Week& week() const { return m_week; }
    void setWeek(const Week& week);
    Brush brush() const { return m_brush; }
    void setBrush(Brush brush);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void weekChanged();
    void brushChanged(Brush brush);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    int dayColumnWidth() const;
    int headHeight() const;
    int rowHeight() const;
    int dayOfRow(int row) const;
    QRect area() const;
    QRect cellsRect(const QRect& cells) const;
    std::optional<QPoint> cellAt(const QPointF& position) const;
    QRect selection() const;
    void moveCursor(QPoint step, Qt::KeyboardModifiers modifiers);
    void paintSelection();
    void describe();
    void drawHead(QPainter& painter) const;
    void drawCells(QPainter& painter) const;

    Week m_week = fullWeek();
    Brush m_brush = Brush::Limited;
    QPoint m_cursor{0, 0};          ///< x: half hour, y: row
    std::optional<QPoint> m_anchor; ///< where a stretch or a drag began
    std::optional<QPoint> m_hovered;
    bool m_dragging = false;
};

/// The painted week: brushes, presets and the grid. Thread: ui.
class ScheduleGrid : public QWidget {
    Q_OBJECT

public:
    explicit ScheduleGrid(QWidget* parent = nullptr);

    const Week& week() const { return m_canvas->week(); }
    void setWeek(const Week& week);
    Brush brush() const { return m_canvas->brush(); }
    void setBrush(Brush brush) { m_canvas->setBrush(brush); }

    enum class Preset { AlwaysOn, LimitedAtWork, NightsOnly, WeekendsOnly };
    void apply(Preset preset);

Q_SIGNALS:
    void weekChanged();

private:
    ScheduleCanvas* m_canvas;
    SegmentedControl* m_brushes;
    QComboBox* m_presets;
};

} // namespace meson::widgets
