// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

#include <QComboBox>
#include <QStyleOption>
#include <QToolButton>

namespace meson::theme {

namespace {

bool enabled(const QStyleOption& option) {
    return option.state & QStyle::State_Enabled;
}

void drawChevron(QPainter& painter, const QRect& rect, Glyph glyph, double side, QColor color) {
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(rect).center());
    drawGlyph(painter, glyph, box, color);
}

} // namespace

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
    const QWidget* widget) const {
    switch (control) {
    case CC_ComboBox:
        drawComboBox(*qstyleoption_cast<const QStyleOptionComboBox*>(option), *painter, widget);
        return;
    case CC_SpinBox:
        drawSpinBox(*qstyleoption_cast<const QStyleOptionSpinBox*>(option), *painter, widget);
        return;
    case CC_ScrollBar:
        drawScrollBar(*qstyleoption_cast<const QStyleOptionSlider*>(option), *painter, widget);
        return;
    case CC_Slider:
        drawSlider(*qstyleoption_cast<const QStyleOptionSlider*>(option), *painter, widget);
        return;
    case CC_ToolButton:
        drawToolButton(*qstyleoption_cast<const QStyleOptionToolButton*>(option), *painter, widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

void Style::drawComboBox(
    const QStyleOptionComboBox& option, QPainter& painter, const QWidget* widget) const {
    QStyleOption frame = option;
    if (!option.editable && !(option.state & State_KeyboardFocusChange)) {
        frame.state &= ~State_HasFocus;
    }
    drawField(frame, painter, option.rect);
    drawChevron(
        painter, subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget), Glyph::ChevronDown,
        size::kSmallIcon, enabled(option) ? m_tokens.muted : m_tokens.disabled);
}

void Style::drawSpinBox(
    const QStyleOptionSpinBox& option, QPainter& painter, const QWidget* widget) const {
    drawField(option, painter, option.rect);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const auto arrow = [&](SubControl part, Glyph glyph, bool can) {
        const QRect rect = subControlRect(CC_SpinBox, &option, part, widget);
        const bool hot = enabled(option) && can && option.activeSubControls == part &&
                         option.state & State_MouseOver;
        const QColor ink = !enabled(option) || !can ? m_tokens.disabled
                           : hot                    ? m_tokens.accent
                                                    : m_tokens.muted;
        drawChevron(painter, rect, glyph, 12, ink);
    };
    arrow(SC_SpinBoxUp, Glyph::ChevronUp, option.stepEnabled & QAbstractSpinBox::StepUpEnabled);
    arrow(
        SC_SpinBoxDown, Glyph::ChevronDown, option.stepEnabled & QAbstractSpinBox::StepDownEnabled);
}

void Style::drawScrollBar(
    const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const {
    if (option.maximum == option.minimum) {
        return;
    }
    const QRect handle = subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget);
    const bool hot = option.state & (State_MouseOver | State_Sunken);
    const bool flat = option.orientation == Qt::Horizontal;
    const QRectF thumb =
        QRectF(handle).adjusted(flat ? 2 : 3, flat ? 3 : 2, flat ? -2 : -3, flat ? -3 : -2);
    drawBox(
        painter, thumb, radius::kControl,
        mix(m_tokens.background, m_tokens.outline, hot ? 1.0 : 0.6));
}

void Style::drawSlider(
    const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const {
    constexpr int kTrack = 4;
    const bool on = enabled(option);
    const QRectF handle =
        QRectF(QProxyStyle::subControlRect(CC_Slider, &option, SC_SliderHandle, widget));
    const bool flat = option.orientation == Qt::Horizontal;
    QRectF track = option.rect;
    if (flat) {
        track = QRectF(2, handle.center().y() - kTrack / 2.0, track.width() - 4, kTrack);
    } else {
        track = QRectF(handle.center().x() - kTrack / 2.0, 2, kTrack, track.height() - 4);
    }
    const QColor rail = mix(m_tokens.border, m_tokens.outline, 0.5);
    drawBox(painter, track, kTrack, on ? rail : m_tokens.border);
    QRectF done = track;
    if (flat && option.upsideDown) {
        done.setLeft(handle.center().x());
    } else if (flat) {
        done.setRight(handle.center().x());
    } else {
        done.setTop(handle.center().y());
    }
    const QColor ink = on ? m_tokens.accent : m_tokens.disabled;
    drawBox(painter, done, kTrack, ink);
    QRectF knob(0, 0, 16, 16);
    knob.moveCenter(handle.center());
    const bool focus = option.state & State_HasFocus && option.state & State_KeyboardFocusChange;
    if (on && (focus || option.state & State_MouseOver)) {
        QColor halo = m_tokens.accent;
        halo.setAlphaF(focus ? 0.35F : 0.15F);
        drawBox(painter, knob.adjusted(-2, -2, 2, 2), 10, halo);
    }
    drawBox(painter, knob, 8, m_tokens.surface, ink, focus ? 3 : 2);
}

void Style::drawToolButton(
    const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget) const {
    const bool isOn = enabled(option) && option.state & State_On;
    const bool shown = option.state & (State_MouseOver | State_Sunken);
    if (isOn) {
        drawBox(painter, option.rect, radius::kControl, m_tokens.accent);
    } else if (enabled(option) && shown) {
        drawPrimitive(PE_PanelButtonTool, &option, &painter, widget);
    }
    if (option.state & State_HasFocus && option.state & State_KeyboardFocusChange) {
        drawFocusRing(painter, option.rect, radius::kControl, m_tokens);
    }
    if (isOn) {
        QRect place(QPoint(), option.iconSize);
        place.moveCenter(option.rect.center());
        return option.icon.paint(&painter, place, Qt::AlignCenter, QIcon::Selected);
    }
    QStyleOptionToolButton label = option;
    label.state &= ~(State_Sunken | State_On);
    proxy()->drawControl(CE_ToolButtonLabel, &label, &painter, widget);
}

} // namespace meson::theme
