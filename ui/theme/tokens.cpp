// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace meson::theme {

namespace {

QColor rgb(QRgb value) {
    return QColor::fromRgb(value);
}

Tokens light() {
    return {
        .scheme = Scheme::Light,
        .background = rgb(0xF4F6F9),
        .surface = rgb(0xFFFFFF),
        .sunken = rgb(0xEEF1F5),
        .border = rgb(0xE1E6ED),
        .outline = rgb(0x8592A3),
        .text = rgb(0x17212F),
        .muted = rgb(0x566375),
        .disabled = rgb(0x98A3B1),
        .accent = rgb(0x0B6B5F),
        .onAccent = rgb(0xFFFFFF),
        .ok = rgb(0x1B7A43),
        .warn = rgb(0x8A5A00),
        .error = rgb(0xB42318),
        .info = rgb(0x1F5FBF),
        .series =
            {rgb(0x0B7A6C), rgb(0x2257C4), rgb(0xC2410C), rgb(0x7A4CC2), rgb(0x8A6A00),
             rgb(0x5B6B7F)},
    };
}

Tokens dark() {
    return {
        .scheme = Scheme::Dark,
        .background = rgb(0x12161C),
        .surface = rgb(0x1A2029),
        .sunken = rgb(0x212935),
        .border = rgb(0x2E3846),
        .outline = rgb(0x6B7A8E),
        .text = rgb(0xE7ECF3),
        .muted = rgb(0x9AA8BA),
        .disabled = rgb(0x5C6979),
        .accent = rgb(0x35C2A8),
        .onAccent = rgb(0x0B1210),
        .ok = rgb(0x4CC38A),
        .warn = rgb(0xE5B454),
        .error = rgb(0xFF8A80),
        .info = rgb(0x7AB8FF),
        .series =
            {rgb(0x35C2A8), rgb(0x7AA7FF), rgb(0xFF9D66), rgb(0xBC9BFF), rgb(0xE5C454),
             rgb(0x9AA8BA)},
    };
}

Tokens highContrast() {
    return {
        .scheme = Scheme::HighContrast,
        .background = rgb(0x000000),
        .surface = rgb(0x000000),
        .sunken = rgb(0x161616),
        .border = rgb(0xFFFFFF),
        .outline = rgb(0xFFFFFF),
        .text = rgb(0xFFFFFF),
        .muted = rgb(0xE0E0E0),
        .disabled = rgb(0x8F8F8F),
        .accent = rgb(0xFFE14D),
        .onAccent = rgb(0x000000),
        .ok = rgb(0x5CFF9D),
        .warn = rgb(0xFFC24D),
        .error = rgb(0xFF9C94),
        .info = rgb(0x8CC8FF),
        .series =
            {rgb(0x4DF0D0), rgb(0x8CC8FF), rgb(0xFFAE73), rgb(0xD7BFFF), rgb(0xFFE14D),
             rgb(0xFFFFFF)},
    };
}

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

} // namespace

const Tokens& tokensFor(Scheme scheme) {
    static const Tokens kLight = light();
    static const Tokens kDark = dark();
    static const Tokens kHighContrast = highContrast();
    switch (scheme) {
    case Scheme::Light:
        return kLight;
    case Scheme::Dark:
        return kDark;
    case Scheme::HighContrast:
        break;
    }
    return kHighContrast;
}

QColor toneColor(const Tokens& tokens, Tone tone) {
    switch (tone) {
    case Tone::Plain:
        return tokens.text;
    case Tone::Muted:
        return tokens.muted;
    case Tone::Accent:
        return tokens.accent;
    case Tone::Ok:
        return tokens.ok;
    case Tone::Warn:
        return tokens.warn;
    case Tone::Error:
        return tokens.error;
    case Tone::Info:
        break;
    }
    return tokens.info;
}

QColor toneGround(const Tokens& tokens, Tone tone) {
    if (tone == Tone::Plain || tone == Tone::Muted) {
        return tokens.sunken;
    }
    return mix(tokens.surface, toneColor(tokens, tone), tokens.isDark() ? 0.16 : 0.10);
}

QColor mix(const QColor& bottom, const QColor& top, double share) {
    const auto channel = [share](float from, float to) {
        return std::clamp(from + (to - from) * static_cast<float>(share), 0.0F, 1.0F);
    };
    return QColor::fromRgbF(
        channel(bottom.redF(), top.redF()), channel(bottom.greenF(), top.greenF()),
        channel(bottom.blueF(), top.blueF()));
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

QPalette paletteFor(const Tokens& tokens) {
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.background);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.surface);
    palette.setColor(QPalette::AlternateBase, mix(tokens.surface, tokens.sunken, 0.5));
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::PlaceholderText, tokens.muted);
    palette.setColor(QPalette::Button, tokens.surface);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::BrightText, tokens.error);
    palette.setColor(QPalette::ToolTipBase, tokens.text);
    palette.setColor(QPalette::ToolTipText, tokens.surface);
    palette.setColor(QPalette::Highlight, tokens.accent);
    palette.setColor(QPalette::HighlightedText, tokens.onAccent);
    palette.setColor(QPalette::Link, tokens.accent);
    palette.setColor(QPalette::LinkVisited, tokens.accent);
    palette.setColor(QPalette::Light, tokens.surface);
    palette.setColor(QPalette::Midlight, tokens.sunken);
    palette.setColor(QPalette::Mid, tokens.border);
    palette.setColor(QPalette::Dark, tokens.outline);
    palette.setColor(QPalette::Shadow, mix(tokens.background, QColor(Qt::black), 0.4));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText}) {
        palette.setColor(QPalette::Disabled, role, tokens.disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, tokens.sunken);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, tokens.disabled);
    return palette;
}

} // namespace meson::theme
