// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QWidget>

namespace meson::widgets {

/// A glyph in a tone, on a tinted disc when it is large. Decoration only: what it says stands in
/// the text beside it. Thread: ui.
class GlyphLabel : public QWidget {
    Q_OBJECT

public:
    enum class Ground { None, Disc };

    GlyphLabel(
        theme::Glyph glyph, theme::Tone tone, int side, Ground ground = Ground::None,
        QWidget* parent = nullptr);

    void set(theme::Glyph glyph, theme::Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    theme::Glyph m_glyph;
    theme::Tone m_tone;
    const Ground m_ground;
};

} // namespace meson::widgets
