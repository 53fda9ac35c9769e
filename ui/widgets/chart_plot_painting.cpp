// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/chart_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meson::widgets {

namespace {

constexpr int kPadding = 10;
constexpr int kSwatch = 8;

/// At most `most` times between the two, a round number of seconds, hours or days apart.
std::vector<QDateTime> roundTimes(const QDateTime& from, const QDateTime& to, int most) {
    constexpr qint64 kHour = 3600;
    constexpr qint64 kDay = 24 * kHour;
    constexpr std::array<qint64, 20> kSteps = {1,          5,      10,        15,        30,
                                               60,         2 * 60, 5 * 60,    10 * 60,   15 * 60,
                                               30 * 60,    kHour,  2 * kHour, 3 * kHour, 6 * kHour,
                                               12 * kHour, kDay,   2 * kDay,  7 * kDay,  30 * kDay};
    const qint64 span = from.secsTo(to);
    const auto fits = [&](qint64 step) { return span / step + 1 <= most; };
    const auto found = std::find_if(kSteps.begin(), kSteps.end(), fits);
    const qint64 step = found == kSteps.end() ? std::max<qint64>(kSteps.back(), span) : *found;
    const qint64 local = from.toSecsSinceEpoch() + from.offsetFromUtc();
    std::vector<QDateTime> times;
    for (qint64 ahead = (step - local % step) % step; ahead <= span; ahead += step) {
        times.push_back(from.addSecs(ahead));
    }
    return times;
}

} // namespace

void ChartPlot::drawBackground(QPainter* painter, const QRectF&) {
    if (m_content.isEmpty()) {
        return;
    }
    const theme::PainterState state(*painter);
    const theme::Tokens& tokens = theme::tokensOf(this);
    for (const ChartSpan& span : m_content.spans) {
        const QRectF box(
            QPointF(xOf(span.from), m_plot.top()), QPointF(xOf(span.to), m_plot.bottom()));
        painter->fillRect(box, theme::mix(tokens.surface, tokens.muted, 0.10));
        theme::drawHatching(*painter, box, theme::mix(tokens.surface, tokens.muted, 0.18), 7);
    }
    painter->setFont(theme::font(theme::Type::Caption));
    painter->setRenderHint(QPainter::Antialiasing, false);
    const int height = QFontMetrics(painter->font()).height();
    const QColor grid = tokens.scheme == theme::Scheme::HighContrast
                            ? theme::mix(tokens.surface, tokens.muted, 0.4)
                            : tokens.border;
    for (const double mark : m_marks) {
        const int y = qRound(yOf(mark));
        const bool base = mark == 0;
        painter->setPen(base ? theme::mix(tokens.border, tokens.outline, 0.6) : grid);
        painter->drawLine(int(m_plot.left()), y, int(m_plot.right()), y);
        painter->setPen(tokens.muted);
        const QRect label(0, y - height / 2, int(m_plot.left()) - theme::space::kSmall, height);
        const QRect far(int(m_plot.right()) + theme::space::kSmall, label.top(), width(), height);
        painter->drawText(
            isRightToLeft() ? far : label,
            (isRightToLeft() ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignAbsolute |
                Qt::AlignVCenter,
            m_content.valueInWords(mark));
    }
    drawTimes(*painter);
}

/// As many times as fit without touching: of bars each n-th, of lines round times.
void ChartPlot::drawTimes(QPainter& painter) const {
    const auto& times = m_content.timeline();
    const QFontMetrics metrics(painter.font());
    int widest = 1;
    const std::size_t stride = std::max<std::size_t>(1, times.size() / 12);
    for (std::size_t i = 0; i < times.size(); i += stride) {
        widest = std::max(widest, metrics.horizontalAdvance(m_content.timeInWords(times[i].time)));
    }
    const auto draw = [&](double x, const QDateTime& time) {
        const QString label = m_content.timeInWords(time);
        const int wide = metrics.horizontalAdvance(label) + 2;
        const int left = std::clamp(qRound(x) - wide / 2, 0, std::max(0, width() - wide));
        painter.drawText(
            QRect(left, int(m_plot.bottom()) + 6, wide, metrics.height()), Qt::AlignCenter, label);
    };
    const int fit = std::max(1, int(m_plot.width()) / (widest + theme::space::kLarge));
    if (m_content.hasBars()) {
        const int count = int(times.size());
        const int step = std::max(1, (count + fit - 1) / fit);
        for (int i = (count - 1) % step / 2; i < count; i += step) {
            draw(xOfIndex(i), times.at(std::size_t(i)).time);
        }
        return;
    }
    for (const QDateTime& time : roundTimes(times.front().time, times.back().time, fit)) {
        draw(xOf(time), time);
    }
}

void ChartPlot::drawForeground(QPainter* painter, const QRectF&) {
    if (m_content.isEmpty()) {
        return;
    }
    const theme::PainterState state(*painter);
    const theme::Tokens& tokens = theme::tokensOf(this);
    painter->setFont(theme::font(theme::Type::Caption));
    if (m_content.limit) {
        const double y = std::round(yOf(*m_content.limit)) + 0.5;
        painter->setPen(QPen(tokens.warn, 1.5, Qt::CustomDashLine));
        QPen dashed = painter->pen();
        dashed.setDashPattern({4, 3});
        painter->setPen(dashed);
        painter->drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        const QFontMetrics metrics(painter->font());
        const int wide = metrics.horizontalAdvance(m_content.limitMeaning) + 10;
        const QRectF label(m_plot.right() - wide, std::max(0.0, y + 4), wide, metrics.height() + 2);
        theme::drawBox(*painter, label, 4, tokens.surface);
        painter->setPen(tokens.warn);
        painter->drawText(label, Qt::AlignCenter, m_content.limitMeaning);
    }
    if (hasFocus()) {
        theme::drawFocusRing(*painter, rect(), theme::radius::kControl, tokens);
    }
    if (m_readOut && *m_readOut < int(m_content.timeline().size())) {
        drawReadOut(*painter);
    }
}

void ChartPlot::drawReadOut(QPainter& painter) const {
    const theme::Tokens& tokens = theme::tokensOf(this);
    const auto row = std::size_t(*m_readOut);
    const double x = xOfIndex(*m_readOut);
    painter.setPen(QPen(tokens.muted, 1));
    painter.drawLine(
        QPointF(std::round(x) + 0.5, m_plot.top()), QPointF(std::round(x) + 0.5, m_plot.bottom()));
    std::vector<ReadOutLine> lines;
    for (const ChartSeries& each : m_content.series) {
        if (row >= each.samples.size()) {
            continue;
        }
        const double value = each.samples[row].value;
        const QColor color = seriesColor(tokens, each.color);
        lines.push_back({color, each.name, m_content.valueInWords(value)});
        if (each.drawing != Drawing::StackedBars && std::isfinite(value)) {
            painter.setPen(QPen(tokens.surface, 2));
            painter.setBrush(color);
            painter.drawEllipse(QPointF(x, yOf(value)), 4.5, 4.5);
        }
    }
    drawReadOutCard(painter, x, lines);
}

void ChartPlot::drawReadOutCard(
    QPainter& painter, double x, const std::vector<ReadOutLine>& lines) const {
    const theme::Tokens& tokens = theme::tokensOf(this);
    const auto row = std::size_t(*m_readOut);
    const QFont plain = theme::font(theme::Type::Caption);
    QFont strong = plain;
    strong.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(strong);
    const QString time = m_content.timeInWords(m_content.timeline().at(row).time);
    int wide = metrics.horizontalAdvance(time);
    for (const ReadOutLine& line : lines) {
        wide = std::max(
            wide, kSwatch + 6 + metrics.horizontalAdvance(line.label) + theme::space::kMedium +
                      metrics.horizontalAdvance(line.value));
    }
    const int step = metrics.height() + 4;
    QRectF card(0, 0, wide + 2 * kPadding, step * (double(lines.size()) + 1) + 2 * kPadding - 6);
    const bool fitsRight = x + 12 + card.width() < width();
    card.moveTopLeft({fitsRight ? x + 12 : std::max(0.0, x - 12 - card.width()), m_plot.top() + 4});
    theme::drawBox(
        painter, card, theme::radius::kControl, tokens.surface,
        theme::mix(tokens.border, tokens.outline, 0.6));
    QRectF place = card.adjusted(kPadding, kPadding - 3, -kPadding, 0);
    place.setHeight(step);
    const auto side = [this](Qt::Alignment alignment) {
        return int(QStyle::visualAlignment(layoutDirection(), alignment)) | Qt::AlignVCenter;
    };
    painter.setFont(strong);
    painter.setPen(tokens.text);
    painter.drawText(place, side(Qt::AlignLeft), time);
    for (const ReadOutLine& line : lines) {
        place.translate(0, step);
        QRectF swatch(place.left(), place.center().y() - kSwatch / 2.0, kSwatch, kSwatch);
        if (isRightToLeft()) {
            swatch.moveRight(place.right());
        }
        theme::drawBox(painter, swatch, 2, line.color);
        const int indent = kSwatch + 6;
        painter.setFont(plain);
        painter.setPen(tokens.muted);
        painter.drawText(
            place.adjusted(isRightToLeft() ? 0 : indent, 0, isRightToLeft() ? -indent : 0, 0),
            side(Qt::AlignLeft), line.label);
        painter.setFont(strong);
        painter.setPen(tokens.text);
        painter.drawText(place, side(Qt::AlignRight), line.value);
    }
}

} // namespace meson::widgets
