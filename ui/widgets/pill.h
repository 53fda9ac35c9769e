// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"
#include "ui/widgets/graphic.h"

#include <optional>

namespace meson::widgets {

/// A word on a tinted, fully rounded ground: a state, a badge. Thread: ui.
class Pill : public Graphic {
    Q_OBJECT

public:
    explicit Pill(
        const QString& text, theme::Tone tone = theme::Tone::Muted, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    theme::Tone tone() const { return m_tone; }
    void set(const QString& text, theme::Tone tone);

    /// A shape before the word, so that the tone is not the only sign.
    void setGlyph(std::optional<theme::Glyph> glyph);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    theme::Tone m_tone;
    std::optional<theme::Glyph> m_glyph;
};

} // namespace meson::widgets
