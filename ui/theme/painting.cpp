// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/painting.h"

#include "ui/theme/metrics.h"

#include <algorithm>

namespace meson::theme {

void drawBox(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& line,
    double width) {
    const PainterState state(painter);
    painter.setPen(line.isValid() ? QPen(line, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = line.isValid() ? width / 2 : 0;
    const QRectF box = rect.adjusted(inset, inset, -inset, -inset);
    const double round = std::clamp(radius - inset, 0.0, std::min(box.width(), box.height()) / 2);
    painter.drawRoundedRect(box, round, round);
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Tokens& tokens) {
    drawBox(painter, rect, radius, {}, tokens.accent, size::kFocusRing);
}

void drawHatching(QPainter& painter, const QRectF& rect, const QColor& color, double step) {
    const PainterState state(painter);
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setPen(QPen(color, 1.25));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += step) {
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
}

} // namespace meson::theme
