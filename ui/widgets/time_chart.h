// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/part.h"

#include <QDateTime>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QStackedWidget;
class QTableView;

namespace meson::widgets {

class ChartPlot;
struct ChartContent;
class EmptyState;
class Legend;

/// One measured value. Not-a-number is a gap: nothing was measured then.
struct Sample {
    QDateTime time;
    double value = 0;
};

enum class Drawing { StackedBars, Line, Area };

/// One row of values over time. Bars of all series share their times.
struct ChartSeries {
    QString name;
    std::vector<Sample> samples; ///< oldest first
    int color = 0;               ///< which of the theme's chart colours
    Drawing drawing = Drawing::Area;
    Fill fill = Fill::Solid; ///< of bars
};

/// A stretch of time that is shaded because something held: "Paused".
struct ChartSpan {
    QDateTime from;
    QDateTime to;
    QString meaning;
};

/// A chart of values over time with what a chart alone lacks: a read-out under the mouse and the
/// keyboard, a summary in words, the same figures as a table, and a sentence instead of an empty
/// grid. Rows of any length are drawn with at most two points per pixel, the least and the
/// greatest. Thread: ui.
class TimeChart : public QWidget {
    Q_OBJECT

public:
    using Formatter = std::function<QString(double)>;

    explicit TimeChart(const QString& name, QWidget* parent = nullptr);
    ~TimeChart() override;

    void setSeries(std::vector<ChartSeries> series);

    /// Turns a value into the words of axis, read-out and table, with its unit.
    void setFormatter(Formatter formatter);

    /// How the time of one bucket is written; the default fits the span shown.
    void setTimeFormatter(std::function<QString(const QDateTime&)> formatter);

    /// Logarithmic: each mark is ten times the one below; what is less than the lowest mark, zero
    /// too, lies on the floor. Bars are always drawn linear.
    enum class Scale { Linear, Logarithmic };
    void setScale(Scale scale);

    /// A dashed line at `value`; none before this is called.
    void setLimit(std::optional<double> value, const QString& meaning = {});
    void setSpans(std::vector<ChartSpan> spans);

    void setEmptyText(const QString& title, const QString& sentence);

    enum class View { Chart, Table };
    View view() const;
    void setView(View view);

    /// The series in words: the least, the greatest and the last value of each.
    QString summary() const;

    /// The sample that the read-out shows, or none.
    std::optional<int> readOut() const;
    void setReadOut(std::optional<int> index);

Q_SIGNALS:
    void viewChanged(View view);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void refreshLegend();

    const std::unique_ptr<ChartContent> m_content;
    ChartPlot* m_plot;
    Legend* m_legend;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    View m_view = View::Chart;
};

/// The least and the greatest sample of each of `buckets` stretches of equal time, in order; gaps
/// stay gaps. What is short enough already comes back as it is.
std::vector<Sample> decimated(const std::vector<Sample>& samples, int buckets);

/// At most five round marks from zero (or below) to at least `greatest`, the last one the top.
std::vector<double> roundMarks(double least, double greatest);

/// Powers of ten from at most the least value above zero to at least `greatest`, six at most.
std::vector<double> logarithmicMarks(double leastAboveZero, double greatest);

} // namespace meson::widgets
