// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/glyph_label.h"

#include "ui/theme/painting.h"
#include "ui/theme/style.h"

namespace meson::widgets {

GlyphLabel::GlyphLabel(
    theme::Glyph glyph, theme::Tone tone, int side, Ground ground, QWidget* parent)
    : QWidget(parent)
    , m_glyph(glyph)
    , m_tone(tone)
    , m_ground(ground) {
    setFixedSize(side, side);
}

void GlyphLabel::set(theme::Glyph glyph, theme::Tone tone) {
    m_glyph = glyph;
    m_tone = tone;
    update();
}

void GlyphLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const theme::Tokens& tokens = theme::tokensOf(this);
    QRectF box = rect();
    if (m_ground == Ground::Disc) {
        theme::drawBox(painter, box, box.width(), theme::toneGround(tokens, m_tone));
        const double inset = box.width() * 0.26;
        box.adjust(inset, inset, -inset, -inset);
    }
    theme::drawGlyph(painter, m_glyph, box, theme::toneColor(tokens, m_tone));
}

} // namespace meson::widgets
