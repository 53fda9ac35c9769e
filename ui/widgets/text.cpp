// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/text.h"

#include "ui/theme/style.h"

#include <QEvent>

namespace meson::widgets {

Text::Text(const QString& text, theme::Type type, theme::Tone tone, QWidget* parent)
    : QLabel(text, parent)
    , m_type(type)
    , m_tone(tone) {
    setTextFormat(Qt::PlainText);
    dress();
}

void Text::setTone(theme::Tone tone) {
    m_tone = tone;
    dress();
}

void Text::wrap() {
    setWordWrap(true);
}

void Text::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::StyleChange) {
        dress();
    }
}

void Text::dress() {
    setFont(theme::font(m_type));
    const theme::Tokens& tokens = theme::tokensOf(this);
    QPalette palette;
    palette.setColor(QPalette::WindowText, theme::toneColor(tokens, m_tone));
    palette.setColor(QPalette::Disabled, QPalette::WindowText, tokens.disabled);
    setPalette(palette);
}

} // namespace meson::widgets
