// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/part.h"
#include "ui/widgets/schedule_grid.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QTime>
#include <algorithm>

namespace meson::widgets {

namespace {

constexpr int kDays = 7;
constexpr int kHalfHours = 48;

QString clock(const QLocale& locale, int halfHour) {
    return locale.toString(QTime(halfHour / 2 % 24, halfHour % 2 * 30), QStringLiteral("HH:mm"));
}

void fillCell(QPainter& painter, const QRectF& cell, Brush brush, const theme::Tokens& tokens) {
    switch (brush) {
    case Brush::Full:
        painter.fillRect(cell, theme::mix(tokens.surface, tokens.series[0], 0.75));
        return;
    case Brush::Limited:
        painter.fillRect(cell, theme::mix(tokens.surface, tokens.series[4], 0.22));
        theme::drawHatching(painter, cell, theme::mix(tokens.surface, tokens.series[4], 0.6), 7);
        return;
    case Brush::Paused:
        painter.fillRect(cell, theme::mix(tokens.sunken, tokens.border, 0.5));
    }
}

} // namespace

QString brushName(Brush brush) {
    switch (brush) {
    case Brush::Full:
        return ScheduleGrid::tr("Full speed");
    case Brush::Limited:
        return ScheduleGrid::tr("Limited");
    case Brush::Paused:
        break;
    }
    return ScheduleGrid::tr("Paused");
}

Week fullWeek() {
    return {};
}

ScheduleCanvas::ScheduleCanvas(QWidget* parent)
    : Graphic(QAccessible::Graphic, parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Weekly schedule"));
    describe();
}

void ScheduleCanvas::setWeek(const Week& week) {
    if (week != m_week) {
        m_week = week;
        describe();
        update();
        Q_EMIT weekChanged();
    }
}

void ScheduleCanvas::setBrush(Brush brush) {
    if (brush != m_brush) {
        m_brush = brush;
        update();
        Q_EMIT brushChanged(brush);
    }
}

int ScheduleCanvas::dayColumnWidth() const {
    const QFontMetrics metrics(theme::font(theme::Type::Caption));
    int widest = 0;
    for (int day = 1; day <= kDays; ++day) {
        widest = std::max(
            widest,
            metrics.horizontalAdvance(locale().standaloneDayName(day, QLocale::ShortFormat)));
    }
    return widest + 12;
}

int ScheduleCanvas::headHeight() const {
    return QFontMetrics(theme::font(theme::Type::Caption)).height() + 6;
}

int ScheduleCanvas::rowHeight() const {
    return std::max(24, QFontMetrics(theme::font(theme::Type::Caption)).height() + 6);
}

int ScheduleCanvas::dayOfRow(int row) const {
    return (int(locale().firstDayOfWeek()) - 1 + row) % kDays;
}

QSize ScheduleCanvas::sizeHint() const {
    return {dayColumnWidth() + kHalfHours * 14 + 12, headHeight() + kDays * rowHeight() + 4};
}

QSize ScheduleCanvas::minimumSizeHint() const {
    return {dayColumnWidth() + kHalfHours * 7 + 12, sizeHint().height()};
}

QRect ScheduleCanvas::area() const {
    const QRect left(
        dayColumnWidth(), headHeight(), width() - dayColumnWidth() - 12, kDays * rowHeight());
    return QStyle::visualRect(layoutDirection(), rect(), left);
}

QRect ScheduleCanvas::cellsRect(const QRect& cells) const {
    const QRect all = area();
    const auto edge = [&all](int column) { return all.width() * column / kHalfHours; };
    const QRect box(
        all.left() + edge(cells.left()), all.top() + cells.top() * rowHeight(),
        edge(cells.right() + 1) - edge(cells.left()), cells.height() * rowHeight());
    return QStyle::visualRect(layoutDirection(), all, box);
}

std::optional<QPoint> ScheduleCanvas::cellAt(const QPointF& position) const {
    const QRect all = area();
    if (!all.contains(position.toPoint())) {
        return {};
    }
    const double from =
        isRightToLeft() ? all.right() + 1 - position.x() : position.x() - all.left();
    return QPoint(
        std::clamp(int(from * kHalfHours / all.width()), 0, kHalfHours - 1),
        std::clamp(int(position.y() - all.top()) / rowHeight(), 0, kDays - 1));
}

QRect ScheduleCanvas::selection() const {
    const QPoint anchor = m_anchor.value_or(m_cursor);
    return QRect(
        QPoint(std::min(anchor.x(), m_cursor.x()), std::min(anchor.y(), m_cursor.y())),
        QPoint(std::max(anchor.x(), m_cursor.x()), std::max(anchor.y(), m_cursor.y())));
}

void ScheduleCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawHead(painter);
    drawCells(painter);
    const theme::Tokens& tokens = theme::tokensOf(this);
    if (m_dragging || hasFocus()) {
        theme::drawBox(
            painter, QRectF(cellsRect(selection())).adjusted(-1, -1, 1, 1), 3, {}, tokens.text, 2);
    }
}

void ScheduleCanvas::drawHead(QPainter& painter) const {
    const theme::Tokens& tokens = theme::tokensOf(this);
    painter.setFont(theme::font(theme::Type::Caption));
    painter.setPen(tokens.muted);
    const QFontMetrics metrics(painter.font());
    const int wide = metrics.horizontalAdvance(clock(locale(), 0)) + theme::space::kSmall;
    const int every = area().width() / 8 > wide ? 6 : 12;
    for (int column = 0; column <= kHalfHours; column += every) {
        const bool end = column == kHalfHours;
        const QRect cell = cellsRect(QRect(std::min(column, kHalfHours - 1), 0, 1, 1));
        const int at = end != isRightToLeft() ? cell.right() + 1 : cell.left();
        const QRect label(std::clamp(at - wide / 2, 0, width() - wide), 0, wide, metrics.height());
        painter.drawText(
            label, Qt::AlignCenter, end ? QStringLiteral("24:00") : clock(locale(), column));
    }
    for (int row = 0; row < kDays; ++row) {
        const QRect line = cellsRect(QRect(0, row, kHalfHours, 1));
        const QRect label(0, line.top(), width(), line.height());
        painter.setPen(row == m_cursor.y() && hasFocus() ? tokens.text : tokens.muted);
        painter.drawText(
            label,
            int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter,
            locale().standaloneDayName(dayOfRow(row) + 1, QLocale::ShortFormat));
    }
}

void ScheduleCanvas::drawCells(QPainter& painter) const {
    const theme::Tokens& tokens = theme::tokensOf(this);
    for (int row = 0; row < kDays; ++row) {
        const auto& day = m_week.at(std::size_t(dayOfRow(row)));
        for (int first = 0; first < kHalfHours;) {
            int end = first + 1;
            while (end < kHalfHours && day.at(std::size_t(end)) == day.at(std::size_t(first))) {
                ++end;
            }
            const QRect run = cellsRect(QRect(first, row, end - first, 1));
            fillCell(painter, run.adjusted(0, 1, 0, -1), day.at(std::size_t(first)), tokens);
            first = end;
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int column = 0; column <= kHalfHours; column += 2) {
        const QRect cell = cellsRect(QRect(std::min(column, kHalfHours - 1), 0, 1, 1));
        const bool far = (column == kHalfHours) != isRightToLeft();
        QColor line = tokens.surface;
        line.setAlphaF(column % 12 == 0 ? 1.0F : 0.35F);
        painter.setPen(line);
        const int x = far ? cell.right() + 1 : cell.left();
        painter.drawLine(x, area().top(), x, area().bottom());
    }
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_hovered && !m_dragging) {
        theme::drawBox(painter, cellsRect(QRect(*m_hovered, QSize(1, 1))), 2, {}, tokens.text, 1);
    }
}

void ScheduleCanvas::keyPressEvent(QKeyEvent* event) {
    const int forward = isRightToLeft() ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor({-forward, 0}, event->modifiers());
    case Qt::Key_Right:
        return moveCursor({forward, 0}, event->modifiers());
    case Qt::Key_Up:
        return moveCursor({0, -1}, event->modifiers());
    case Qt::Key_Down:
        return moveCursor({0, 1}, event->modifiers());
    case Qt::Key_Home:
        return moveCursor({-kHalfHours, 0}, event->modifiers());
    case Qt::Key_End:
        return moveCursor({kHalfHours, 0}, event->modifiers());
    case Qt::Key_Space:
    case Qt::Key_Return:
        return paintSelection();
    case Qt::Key_1:
    case Qt::Key_2:
    case Qt::Key_3:
        return setBrush(Brush(event->key() - Qt::Key_1));
    case Qt::Key_A:
        if (event->modifiers() & Qt::ControlModifier) {
            m_anchor = QPoint(0, 0);
            m_cursor = {kHalfHours - 1, kDays - 1};
            return update();
        }
        break;
    default:
        break;
    }
    Graphic::keyPressEvent(event);
}

void ScheduleCanvas::moveCursor(QPoint step, Qt::KeyboardModifiers modifiers) {
    if (!(modifiers & Qt::ShiftModifier)) {
        m_anchor.reset();
    } else if (!m_anchor) {
        m_anchor = m_cursor;
    }
    m_cursor.setX(std::clamp(m_cursor.x() + step.x(), 0, kHalfHours - 1));
    m_cursor.setY(std::clamp(m_cursor.y() + step.y(), 0, kDays - 1));
    describe();
    update();
}

void ScheduleCanvas::mousePressEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position());
    if (cell && event->button() == Qt::LeftButton) {
        m_dragging = true;
        m_anchor = m_cursor = *cell;
        update();
    }
}

void ScheduleCanvas::mouseMoveEvent(QMouseEvent* event) {
    const auto cell = cellAt(event->position());
    if (m_dragging && cell) {
        m_cursor = *cell;
    }
    m_hovered = cell;
    update();
}

void ScheduleCanvas::mouseReleaseEvent(QMouseEvent*) {
    if (m_dragging) {
        m_dragging = false;
        paintSelection();
    }
}

void ScheduleCanvas::leaveEvent(QEvent*) {
    m_hovered.reset();
    update();
}

void ScheduleCanvas::focusInEvent(QFocusEvent* event) {
    Graphic::focusInEvent(event);
    describe();
}

void ScheduleCanvas::focusOutEvent(QFocusEvent* event) {
    Graphic::focusOutEvent(event);
    m_anchor.reset();
    describe();
}

void ScheduleCanvas::paintSelection() {
    const QRect cells = selection();
    Week week = m_week;
    for (int row = cells.top(); row <= cells.bottom(); ++row) {
        auto& day = week.at(std::size_t(dayOfRow(row)));
        std::fill(day.begin() + cells.left(), day.begin() + cells.right() + 1, m_brush);
    }
    m_anchor.reset();
    setWeek(week);
    describe();
    update();
}

/// With the keyboard on it the canvas speaks of the cell under the cursor, else of the whole week.
void ScheduleCanvas::describe() {
    if (hasFocus()) {
        const int day = dayOfRow(m_cursor.y());
        setSummary(tr("%1 %2: %3")
                       .arg(
                           locale().standaloneDayName(day + 1), clock(locale(), m_cursor.x()),
                           brushName(m_week.at(std::size_t(day)).at(std::size_t(m_cursor.x())))));
        return;
    }
    std::array<int, 3> halves{};
    for (const auto& day : m_week) {
        for (const Brush brush : day) {
            ++halves.at(std::size_t(brush));
        }
    }
    QStringList words;
    for (std::size_t brush = 0; brush < halves.size(); ++brush) {
        words
            << tr("%1: %2 h").arg(brushName(Brush(brush)), locale().toString(halves[brush] / 2.0));
    }
    setSummary(words.join(QStringLiteral(", ")));
}

} // namespace meson::widgets
