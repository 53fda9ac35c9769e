// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QPainterPath>
#include <QPushButton>
#include <QStyleOption>

namespace meson::theme {

namespace {

bool enabled(const QStyleOption& option) {
    return option.state & QStyle::State_Enabled;
}

bool hovered(const QStyleOption& option) {
    return enabled(option) && option.state & QStyle::State_MouseOver;
}

bool pressed(const QStyleOption& option) {
    return enabled(option) && option.state & (QStyle::State_Sunken | QStyle::State_On);
}

bool focused(const QStyleOption& option) {
    return option.state & QStyle::State_HasFocus &&
           option.state & QStyle::State_KeyboardFocusChange;
}

QColor shaded(const QStyleOption& option, const QColor& color, const QColor& towards) {
    return mix(color, towards, pressed(option) ? 0.16 : hovered(option) ? 0.08 : 0.0);
}

void drawArrow(QPainter& painter, const QRect& rect, Glyph glyph, const QColor& color) {
    QRect box(0, 0, size::kSmallIcon, size::kSmallIcon);
    box.moveCenter(rect.center());
    drawGlyph(painter, glyph, box, color);
}

Glyph arrowGlyph(QStyle::PrimitiveElement element, const QStyleOption& option) {
    switch (element) {
    case QStyle::PE_IndicatorArrowUp:
        return Glyph::ChevronUp;
    case QStyle::PE_IndicatorArrowLeft:
        return Glyph::ChevronLeft;
    case QStyle::PE_IndicatorArrowRight:
        return Glyph::ChevronRight;
    case QStyle::PE_IndicatorHeaderArrow: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(&option);
        const bool up = header && header->sortIndicator == QStyleOptionHeader::SortUp;
        return up ? Glyph::ChevronUp : Glyph::ChevronDown;
    }
    default:
        return Glyph::ChevronDown;
    }
}

Glyph branchGlyph(const QStyleOption& option) {
    if (option.state & QStyle::State_Open) {
        return Glyph::ChevronDown;
    }
    return option.direction == Qt::RightToLeft ? Glyph::ChevronLeft : Glyph::ChevronRight;
}

} // namespace

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter,
    const QWidget* widget) const {
    switch (element) {
    case PE_FrameFocusRect:
        drawFocusRing(*painter, option->rect, radius::kControl, m_tokens);
        return;
    case PE_PanelButtonCommand:
        drawButton(
            *qstyleoption_cast<const QStyleOptionButton*>(option), *painter, buttonRole(widget));
        return;
    case PE_PanelButtonTool:
        if (hovered(*option) || pressed(*option)) {
            drawBox(
                *painter, option->rect, radius::kControl,
                mix(m_tokens.surface, m_tokens.text, pressed(*option) ? 0.14 : 0.07));
        }
        return;
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            !frame || frame->lineWidth > 0) {
            drawField(*option, *painter, option->rect);
        }
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckMark(*option, *painter, option->rect);
        return;
    case PE_IndicatorRadioButton:
        drawRadioMark(*option, *painter);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
    case PE_IndicatorHeaderArrow:
        drawArrow(
            *painter, option->rect, arrowGlyph(element, *option),
            enabled(*option) ? m_tokens.muted : m_tokens.disabled);
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            drawArrow(*painter, option->rect, branchGlyph(*option), m_tokens.muted);
        }
        return;
    case PE_Frame:
    case PE_FrameGroupBox:
    case PE_FrameTabWidget:
        drawBox(
            *painter, option->rect, element == PE_Frame ? radius::kMark : radius::kCard, {},
            m_tokens.border);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        drawBox(*painter, option->rect, radius::kCard, m_tokens.surface, m_tokens.border);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, m_tokens.text);
        return;
    case PE_PanelItemViewItem:
        drawItemGround(*option, *painter);
        return;
    case PE_PanelItemViewRow:
    case PE_FrameTabBarBase:
    case PE_PanelScrollAreaCorner:
    case PE_FrameStatusBarItem:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter,
    const QWidget* widget) const {
    switch (element) {
    case CE_PushButtonLabel:
        drawButtonLabel(*qstyleoption_cast<const QStyleOptionButton*>(option), *painter, widget);
        return;
    case CE_PushButtonBevel:
        drawButton(
            *qstyleoption_cast<const QStyleOptionButton*>(option), *painter, buttonRole(widget));
        return;
    case CE_MenuItem:
        drawMenuItem(*qstyleoption_cast<const QStyleOptionMenuItem*>(option), *painter, widget);
        return;
    case CE_TabBarTabShape:
        drawTab(*qstyleoption_cast<const QStyleOptionTab*>(option), *painter);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawHeaderSection(*option, *painter);
        return;
    case CE_ProgressBarGroove:
        drawBox(*painter, option->rect, option->rect.height(), m_tokens.sunken, m_tokens.border);
        return;
    case CE_ProgressBarContents:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
            bar && bar->maximum > bar->minimum) {
            const double share =
                double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum);
            QRect done = option->rect;
            done.setWidth(qRound(done.width() * std::clamp(share, 0.0, 1.0)));
            done = visualRect(option->direction, option->rect, done);
            drawBox(*painter, done, done.height(), m_tokens.accent);
            return;
        }
        break;
    case CE_CheckBoxLabel:
    case CE_RadioButtonLabel: {
        auto label = *qstyleoption_cast<const QStyleOptionButton*>(option);
        label.state &= ~State_HasFocus;
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_FocusFrame:
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawButton(const QStyleOptionButton& option, QPainter& painter, ButtonRole role) const {
    const bool on = enabled(option);
    QColor fill;
    QColor line;
    switch (role) {
    case ButtonRole::Primary:
    case ButtonRole::Danger: {
        const QColor base = role == ButtonRole::Primary ? m_tokens.accent : m_tokens.error;
        fill =
            on ? shaded(option, base, m_tokens.isDark() ? Qt::white : Qt::black) : m_tokens.sunken;
        line = on ? QColor() : m_tokens.border;
        break;
    }
    case ButtonRole::Secondary:
        fill = on ? shaded(option, m_tokens.surface, m_tokens.text) : m_tokens.surface;
        line = on ? mix(m_tokens.border, m_tokens.outline, 0.6) : m_tokens.border;
        break;
    case ButtonRole::Flat:
        if (hovered(option) || pressed(option)) {
            fill = shaded(option, m_tokens.surface, m_tokens.text);
        }
        break;
    }
    drawBox(painter, option.rect, radius::kControl, fill, line);
    if (focused(option)) {
        const bool solid = role == ButtonRole::Primary || role == ButtonRole::Danger;
        if (solid) {
            drawBox(
                painter, QRectF(option.rect).adjusted(2, 2, -2, -2), radius::kControl - 2, {},
                m_tokens.onAccent, 1.5);
        } else {
            drawFocusRing(painter, option.rect, radius::kControl, m_tokens);
        }
    }
}

void Style::drawButtonLabel(
    const QStyleOptionButton& option, QPainter& painter, const QWidget* widget) const {
    const ButtonRole role = buttonRole(widget);
    const bool solid = role == ButtonRole::Primary || role == ButtonRole::Danger;
    const QColor ink = !enabled(option)           ? m_tokens.disabled
                       : solid                    ? m_tokens.onAccent
                       : role == ButtonRole::Flat ? m_tokens.accent
                                                  : m_tokens.text;
    const PainterState state(painter);
    const QFontMetrics metrics(option.fontMetrics);
    const int textWidth = metrics.size(Qt::TextShowMnemonic, option.text).width();
    const int gap = option.text.isEmpty() ? 0 : space::kSmall;
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width() + gap;
    QRect box(
        0, option.rect.top(), std::min(iconWidth + textWidth, option.rect.width()),
        option.rect.height());
    box.moveCenter(option.rect.center());
    if (iconWidth > 0) {
        QRect place(QPoint(box.left(), 0), option.iconSize);
        place.moveTop(box.center().y() - option.iconSize.height() / 2 + 1);
        const QIcon::Mode mode = !enabled(option) ? QIcon::Disabled
                                 : solid          ? QIcon::Selected
                                                  : QIcon::Normal;
        option.icon.paint(
            &painter, visualRect(option.direction, box, place), Qt::AlignCenter, mode);
    }
    const QRect text =
        visualRect(option.direction, box, box.adjusted(iconWidth, 0, 0, 0)).adjusted(0, 0, 1, 0);
    painter.setPen(ink);
    painter.drawText(
        text, Qt::AlignVCenter | Qt::AlignHCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
        option.text);
}

void Style::drawMenuItem(
    const QStyleOptionMenuItem& option, QPainter& painter, const QWidget*) const {
    const QRect all = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(all.adjusted(0, space::kTight, 0, -space::kTight), m_tokens.border);
        return;
    }
    const bool selected = option.state & State_Selected && enabled(option);
    if (selected) {
        drawBox(
            painter, all.adjusted(space::kTight, 0, -space::kTight, 0), radius::kControl,
            mix(m_tokens.surface, m_tokens.text, 0.08));
    }
    const QColor ink = enabled(option) ? m_tokens.text : m_tokens.disabled;
    const QRect inner = all.adjusted(space::kSmall + space::kTight, 0, -space::kSmall, 0);
    const auto place = [&](const QRect& rect) { return visualRect(option.direction, all, rect); };
    const QRect mark(inner.left(), inner.center().y() - 7, size::kSmallIcon, size::kSmallIcon);
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        drawGlyph(painter, Glyph::Check, place(mark), ink);
    } else if (!option.icon.isNull()) {
        option.icon.paint(
            &painter, place(mark), Qt::AlignCenter,
            enabled(option) ? QIcon::Normal : QIcon::Disabled);
    }
    const PainterState state(painter);
    const QRect words = inner.adjusted(space::kLarge, 0, -space::kLarge, 0);
    const QStringList parts = option.text.split(QLatin1Char('\t'));
    painter.setFont(option.font);
    painter.setPen(ink);
    painter.drawText(
        place(words),
        int(visualAlignment(option.direction, Qt::AlignLeft)) | Qt::AlignVCenter |
            Qt::TextShowMnemonic | Qt::TextSingleLine,
        parts.first());
    if (parts.size() > 1) {
        painter.setPen(enabled(option) ? m_tokens.muted : m_tokens.disabled);
        painter.drawText(
            place(inner.adjusted(0, 0, -space::kTight, 0)),
            int(visualAlignment(option.direction, Qt::AlignRight)) | Qt::AlignVCenter, parts.at(1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRect arrow(
            inner.right() - size::kSmallIcon, mark.top(), size::kSmallIcon, size::kSmallIcon);
        const bool rtl = option.direction == Qt::RightToLeft;
        drawGlyph(painter, rtl ? Glyph::ChevronLeft : Glyph::ChevronRight, place(arrow), ink);
    }
}

void Style::drawTab(const QStyleOptionTab& option, QPainter& painter) const {
    const bool selected = option.state & State_Selected;
    if (hovered(option) && !selected) {
        drawBox(
            painter, option.rect.adjusted(2, 3, -2, -5), radius::kControl,
            mix(m_tokens.background, m_tokens.text, 0.06));
    }
    const QRect line(
        option.rect.left(), option.rect.bottom() - 1, option.rect.width(), selected ? 2 : 1);
    painter.fillRect(line, selected ? m_tokens.accent : m_tokens.border);
    if (focused(option)) {
        drawFocusRing(painter, option.rect.adjusted(2, 3, -2, -5), radius::kControl, m_tokens);
    }
}

void Style::drawHeaderSection(const QStyleOption& option, QPainter& painter) const {
    painter.fillRect(
        option.rect, hovered(option) ? mix(m_tokens.sunken, m_tokens.text, 0.06) : m_tokens.sunken);
    painter.fillRect(
        QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), m_tokens.border);
}

void Style::drawField(const QStyleOption& option, QPainter& painter, const QRect& rect) const {
    const bool on = enabled(option);
    const bool active = on && option.state & State_HasFocus;
    const QColor line = !on               ? m_tokens.border
                        : hovered(option) ? mix(m_tokens.outline, m_tokens.text, 0.4)
                                          : m_tokens.outline;
    drawBox(
        painter, rect, radius::kControl, on ? m_tokens.surface : m_tokens.sunken,
        active ? m_tokens.accent : line, active ? size::kFocusRing : 1);
}

void Style::drawCheckMark(const QStyleOption& option, QPainter& painter, const QRect& rect) const {
    const bool on = enabled(option);
    const bool some = option.state & State_NoChange;
    const bool checked = option.state & State_On || some;
    const QColor edge = on ? m_tokens.outline : m_tokens.border;
    const QColor fill = on ? shaded(option, m_tokens.surface, m_tokens.text) : m_tokens.sunken;
    if (checked) {
        drawBox(painter, rect, 4, on ? m_tokens.accent : m_tokens.disabled);
        drawGlyph(
            painter, some ? Glyph::Minus : Glyph::Check, QRectF(rect).adjusted(1, 1, -1, -1),
            on ? m_tokens.onAccent : m_tokens.surface);
    } else {
        drawBox(painter, rect, 4, fill, edge, 1.25);
    }
    if (focused(option)) {
        drawFocusRing(painter, QRectF(rect).adjusted(-3, -3, 3, 3), radius::kControl, m_tokens);
    }
}

void Style::drawRadioMark(const QStyleOption& option, QPainter& painter) const {
    const bool on = enabled(option);
    const QRectF box = QRectF(option.rect);
    const QColor mark = on ? m_tokens.accent : m_tokens.disabled;
    if (option.state & State_On) {
        drawBox(painter, box, box.width(), m_tokens.surface, mark, 5.5);
    } else {
        const QColor fill = on ? shaded(option, m_tokens.surface, m_tokens.text) : m_tokens.sunken;
        drawBox(painter, box, box.width(), fill, on ? m_tokens.outline : m_tokens.border, 1.25);
    }
    if (focused(option)) {
        drawFocusRing(painter, box.adjusted(-3, -3, 3, 3), box.width(), m_tokens);
    }
}

void Style::drawItemGround(const QStyleOption& option, QPainter& painter) const {
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(&option);
    if (item && item->features & QStyleOptionViewItem::Alternate) {
        painter.fillRect(option.rect, option.palette.alternateBase());
    }
    if (option.state & State_Selected) {
        painter.fillRect(
            option.rect, enabled(option) ? option.palette.highlight() : QBrush(m_tokens.sunken));
    } else if (hovered(option)) {
        painter.fillRect(option.rect, mix(m_tokens.surface, m_tokens.text, 0.05));
    }
}

} // namespace meson::theme
