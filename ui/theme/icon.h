// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QRectF>

class QPainter;

namespace meson::theme {

/// The glyphs of resources/icons: one colour each, 24×24, coloured when they are painted.
enum class Glyph {
    Activity,
    ArrowDown,
    ArrowUp,
    Bandwidth,
    Battery,
    Bell,
    Calendar,
    Chart,
    Check,
    CheckCircle,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    Clock,
    Close,
    Copy,
    Cross,
    Download,
    Earnings,
    Error,
    External,
    Eye,
    Filter,
    Folder,
    Globe,
    Hardware,
    Help,
    Info,
    Link,
    Lock,
    Mark,
    Minus,
    More,
    Offline,
    Overview,
    Pause,
    Play,
    Plus,
    Power,
    Refresh,
    Search,
    Settings,
    Shield,
    Sidebar,
    Storage,
    Table,
    Thermometer,
    Trash,
    Turtle,
    Undo,
    Upload,
    Wallet,
    Warning,
};

inline constexpr int kGlyphCount = static_cast<int>(Glyph::Warning) + 1;

/// An icon for Qt's own widgets: text colour, muted when disabled, on-accent when the style asks
/// for QIcon::Selected. It follows the theme by itself.
QIcon icon(Glyph glyph);

/// Draws a glyph centred in `rect`, crisp at the painter's device pixel ratio.
void drawGlyph(QPainter& painter, Glyph glyph, const QRectF& rect, const QColor& color);

/// The glyph that says a tone without colour: tick, triangle, cross, "i".
Glyph toneGlyph(Tone tone);

} // namespace meson::theme
