// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sparkline.h"

#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/part.h"

#include <QPolygonF>
#include <cmath>

namespace meson::widgets {

namespace {

/// The stretches of points between gaps.
QList<QPolygonF> stretches(const QList<double>& values, const QRectF& area) {
    double greatest = 0;
    for (const double value : values) {
        greatest = std::isfinite(value) ? std::max(greatest, value) : greatest;
    }
    const double step = area.width() / double(std::max<qsizetype>(1, values.size() - 1));
    QList<QPolygonF> result{{}};
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values.at(i))) {
            result << QPolygonF();
            continue;
        }
        const double share = greatest > 0 ? values.at(i) / greatest : 0;
        result.last() << QPointF(
            area.left() + step * double(i), area.bottom() - share * area.height());
    }
    return result;
}

} // namespace

Sparkline::Sparkline(const QString& name, QWidget* parent)
    : Graphic(QAccessible::Chart, parent) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void Sparkline::setValues(const QList<double>& values, const QString& summary) {
    m_values = values;
    setSummary(summary);
    update();
}

void Sparkline::setSeries(int series) {
    m_series = series;
    update();
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const QColor line = seriesColor(tokens, m_series);
    const QRectF area = QRectF(rect()).adjusted(3, 4, -4, -3);
    painter.setPen(QPen(tokens.border, 1));
    painter.drawLine(
        QPointF(area.left(), area.bottom() + 0.5), QPointF(area.right(), area.bottom() + 0.5));
    QPointF last;
    for (const QPolygonF& stretch : stretches(m_values, area)) {
        if (stretch.isEmpty()) {
            continue;
        }
        QPolygonF ground = stretch;
        ground << QPointF(stretch.last().x(), area.bottom())
               << QPointF(stretch.first().x(), area.bottom());
        QColor wash = line;
        wash.setAlphaF(0.14F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(wash);
        painter.drawPolygon(ground);
        painter.setPen(QPen(line, 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(stretch);
        last = stretch.last();
    }
    if (!last.isNull()) {
        painter.setPen(QPen(tokens.surface, 1.5));
        painter.setBrush(line);
        painter.drawEllipse(last, 3.25, 3.25);
    }
}

} // namespace meson::widgets
