// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QProxyStyle>

class QPushButton;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionToolButton;

namespace meson::theme {

/// What pressing a button means. The style reads it from the button; Secondary is the default.
enum class ButtonRole { Secondary, Primary, Flat, Danger };

void setButtonRole(QPushButton& button, ButtonRole role);
ButtonRole buttonRole(const QWidget* button);

/// Draws Qt's own controls from the tokens, on top of Fusion. It is the one owner of how every
/// widget class looks: the application sets no style sheet. Thread: ui.
class Style : public QProxyStyle {
    Q_OBJECT

public:
    explicit Style(const Tokens& tokens);

    const Tokens& tokens() const { return m_tokens; }

    void polish(QWidget* widget) override;
    using QProxyStyle::polish;

    int pixelMetric(
        PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(
        StyleHint hint, const QStyleOption* option, const QWidget* widget,
        QStyleHintReturn* data) const override;
    QSize sizeFromContents(
        ContentsType type, const QStyleOption* option, const QSize& size,
        const QWidget* widget) const override;
    QRect subControlRect(
        ComplexControl control, const QStyleOptionComplex* option, SubControl part,
        const QWidget* widget) const override;
    QRect subElementRect(
        SubElement element, const QStyleOption* option, const QWidget* widget) const override;

    void drawPrimitive(
        PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawControl(
        ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawComplexControl(
        ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
        const QWidget* widget) const override;

private:
    void drawButton(const QStyleOptionButton& option, QPainter& painter, ButtonRole role) const;
    void drawButtonLabel(
        const QStyleOptionButton& option, QPainter& painter, const QWidget* widget) const;
    void drawMenuItem(
        const QStyleOptionMenuItem& option, QPainter& painter, const QWidget* widget) const;
    void drawTab(const QStyleOptionTab& option, QPainter& painter) const;
    void drawHeaderSection(const QStyleOption& option, QPainter& painter) const;
    void drawField(const QStyleOption& option, QPainter& painter, const QRect& rect) const;
    void drawCheckMark(const QStyleOption& option, QPainter& painter, const QRect& rect) const;
    void drawRadioMark(const QStyleOption& option, QPainter& painter) const;
    void drawItemGround(const QStyleOption& option, QPainter& painter) const;

    void drawComboBox(const QStyleOptionComboBox& option, QPainter& painter, const QWidget*) const;
    void drawSpinBox(const QStyleOptionSpinBox& option, QPainter& painter, const QWidget*) const;
    void drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QWidget*) const;
    void drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QWidget*) const;
    void drawToolButton(
        const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget) const;

    const Tokens m_tokens;
};

/// The tokens in force for a widget; those of the light scheme where the style is not ours.
const Tokens& tokensOf(const QWidget* widget);

} // namespace meson::theme
