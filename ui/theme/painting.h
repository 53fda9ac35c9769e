// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QPainter>
#include <QRectF>

namespace meson::theme {

/// Restores the painter when it goes out of scope.
class PainterState {
public:
    explicit PainterState(QPainter& painter)
        : m_painter(painter) {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
    }
    ~PainterState() { m_painter.restore(); }
    PainterState(const PainterState&) = delete;
    PainterState& operator=(const PainterState&) = delete;

private:
    QPainter& m_painter;
};

/// A rounded box whose line of `width` px lies inside `rect`, so that it is crisp at any scale.
/// An invalid colour leaves that part out.
void drawBox(
    QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
    const QColor& line = {}, double width = 1);

/// The ring around what has the keyboard, just inside `rect`.
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, const Tokens& tokens);

/// Hatching that tells a filled area from its neighbour without colour.
void drawHatching(QPainter& painter, const QRectF& rect, const QColor& color, double step = 5);

} // namespace meson::theme
