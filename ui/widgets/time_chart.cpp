// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/time_chart.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/chart_plot.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/legend.h"

#include <QAbstractTableModel>
#include <QEvent>
#include <QHeaderView>
#include <QLocale>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace meson::widgets {

namespace {

constexpr int kShadeColor = 5; // the grey of the chart's colours

/// The chart's figures as rows: time, then a column a series.
class ChartTable : public QAbstractTableModel {
public:
    ChartTable(const ChartContent& content, QObject* parent)
        : QAbstractTableModel(parent)
        , m_content(content) {}

    void refresh() {
        beginResetModel();
        endResetModel();
    }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : int(m_content.timeline().size());
    }

    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : 1 + int(m_content.series.size());
    }

    QVariant data(const QModelIndex& index, int role) const override {
        const auto row = m_content.timeline().size() - 1 - std::size_t(index.row());
        if (role == Qt::TextAlignmentRole && index.column() > 0) {
            return QVariant(Qt::AlignRight | Qt::AlignVCenter);
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        if (index.column() == 0) {
            return m_content.timeInWords(m_content.timeline()[row].time);
        }
        const auto& samples = m_content.series[std::size_t(index.column() - 1)].samples;
        return row < samples.size() ? m_content.valueInWords(samples[row].value) : QString();
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (orientation == Qt::Vertical) {
            return {};
        }
        if (role == Qt::TextAlignmentRole) {
            return QVariant((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        }
        if (role != Qt::DisplayRole) {
            return {};
        }
        return section == 0 ? TimeChart::tr("Time")
                            : m_content.series[std::size_t(section - 1)].name;
    }

private:
    const ChartContent& m_content;
};

} // namespace

TimeChart::TimeChart(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_content(std::make_unique<ChartContent>())
    , m_plot(new ChartPlot(name, *m_content, this))
    , m_legend(new Legend(4))
    , m_table(new QTableView)
    , m_empty(new EmptyState(theme::Glyph::Chart, {}, tr("Nothing was measured yet.")))
    , m_stack(new QStackedWidget) {
    m_content->formatValue = [](double value) { return QLocale().toString(value, 'g', 4); };
    setAccessibleName(name);
    m_table->setModel(new ChartTable(*m_content, this));
    m_table->setAccessibleName(tr("%1, as a table").arg(name));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(theme::size::kControl);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* chart = new QWidget;
    auto* column = new QVBoxLayout(chart);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::space::kSmall);
    column->addWidget(m_plot, 1);
    column->addWidget(m_legend);
    m_stack->addWidget(chart);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);
    refresh();
}

void TimeChart::setSeries(std::vector<ChartSeries> series) {
    m_content->series = std::move(series);
    refreshLegend();
    refresh();
}

void TimeChart::setFormatter(Formatter formatter) {
    m_content->formatValue = std::move(formatter);
    refresh();
}

void TimeChart::setTimeFormatter(std::function<QString(const QDateTime&)> formatter) {
    m_content->formatTime = std::move(formatter);
    refresh();
}

void TimeChart::setScale(Scale scale) {
    m_content->scale = scale;
    refresh();
}

void TimeChart::setLimit(std::optional<double> value, const QString& meaning) {
    m_content->limit = value;
    m_content->limitMeaning = meaning;
    refresh();
}

void TimeChart::setSpans(std::vector<ChartSpan> spans) {
    m_content->spans = std::move(spans);
    refreshLegend();
    refresh();
}

void TimeChart::setEmptyText(const QString& title, const QString& sentence) {
    m_empty->setText(title, sentence);
}

TimeChart::View TimeChart::view() const {
    return m_view;
}

void TimeChart::setView(View view) {
    if (view != m_view) {
        m_view = view;
        refresh();
        Q_EMIT viewChanged(view);
    }
}

TimeChart::~TimeChart() {
    delete m_stack; // the drawing and the table read the content
}

QString TimeChart::summary() const {
    return m_content->isEmpty() ? m_empty->accessibleDescription() : m_content->inWords();
}

std::optional<int> TimeChart::readOut() const {
    return m_plot->readOut();
}

void TimeChart::setReadOut(std::optional<int> index) {
    m_plot->setReadOut(index);
}

void TimeChart::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::LayoutDirectionChange) {
        refresh();
    }
}

void TimeChart::refreshLegend() {
    QList<Part> parts;
    for (const ChartSeries& each : m_content->series) {
        parts << Part{each.name, {}, 0, each.color, each.fill};
    }
    if (!m_content->spans.empty()) {
        parts << Part{m_content->spans.front().meaning, {}, 0, kShadeColor, Fill::Hatched};
    }
    m_legend->setParts(parts);
    m_legend->setVisible(parts.size() > 1);
}

void TimeChart::refresh() {
    m_plot->rebuild();
    static_cast<ChartTable*>(m_table->model())->refresh();
    m_plot->setAccessibleDescription(summary());
    m_stack->setCurrentIndex(m_content->isEmpty() ? 2 : m_view == View::Table ? 1 : 0);
}

} // namespace meson::widgets
