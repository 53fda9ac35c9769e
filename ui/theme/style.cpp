// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QStyleOption>
#include <QTabBar>

namespace meson::theme {

namespace {

constexpr char kRoleProperty[] = "buttonRole";
constexpr int kArrowWidth = 28;

} // namespace

void setButtonRole(QPushButton& button, ButtonRole role) {
    button.setProperty(kRoleProperty, static_cast<int>(role));
    button.update();
}

ButtonRole buttonRole(const QWidget* button) {
    const QVariant role = button ? button->property(kRoleProperty) : QVariant();
    return role.isValid() ? static_cast<ButtonRole>(role.toInt()) : ButtonRole::Secondary;
}

const Tokens& tokensOf(const QWidget* widget) {
    const auto* style = widget ? qobject_cast<const Style*>(widget->style()) : nullptr;
    return style ? style->tokens() : tokensFor(Scheme::Light);
}

Style::Style(const Tokens& tokens)
    : QProxyStyle(QStringLiteral("Fusion"))
    , m_tokens(tokens) {}

void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QLineEdit*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
        qobject_cast<QScrollBar*>(widget) || qobject_cast<QSlider*>(widget) ||
        qobject_cast<QTabBar*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
    }
    if (auto* header = qobject_cast<QHeaderView*>(widget)) {
        header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        header->setHighlightSections(false);
    }
    if (qobject_cast<QMenu*>(widget)) {
        widget->setAttribute(Qt::WA_TranslucentBackground);
    }
}

int Style::pixelMetric(
    PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_ButtonMargin:
        return space::kMedium;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuPanelWidth:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_FocusFrameHMargin:
        return qobject_cast<const QAbstractItemView*>(widget) ? space::kSmall - 1
                                                              : size::kFocusRing;
    case PM_FocusFrameVMargin:
        return size::kFocusRing;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 18;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
    case PM_MenuVMargin:
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::kSmall;
    case PM_MenuHMargin:
        return space::kTight;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
        return size::kSmallIcon;
    case PM_ToolBarIconSize:
        return size::kIcon;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return size::kControl;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
    case PM_SliderLength:
        return 20;
    case PM_TabBarTabHSpace:
        return 2 * space::kMedium;
    case PM_TabBarTabVSpace:
        return 2 * space::kSmall;
    case PM_ToolTipLabelFrameWidth:
        return space::kSmall;
    case PM_HeaderMargin:
        return space::kSmall;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget,
    QStyleHintReturn* data) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_UnderlineShortcut:
    case SH_ItemView_ShowDecorationSelected:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_ScrollBar_ContextMenu:
        return hint == SH_ItemView_ShowDecorationSelected ? 1 : 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_ToolTip_WakeUpDelay:
        return 400;
    case SH_ToolTipLabel_Opacity:
        return 255;
    case SH_Table_GridLineColor:
        return static_cast<int>(m_tokens.border.rgba());
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& contents,
    const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        return {
            contents.width() + 2 * space::kMedium,
            std::max(contents.height() + 2 * space::kSmall, size::kControl)};
    case CT_SpinBox:
        return {
            contents.width() + kArrowWidth + 3 * space::kSmall + space::kTight,
            std::max(contents.height(), size::kControl)};
    case CT_LineEdit:
        return {result.width(), std::max(contents.height() + space::kSmall, size::kControl)};
    case CT_ComboBox:
        return {
            contents.width() + kArrowWidth + 2 * space::kSmall + space::kTight,
            std::max(contents.height() + space::kSmall, size::kControl)};
    case CT_ToolButton:
        return contents + QSize(2 * space::kSmall - 4, 2 * space::kSmall - 4);
    case CT_CheckBox:
    case CT_RadioButton:
        return {result.width(), std::max(result.height(), size::kCompactControl)};
    case CT_MenuItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator) {
            return {result.width(), 2 * space::kTight + 1};
        }
        return {
            contents.width() + 2 * space::kLarge + 3 * space::kSmall,
            std::max(contents.height() + space::kSmall, size::kControl)};
    }
    case CT_HeaderSection:
        return {result.width() + space::kSmall, std::max(result.height(), size::kControl)};
    case CT_ItemViewItem:
        return {result.width() + space::kSmall, std::max(result.height(), size::kControl)};
    default:
        return result;
    }
}

QRect Style::subElementRect(
    SubElement element, const QStyleOption* option, const QWidget* widget) const {
    switch (element) {
    case SE_LineEditContents:
        return option->rect.adjusted(space::kSmall, 1, -space::kSmall, -1);
    case SE_ComboBoxFocusRect:
    case SE_PushButtonFocusRect:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect Style::subControlRect(
    ComplexControl control, const QStyleOptionComplex* option, SubControl part,
    const QWidget* widget) const {
    const QRect all = option->rect;
    const auto mirrored = [option, &all](const QRect& rect) {
        return visualRect(option->direction, all, rect);
    };
    if (control == CC_ComboBox && part == SC_ComboBoxArrow) {
        return mirrored(all.adjusted(all.width() - kArrowWidth, 0, 0, 0));
    }
    if (control == CC_ComboBox && part == SC_ComboBoxEditField) {
        return mirrored(all.adjusted(space::kSmall + 2, 1, -kArrowWidth, -1));
    }
    if (control == CC_SpinBox && part != SC_SpinBoxFrame) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool buttons = spin && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = buttons ? kArrowWidth : 0;
        const int middle = all.height() / 2;
        const QRect up(all.right() + 1 - width, all.top() + 1, width - 1, middle - 1);
        const QRect down(
            all.right() + 1 - width, all.top() + middle, width - 1, all.height() - middle - 1);
        if (part == SC_SpinBoxEditField) {
            return mirrored(all.adjusted(2, 1, -width, -1));
        }
        return mirrored(part == SC_SpinBoxUp ? up : down);
    }
    if (control == CC_ScrollBar && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine)) {
        return {};
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        const bool horizontal = bar && bar->orientation == Qt::Horizontal;
        const int length = horizontal ? all.width() : all.height();
        const double pages = double(bar->maximum) - bar->minimum + bar->pageStep;
        const int handle = bar->maximum == bar->minimum
                               ? length
                               : std::clamp(int(length * bar->pageStep / pages), 32, length);
        const int start = sliderPositionFromValue(
            bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
        const auto span = [&](int from, int extent) {
            return mirrored(
                horizontal ? QRect(from, all.top(), extent, all.height())
                           : QRect(all.left(), from, all.width(), extent));
        };
        switch (part) {
        case SC_ScrollBarSlider:
            return span(start, handle);
        case SC_ScrollBarSubPage:
            return span(0, start);
        case SC_ScrollBarAddPage:
            return span(start + handle, length - start - handle);
        default:
            return all;
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

} // namespace meson::theme
