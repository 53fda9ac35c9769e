// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_plot.h"

#include "ui/theme/metrics.h"
#include "ui/theme/style.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QBarSet>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>
#include <QtCharts/QStackedBarSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <cmath>
#include <limits>

namespace meson::widgets {

namespace {

/// The least and the greatest of what is stacked or drawn at one time.
std::pair<double, double> extent(const std::vector<ChartSeries>& all, std::size_t rows) {
    double least = 0;
    double greatest = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        double up = 0;
        double down = 0;
        for (const ChartSeries& series : all) {
            if (row >= series.samples.size() || !std::isfinite(series.samples[row].value)) {
                continue;
            }
            const double value = series.samples[row].value;
            if (series.drawing == Drawing::StackedBars) {
                (value < 0 ? down : up) += value;
            }
            least = std::min({least, value, down});
            greatest = std::max({greatest, value, up});
        }
    }
    return {least, greatest};
}

/// For a logarithmic scale; infinite where nothing is above zero.
double leastAboveZero(const std::vector<ChartSeries>& all) {
    double least = std::numeric_limits<double>::infinity();
    for (const ChartSeries& series : all) {
        for (const Sample& sample : series.samples) {
            if (sample.value > 0) {
                least = std::min(least, sample.value);
            }
        }
    }
    return least;
}

} // namespace

ChartPlot::ChartPlot(const QString& name, const ChartContent& content, QWidget* parent)
    : QChartView(parent)
    , m_content(content) {
    setObjectName(QStringLiteral("plot"));
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setMinimumHeight(160);
    setViewportUpdateMode(FullViewportUpdate);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
}

void ChartPlot::rebuild() {
    measure();
    QChart* drawing = chart();
    drawing->removeAllSeries();
    for (QAbstractAxis* axis : drawing->axes()) {
        drawing->removeAxis(axis);
        delete axis;
    }
    drawing->setPlotArea(m_plot);
    if (m_content.isEmpty()) {
        return;
    }
    auto* x = new QValueAxis;
    auto* y = new QValueAxis;
    if (m_content.hasBars()) {
        x->setRange(-0.5, double(m_content.timeline().size()) - 0.5);
    } else {
        x->setRange(
            double(m_content.timeline().front().time.toMSecsSinceEpoch()),
            double(m_content.timeline().back().time.toMSecsSinceEpoch()));
    }
    y->setRange(m_least, m_greatest);
    x->setVisible(false);
    y->setVisible(false);
    drawing->addAxis(x, Qt::AlignBottom);
    drawing->addAxis(y, Qt::AlignLeft);
    addBars();
    addRows();
    for (QAbstractSeries* each : drawing->series()) {
        each->attachAxis(x);
        each->attachAxis(y);
    }
    viewport()->update();
}

/// Where a value lies between m_least and m_greatest.
double ChartPlot::heightOf(double value) const {
    if (!m_content.isLogarithmic()) {
        return value;
    }
    return std::log10(std::max(value, m_marks.front()));
}

void ChartPlot::measureMarks() {
    auto [least, greatest] = extent(m_content.series, m_content.timeline().size());
    if (m_content.limit) {
        greatest = std::max(greatest, *m_content.limit);
    }
    if (m_content.isLogarithmic()) {
        m_marks = logarithmicMarks(leastAboveZero(m_content.series), greatest);
        m_least = heightOf(m_marks.front());
        m_greatest = heightOf(m_marks.back());
        return;
    }
    m_marks = roundMarks(least, greatest);
    m_least = std::max(m_marks.front(), least - 0.06 * (m_marks.back() - least));
    std::erase_if(m_marks, [this](double mark) { return mark < m_least; });
    m_greatest = m_marks.back();
}

void ChartPlot::measure() {
    measureMarks();
    const QFontMetrics metrics(theme::font(theme::Type::Caption));
    int labels = 0;
    for (const double mark : m_marks) {
        labels = std::max(labels, metrics.horizontalAdvance(m_content.valueInWords(mark)));
    }
    const int side = labels + theme::space::kSmall;
    const int line = metrics.height();
    m_plot = QRectF(rect()).adjusted(
        isRightToLeft() ? 4 : side, line / 2.0 + 2, isRightToLeft() ? -side : -4, -line - 10);
}

void ChartPlot::addBars() {
    if (!m_content.hasBars()) {
        return;
    }
    const theme::Tokens& tokens = theme::tokensOf(this);
    auto* bars = new QStackedBarSeries;
    bars->setBarWidth(m_content.timeline().size() > 60 ? 0.9 : 0.62);
    for (const ChartSeries& each : m_content.series) {
        if (each.drawing != Drawing::StackedBars) {
            continue;
        }
        auto* set = new QBarSet(each.name);
        for (const Sample& sample : each.samples) {
            set->append(std::isfinite(sample.value) ? sample.value : 0.0);
        }
        const QColor color = seriesColor(tokens, each.color);
        const bool isHatched = each.fill == Fill::Hatched;
        set->setPen(isHatched ? QPen(color, 1) : QPen(Qt::NoPen)); // an edge shows at height 0 too
        set->setBrush(isHatched ? QBrush(color, Qt::BDiagPattern) : QBrush(color));
        bars->append(set);
    }
    chart()->addSeries(bars);
}

void ChartPlot::addRows() {
    const theme::Tokens& tokens = theme::tokensOf(this);
    const auto addStretch = [&](const ChartSeries& each, const QList<QPointF>& points) {
        const QColor color = seriesColor(tokens, each.color);
        auto* line = new QLineSeries;
        line->replace(points);
        line->setPen(QPen(
            color, points.size() > 500 ? 1.25 : 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        if (each.drawing == Drawing::Line) {
            chart()->addSeries(line);
            return;
        }
        auto* floor = new QLineSeries;
        const double ground = m_content.isLogarithmic() ? m_least : 0;
        floor->append(points.first().x(), ground);
        floor->append(points.last().x(), ground);
        auto* area = new QAreaSeries(line, floor);
        line->setParent(area);
        floor->setParent(area);
        QColor wash = color;
        wash.setAlphaF(0.15F);
        area->setBrush(wash);
        area->setPen(QPen(Qt::NoPen));
        chart()->addSeries(area);
        auto* edge = new QLineSeries;
        edge->replace(points);
        edge->setPen(line->pen());
        chart()->addSeries(edge);
    };
    for (const ChartSeries& each : m_content.series) {
        if (each.drawing == Drawing::StackedBars) {
            continue;
        }
        QList<QPointF> points;
        int index = 0;
        for (const Sample& sample : decimated(each.samples, std::max(1, int(m_plot.width())))) {
            if (std::isfinite(sample.value)) {
                points << QPointF(
                    m_content.hasBars() ? index : double(sample.time.toMSecsSinceEpoch()),
                    heightOf(sample.value));
            } else if (!points.isEmpty()) {
                addStretch(each, points);
                points.clear();
            }
            ++index;
        }
        if (!points.isEmpty()) {
            addStretch(each, points);
        }
    }
}

double ChartPlot::xOf(const QDateTime& time) const {
    const double from = double(m_content.timeline().front().time.toMSecsSinceEpoch());
    const double to = double(m_content.timeline().back().time.toMSecsSinceEpoch());
    const double share = to > from ? (double(time.toMSecsSinceEpoch()) - from) / (to - from) : 0.0;
    return m_plot.left() + std::clamp(share, 0.0, 1.0) * m_plot.width();
}

double ChartPlot::xOfIndex(int index) const {
    if (!m_content.hasBars()) {
        return xOf(m_content.timeline().at(std::size_t(index)).time);
    }
    return m_plot.left() + m_plot.width() * (index + 0.5) / double(m_content.timeline().size());
}

double ChartPlot::yOf(double value) const {
    return m_plot.bottom() - (heightOf(value) - m_least) / (m_greatest - m_least) * m_plot.height();
}

int ChartPlot::indexAt(double x) const {
    const auto& times = m_content.timeline();
    int low = 0;
    int high = int(times.size()) - 1;
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (xOfIndex(middle) < x ? low : high) = middle;
    }
    return std::abs(xOfIndex(low) - x) <= std::abs(xOfIndex(high) - x) ? low : high;
}

void ChartPlot::setReadOut(std::optional<int> index) {
    if (index && (*index < 0 || *index >= int(m_content.timeline().size()))) {
        return;
    }
    m_readOut = index;
    viewport()->update();
}

void ChartPlot::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    rebuild();
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event) {
    if (!m_content.isEmpty()) {
        setReadOut(indexAt(event->position().x()));
    }
}

void ChartPlot::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    setReadOut({});
}

void ChartPlot::keyPressEvent(QKeyEvent* event) {
    const int last = int(m_content.timeline().size()) - 1;
    const int now = m_readOut.value_or(last);
    switch (event->key()) {
    case Qt::Key_Left:
        return setReadOut(std::max(0, m_readOut ? now - 1 : now));
    case Qt::Key_Right:
        return setReadOut(std::min(last, now + 1));
    case Qt::Key_Home:
        return setReadOut(0);
    case Qt::Key_End:
        return setReadOut(last);
    case Qt::Key_Escape:
        if (m_readOut) {
            return setReadOut({});
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void ChartPlot::focusInEvent(QFocusEvent*) {
    viewport()->update();
}

void ChartPlot::focusOutEvent(QFocusEvent*) {
    setReadOut({});
}

} // namespace meson::widgets
