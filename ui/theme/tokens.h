// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <array>

namespace meson::theme {

enum class Scheme { Light, Dark, HighContrast };

/// What a text, icon or mark means. A tone is never shown by colour alone: the widgets add a shape.
enum class Tone { Plain, Muted, Accent, Ok, Warn, Error, Info };

/// The colours of one scheme, named by role. Every text role has a contrast of at least 4.5 to the
/// three grounds, every control outline and chart series at least 3 (tests/gui checks both).
struct Tokens {
    Scheme scheme = Scheme::Light;

    QColor background; ///< behind cards
    QColor surface;    ///< cards, menus, dialogs
    QColor sunken;     ///< wells inside a card: table heads, code, tracks
    QColor border;     ///< decorative lines
    QColor outline;    ///< the edge by which a control is recognised

    QColor text;
    QColor muted;
    QColor disabled;

    QColor accent; ///< primary buttons, selection, links
    QColor onAccent;
    QColor ok;
    QColor warn;
    QColor error;
    QColor info;

    std::array<QColor, 6> series; ///< charts, in the order in which they are given out

    bool isDark() const { return scheme != Scheme::Light; }
};

const Tokens& tokensFor(Scheme scheme);

QColor toneColor(const Tokens& tokens, Tone tone);

/// A ground tinted with a tone on which the tone's own text still reads.
QColor toneGround(const Tokens& tokens, Tone tone);

/// `share` of `top` over `bottom`, 0…1.
QColor mix(const QColor& bottom, const QColor& top, double share);

/// WCAG 2 contrast ratio of two opaque colours, 1…21.
double contrast(const QColor& a, const QColor& b);

/// The palette that Qt's own widgets draw from; PlaceholderText is the muted text role.
QPalette paletteFor(const Tokens& tokens);

} // namespace meson::theme
