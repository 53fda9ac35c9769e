// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icon.h"

#include "ui/theme/style.h"

#include <QApplication>
#include <QBuffer>
#include <QFile>
#include <QIconEngine>
#include <QImageReader>
#include <QPainter>
#include <QPixmapCache>
#include <algorithm>
#include <array>

namespace meson::theme {

namespace {

constexpr std::array<const char*, kGlyphCount> kNames = {
    "activity",      "arrow-down", "arrow-up", "bandwidth",    "battery",      "bell",
    "calendar",      "chart",      "check",    "check-circle", "chevron-down", "chevron-left",
    "chevron-right", "chevron-up", "clock",    "close",        "copy",         "cross",
    "download",      "earnings",   "error",    "external",     "eye",          "filter",
    "folder",        "globe",      "hardware", "help",         "info",         "link",
    "lock",          "mark",       "minus",    "more",         "offline",      "overview",
    "pause",         "play",       "plus",     "power",        "refresh",      "search",
    "settings",      "shield",     "sidebar",  "storage",      "table",        "thermometer",
    "trash",         "turtle",     "undo",     "upload",       "wallet",       "warning",
};

QByteArray source(Glyph glyph) {
    QFile file(QStringLiteral(":/icons/%1.svg")
                   .arg(QLatin1String(kNames.at(static_cast<std::size_t>(glyph)))));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QImage rendered(Glyph glyph, const QSize& pixels, const QColor& color) {
    QByteArray svg = source(glyph);
    svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QBuffer buffer(&svg);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize(pixels);
    return reader.read();
}

QPixmap pixmap(Glyph glyph, const QSize& pixels, const QColor& color) {
    const QString key = QStringLiteral("glyph %1 %2x%3 %4")
                            .arg(static_cast<int>(glyph))
                            .arg(pixels.width())
                            .arg(pixels.height())
                            .arg(color.rgba());
    QPixmap result;
    if (!QPixmapCache::find(key, &result)) {
        result = QPixmap::fromImage(rendered(glyph, pixels, color));
        QPixmapCache::insert(key, result);
    }
    return result;
}

class GlyphEngine final : public QIconEngine {
public:
    explicit GlyphEngine(Glyph glyph)
        : m_glyph(glyph) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        drawGlyph(*painter, m_glyph, rect, colorOf(mode));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
        return meson::theme::pixmap(m_glyph, size, colorOf(mode));
    }

    QIconEngine* clone() const override { return new GlyphEngine(m_glyph); }

private:
    static QColor colorOf(QIcon::Mode mode) {
        const auto* style = qobject_cast<const Style*>(QApplication::style());
        const Tokens& tokens = style ? style->tokens() : tokensFor(Scheme::Light);
        switch (mode) {
        case QIcon::Disabled:
            return tokens.disabled;
        case QIcon::Selected:
            return tokens.onAccent;
        case QIcon::Normal:
        case QIcon::Active:
            break;
        }
        return tokens.text;
    }

    const Glyph m_glyph;
};

} // namespace

QIcon icon(Glyph glyph) {
    return QIcon(new GlyphEngine(glyph));
}

void drawGlyph(QPainter& painter, Glyph glyph, const QRectF& rect, const QColor& color) {
    const double ratio = painter.device()->devicePixelRatioF();
    const double side = std::min(rect.width(), rect.height());
    QPixmap image = pixmap(glyph, QSizeF(side * ratio, side * ratio).toSize(), color);
    image.setDevicePixelRatio(ratio);
    const QPointF corner = rect.center() - QPointF(side / 2, side / 2);
    painter.drawPixmap(QPointF(qRound(corner.x()), qRound(corner.y())), image);
}

Glyph toneGlyph(Tone tone) {
    switch (tone) {
    case Tone::Ok:
        return Glyph::CheckCircle;
    case Tone::Warn:
        return Glyph::Warning;
    case Tone::Error:
        return Glyph::Error;
    case Tone::Plain:
    case Tone::Muted:
    case Tone::Accent:
    case Tone::Info:
        break;
    }
    return Glyph::Info;
}

} // namespace meson::theme
