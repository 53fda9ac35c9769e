// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"

namespace meson::widgets {

namespace {

constexpr int kHeight = 24;
constexpr int kPadding = 10;
constexpr int kGlyph = 14;
constexpr int kGap = 6;

QFont pillFont() {
    QFont font = theme::font(theme::Type::Caption);
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace

Pill::Pill(const QString& text, theme::Tone tone, QWidget* parent)
    : Graphic(QAccessible::StaticText, parent)
    , m_tone(tone) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(text, tone);
}

void Pill::set(const QString& text, theme::Tone tone) {
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Pill::setGlyph(std::optional<theme::Glyph> glyph) {
    m_glyph = glyph;
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    const QFontMetrics metrics(pillFont());
    const int mark = m_glyph ? kGlyph + kGap - 2 : 0;
    return {
        metrics.horizontalAdvance(m_text) + mark + 2 * kPadding,
        std::max(kHeight, metrics.height() + 2 * 4)};
}

void Pill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    const QColor ink = theme::toneColor(tokens, m_tone);
    const QColor line = tokens.scheme == theme::Scheme::HighContrast ? ink : QColor();
    theme::drawBox(painter, rect(), height(), theme::toneGround(tokens, m_tone), line);
    QRect words = rect().adjusted(kPadding, 0, -kPadding, 0);
    if (m_glyph) {
        const QRect mark(words.left() - 2, (height() - kGlyph) / 2, kGlyph, kGlyph);
        theme::drawGlyph(
            painter, *m_glyph, QStyle::visualRect(layoutDirection(), rect(), mark), ink);
        words.setLeft(words.left() + kGlyph + kGap - 2);
    }
    painter.setFont(pillFont());
    painter.setPen(ink);
    painter.drawText(QStyle::visualRect(layoutDirection(), rect(), words), Qt::AlignCenter, m_text);
}

} // namespace meson::widgets
