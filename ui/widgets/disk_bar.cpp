// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/disk_bar.h"

#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QHelpEvent>
#include <QPainterPath>
#include <QToolTip>

namespace meson::widgets {

DiskBar::DiskBar(Size size, QWidget* parent)
    : Graphic(QAccessible::ProgressBar, parent)
    , m_size(size) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DiskBar::setParts(const QList<Part>& parts, double whole) {
    m_parts = parts;
    m_whole = whole;
    setSummary(
        m_size == Size::Thin && whole > 0 && parts.size() == 1
            ? QStringLiteral("%1 %").arg(qRound(100 * parts.first().amount / whole))
            : partsInWords(parts));
    update();
}

QSize DiskBar::sizeHint() const {
    return {200, m_size == Size::Thin ? 6 : 24};
}

void DiskBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const double round = m_size == Size::Thin ? height() / 2.0 : 6;
    QPainterPath outline;
    outline.addRoundedRect(rect(), round, round);
    painter.setClipPath(outline);
    painter.fillRect(rect(), theme::mix(tokens.sunken, tokens.border, 0.6));
    double x = 0;
    for (const Part& part : std::as_const(m_parts)) {
        const double extent = m_whole > 0 ? std::max(0.0, width() * part.amount / m_whole) : 0;
        QRectF box(x, 0, extent, height());
        if (isRightToLeft()) {
            box.moveLeft(width() - x - extent);
        }
        fillPart(painter, box, part, tokens);
        x += extent;
        const double seam = isRightToLeft() ? box.left() : box.right() - 1;
        if (x < width() - 1 && m_parts.size() > 1) {
            painter.fillRect(QRectF(seam, 0, 1, height()), tokens.surface);
        }
    }
    if (m_size == Size::Normal) {
        theme::drawBox(painter, rect(), round, {}, theme::mix(tokens.border, tokens.outline, 0.5));
    }
}

const Part* DiskBar::partAt(double x) const {
    double end = 0;
    for (const Part& part : m_parts) {
        end += m_whole > 0 ? width() * part.amount / m_whole : 0;
        if (x < end) {
            return &part;
        }
    }
    return nullptr;
}

bool DiskBar::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int x = isRightToLeft() ? width() - help->pos().x() : help->pos().x();
        const Part* part = partAt(x);
        QToolTip::showText(
            help->globalPos(), part ? part->label + QLatin1Char(' ') + part->value : QString(),
            this);
        return true;
    }
    return Graphic::event(event);
}

} // namespace meson::widgets
