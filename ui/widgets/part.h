// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QString>

class QPainter;
class QRectF;

namespace meson::widgets {

/// How an area is filled: with its neighbours' colours it also differs in pattern.
enum class Fill { Solid, Hatched, Hollow };

/// One share of a whole: of a disk, of a month's cap.
struct Part {
    QString label;
    QString value; ///< the amount in words and unit, as shown
    double amount = 0;
    int series = 0; ///< which of the theme's chart colours
    Fill fill = Fill::Solid;
};

QColor seriesColor(const theme::Tokens& tokens, int series);

/// Fills what is inside the painter's clip path and `rect` as the part asks.
void fillPart(QPainter& painter, const QRectF& rect, const Part& part, const theme::Tokens& tokens);

/// "Cached 412 GB, Free 88 GB": the parts for a screen reader.
QString partsInWords(const QList<Part>& parts);

} // namespace meson::widgets
