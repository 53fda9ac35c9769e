// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/switch.h"

#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QPainter>

namespace meson::widgets {

namespace {

constexpr int kWidth = 36;
constexpr int kHeight = 20;
constexpr int kGap = 10;
constexpr int kMargin = 3; ///< room for the focus ring

} // namespace

Switch::Switch(const QString& text, QWidget* parent)
    : QCheckBox(text, parent) {
    setCursor(Qt::PointingHandCursor);
}

int Switch::textIndent() {
    return kMargin + kWidth + kGap;
}

QSize Switch::sizeHint() const {
    const int words = text().isEmpty() ? 0 : kGap + fontMetrics().horizontalAdvance(text());
    return {
        kWidth + 2 * kMargin + words,
        std::max(theme::size::kCompactControl, fontMetrics().height() + 2 * kMargin)};
}

void Switch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const auto place = [this](const QRect& rect_) {
        return QStyle::visualRect(layoutDirection(), rect(), rect_);
    };
    const QRectF track = place(QRect(kMargin, (height() - kHeight) / 2, kWidth, kHeight));
    const bool on = isChecked();
    const bool right = on != isRightToLeft();
    const QColor ink = !isEnabled() ? tokens.disabled : on ? tokens.accent : tokens.outline;
    theme::drawBox(painter, track, kHeight, on ? ink : tokens.surface, ink, 1.5);
    QRectF knob(0, 0, on ? 14 : 12, on ? 14 : 12);
    knob.moveCenter(
        {right ? track.right() - kHeight / 2.0 : track.left() + kHeight / 2.0, track.center().y()});
    theme::drawBox(painter, knob, 8, on ? (isEnabled() ? tokens.onAccent : tokens.surface) : ink);
    if (on) {
        theme::drawGlyph(painter, theme::Glyph::Check, knob.adjusted(1, 1, -1, -1), ink);
    }
    if (hasFocus()) {
        theme::drawFocusRing(painter, track.adjusted(-3, -3, 3, 3), kHeight, tokens);
    }
    painter.setPen(isEnabled() ? tokens.text : tokens.disabled);
    painter.drawText(
        place(rect().adjusted(kWidth + 2 * kMargin + kGap - kMargin, 0, 0, 0)),
        int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter |
            Qt::TextShowMnemonic,
        text());
}

} // namespace meson::widgets
