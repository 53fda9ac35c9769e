// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tray_icon.h"

#include "ui/theme/icon.h"
#include "ui/theme/painting.h"

#include <QPainter>
#include <QPainterPath>

namespace meson::theme {

namespace {

constexpr double kGrid = 24;

/// Between the schemes, so that it stands out on light and on dark panels.
QColor panelColor(Tone tone) {
    return mix(
        toneColor(tokensFor(Scheme::Dark), tone), toneColor(tokensFor(Scheme::Light), tone), 0.35);
}

QColor badgeColor(TrayState state, TrayInk ink) {
    if (ink != TrayInk::Color) {
        return ink == TrayInk::Dark ? QColor(Qt::black) : QColor(Qt::white);
    }
    switch (state) {
    case TrayState::Earning:
        return panelColor(Tone::Ok);
    case TrayState::Idle:
        return panelColor(Tone::Info);
    case TrayState::Paused:
        return panelColor(Tone::Warn);
    case TrayState::Attention:
        return panelColor(Tone::Error);
    case TrayState::Offline:
        break;
    }
    return panelColor(Tone::Muted);
}

QColor markColor(TrayState state, TrayInk ink) {
    if (ink != TrayInk::Color) {
        return badgeColor(state, ink);
    }
    return panelColor(state == TrayState::Offline ? Tone::Muted : Tone::Accent);
}

/// The badge's ground: a triangle for what hurts, a disc for the rest.
QPainterPath badgeGround(TrayState state, double grow) {
    QPainterPath path;
    if (state == TrayState::Attention) {
        path.addPolygon(QPolygonF(
            {{17, 10.5 - 1.6 * grow}, {24 + 1.4 * grow, 24 + grow}, {10 - 1.4 * grow, 24 + grow}}));
        path.closeSubpath();
    } else {
        path.addEllipse(QPointF(17.5, 17.5), 6.5 + grow, 6.5 + grow);
    }
    return path;
}

void drawSign(QPainter& painter, TrayState state) {
    painter.setBrush(Qt::NoBrush);
    QPen pen(painter.pen().color(), 1.9, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    switch (state) {
    case TrayState::Earning:
        painter.drawPolyline(QPolygonF({{14.5, 17.8}, {16.7, 20}, {20.6, 15.5}}));
        return;
    case TrayState::Idle:
        for (const double x : {14.6, 17.5, 20.4}) {
            painter.drawPoint(QPointF(x, 17.5));
        }
        return;
    case TrayState::Paused:
        painter.drawLine(QPointF(15.8, 14.9), QPointF(15.8, 20.1));
        painter.drawLine(QPointF(19.2, 14.9), QPointF(19.2, 20.1));
        return;
    case TrayState::Attention:
        painter.drawLine(QPointF(17, 15.6), QPointF(17, 18.8));
        painter.drawPoint(QPointF(17, 21.8));
        return;
    case TrayState::Offline:
        painter.drawLine(QPointF(14.8, 20.2), QPointF(20.2, 14.8));
    }
}

QPixmap drawn(int side, TrayState state, TrayInk ink, TrayNews news) {
    QPixmap result(side, side);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    painter.setRenderHint(QPainter::Antialiasing);
    drawGlyph(painter, Glyph::Mark, QRectF(0, 0, side, side), markColor(state, ink));
    painter.scale(side / kGrid, side / kGrid);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.fillPath(badgeGround(state, 1.6), Qt::black);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.fillPath(badgeGround(state, 0), badgeColor(state, ink));
    if (ink == TrayInk::Color) {
        painter.setPen(tokensFor(Scheme::Dark).onAccent);
    } else {
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.setPen(Qt::black);
    }
    drawSign(painter, state);
    if (news == TrayNews::Update) {
        painter.setPen(Qt::NoPen);
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.setBrush(Qt::black);
        painter.drawEllipse(QPointF(20, 4), 5, 5);
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        painter.setBrush(ink == TrayInk::Color ? panelColor(Tone::Info) : badgeColor(state, ink));
        painter.drawEllipse(QPointF(20, 4), 3.5, 3.5);
    }
    return result;
}

} // namespace

QIcon trayIcon(TrayState state, TrayInk ink, TrayNews news) {
    QIcon icon;
    for (const int side : {16, 20, 22, 24, 32, 48, 64}) {
        icon.addPixmap(drawn(side, state, ink, news));
    }
    return icon;
}

} // namespace meson::theme
