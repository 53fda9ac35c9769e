// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/part.h"

#include "ui/theme/painting.h"

#include <QStringList>

namespace meson::widgets {

QColor seriesColor(const theme::Tokens& tokens, int series) {
    return tokens.series.at(static_cast<std::size_t>(series) % tokens.series.size());
}

void fillPart(
    QPainter& painter, const QRectF& rect, const Part& part, const theme::Tokens& tokens) {
    const QColor color = seriesColor(tokens, part.series);
    switch (part.fill) {
    case Fill::Solid:
        painter.fillRect(rect, color);
        return;
    case Fill::Hatched:
        painter.fillRect(rect, theme::mix(tokens.surface, color, 0.35));
        theme::drawHatching(painter, rect, color);
        return;
    case Fill::Hollow:
        painter.fillRect(rect, theme::mix(tokens.sunken, color, 0.16));
    }
}

QString partsInWords(const QList<Part>& parts) {
    QStringList words;
    for (const Part& part : parts) {
        words << (part.label + QLatin1Char(' ') + part.value).trimmed();
    }
    return words.join(QStringLiteral(", "));
}

} // namespace meson::widgets
