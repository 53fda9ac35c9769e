// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/donut.h"

#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/legend.h"

#include <QHBoxLayout>
#include <QPainterPath>
#include <numeric>

namespace meson::widgets {

namespace {

constexpr int kSide = 168;
constexpr int kThickness = 22;

} // namespace

class DonutRing : public Graphic {
public:
    DonutRing()
        : Graphic(QAccessible::Chart) {
        setFixedSize(kSide, kSide);
    }

    void setWhole(const QString& figure, const QString& caption) {
        m_figure = figure;
        m_caption = caption;
        setAccessibleName(caption + QLatin1Char(' ') + figure);
        update();
    }

    void setParts(const QList<Part>& parts) {
        m_parts = parts;
        setSummary(partsInWords(parts));
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawRing(painter);
        drawMiddle(painter);
    }

private:
    void drawRing(QPainter& painter) const {
        const theme::Tokens& tokens = theme::tokensOf(this);
        const QRectF outer = QRectF(rect()).adjusted(1, 1, -1, -1);
        const QRectF inner = outer.adjusted(kThickness, kThickness, -kThickness, -kThickness);
        const double total =
            std::accumulate(m_parts.begin(), m_parts.end(), 0.0, [](double sum, const Part& part) {
                return sum + std::max(0.0, part.amount);
            });
        QPainterPath ring;
        ring.addEllipse(outer);
        ring.addEllipse(inner);
        painter.fillPath(ring, theme::mix(tokens.sunken, tokens.border, 0.6));
        double angle = 90;
        for (const Part& part : m_parts) {
            const double span = total > 0 ? -360 * std::max(0.0, part.amount) / total : 0;
            if (span == 0) {
                continue;
            }
            QPainterPath slice;
            slice.arcMoveTo(outer, angle);
            slice.arcTo(outer, angle, span);
            slice.arcTo(inner, angle + span, -span);
            slice.closeSubpath();
            painter.save();
            painter.setClipPath(slice);
            fillPart(painter, outer, part, tokens);
            painter.restore();
            painter.strokePath(slice, QPen(tokens.surface, m_parts.size() > 1 ? 2 : 0.01));
            angle += span;
        }
    }

    void drawMiddle(QPainter& painter) const {
        const theme::Tokens& tokens = theme::tokensOf(this);
        const QRect middle = rect().adjusted(kThickness + 6, 0, -kThickness - 6, 0);
        const QFont big = theme::font(theme::Type::Title);
        const QFont small = theme::font(theme::Type::Caption);
        const int bigHeight = QFontMetrics(big).height();
        const int both = bigHeight + QFontMetrics(small).height();
        const QRect top(middle.left(), (height() - both) / 2, middle.width(), bigHeight);
        painter.setFont(big);
        painter.setPen(tokens.text);
        painter.drawText(top, Qt::AlignCenter, m_figure);
        painter.setFont(small);
        painter.setPen(tokens.muted);
        painter.drawText(
            QRect(middle.left(), top.bottom() + 1, middle.width(), both - bigHeight),
            Qt::AlignCenter,
            QFontMetrics(small).elidedText(m_caption, Qt::ElideRight, middle.width()));
    }

    QString m_figure;
    QString m_caption;
    QList<Part> m_parts;
};

Donut::Donut(QWidget* parent)
    : QWidget(parent)
    , m_ring(new DonutRing)
    , m_legend(new Legend) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::space::kLarge);
    row->addWidget(m_ring);
    row->addWidget(m_legend, 1, Qt::AlignVCenter);
}

void Donut::setWhole(const QString& figure, const QString& caption) {
    m_ring->setWhole(figure, caption);
}

void Donut::setParts(const QList<Part>& parts) {
    m_ring->setParts(parts);
    m_legend->setParts(parts);
}

QString Donut::summary() const {
    return m_ring->summary();
}

} // namespace meson::widgets
