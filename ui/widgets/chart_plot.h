// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/time_chart.h"

#include <QtCharts/QChartView>

namespace meson::widgets {

/// What a TimeChart shows, in one place for its drawing and its table.
struct ChartContent {
    std::vector<ChartSeries> series;
    std::vector<ChartSpan> spans;
    std::optional<double> limit;
    QString limitMeaning;
    TimeChart::Scale scale = TimeChart::Scale::Linear;
    TimeChart::Formatter formatValue;
    std::function<QString(const QDateTime&)> formatTime;

    /// All times of the longest series: the rows of the table.
    const std::vector<Sample>& timeline() const;

    bool isEmpty() const;
    bool hasBars() const;
    bool isLogarithmic() const;
    QString timeInWords(const QDateTime& time) const;
    QString valueInWords(double value) const;

    /// The least, greatest and last value of each series.
    QString inWords() const;
};

/// One series in the read-out.
struct ReadOutLine {
    QColor color;
    QString label;
    QString value;
};

/// The drawing of a TimeChart. Qt Charts draws bars, lines and areas; this class draws what gives
/// them meaning: grid, labels, limit, shaded spans and the read-out. Thread: ui.
class ChartPlot : public QChartView {
    Q_OBJECT

public:
    /// The content outlives the plot.
    ChartPlot(const QString& name, const ChartContent& content, QWidget* parent);

    /// Draws anew from the content.
    void rebuild();

    std::optional<int> readOut() const { return m_readOut; }
    void setReadOut(std::optional<int> index);

protected:
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void measure();
    void measureMarks();
    double heightOf(double value) const;
    void addBars();
    void addRows();
    double xOf(const QDateTime& time) const;
    double yOf(double value) const;
    double xOfIndex(int index) const;
    int indexAt(double x) const;
    void drawTimes(QPainter& painter) const;
    void drawReadOut(QPainter& painter) const;
    void drawReadOutCard(QPainter& painter, double x, const std::vector<ReadOutLine>& lines) const;

    const ChartContent& m_content;
    std::vector<double> m_marks;
    double m_least = 0; ///< as heightOf() says, like m_greatest
    double m_greatest = 0;
    QRectF m_plot;
    std::optional<int> m_readOut;
};

} // namespace meson::widgets
