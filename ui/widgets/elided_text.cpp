// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/elided_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace meson::widgets {

QSize ElidedText::minimumSizeHint() const {
    return {std::min(40, sizeHint().width()), sizeHint().height()};
}

void ElidedText::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(
        rect(), int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignVCenter,
        fontMetrics().elidedText(text(), Qt::ElideRight, width()));
}

bool ElidedText::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const bool cut = fontMetrics().horizontalAdvance(text()) > width();
        QToolTip::showText(
            static_cast<QHelpEvent*>(event)->globalPos(), cut ? text() : QString(), this);
        return true;
    }
    return Text::event(event);
}

} // namespace meson::widgets
