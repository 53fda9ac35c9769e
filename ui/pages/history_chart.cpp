// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history_chart.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace meson::pages {

namespace {

using namespace std::chrono_literals;

struct Range {
    std::chrono::seconds span;
    int points;
};
/// Each range in whole buckets of the level that is read for it.
constexpr std::array kRanges{
    Range{1min, 60}, Range{5min, 300},    Range{30min, 300},    Range{3h, 180},
    Range{24h, 288}, Range{24h * 7, 168}, Range{24h * 30, 240}, Range{24h * 365, 366},
};
constexpr int kFirstRange = 1;

QStringList rangeNames() {
    return {HistoryChart::tr("1 min"), HistoryChart::tr("5 min"), HistoryChart::tr("30 min"),
            HistoryChart::tr("3 h"),   HistoryChart::tr("24 h"),  HistoryChart::tr("7 d"),
            HistoryChart::tr("30 d"),  HistoryChart::tr("1 y")};
}

QDateTime dateOf(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time));
}

/// The starts of all buckets, with the span's ends and the ends of what lies before a gap: there
/// no series has a value. One bucket that is missing is no gap, the clock's second may slip.
std::vector<base::WallTime>
timesOf(const std::vector<metrics::HistorySeries>& all, const metrics::HistorySpan& span) {
    std::map<base::WallTime, std::chrono::seconds> buckets;
    for (const metrics::HistorySeries& series : all) {
        for (const metrics::HistoryBucket& bucket : series) {
            buckets.emplace(bucket.start, bucket.length);
        }
    }
    std::vector<base::WallTime> times;
    base::WallTime end = span.from;
    times.push_back(end);
    for (const auto& [start, length] : buckets) {
        if (start > end + length) {
            times.push_back(end + 1s);
        }
        if (start > times.back()) {
            times.push_back(start);
        } else if (times.size() == 1) {
            times.front() = start;
        }
        end = start + length;
    }
    if (span.to > times.back()) {
        times.push_back(span.to);
    }
    return times;
}

/// Where the series was more than a half, buckets that follow one another taken together.
std::vector<widgets::ChartSpan>
spansOf(const metrics::HistorySeries& series, const QString& meaning) {
    std::vector<widgets::ChartSpan> spans;
    base::WallTime end{};
    for (const metrics::HistoryBucket& bucket : series) {
        if (bucket.average <= 0.5) {
            continue;
        }
        if (spans.empty() || bucket.start > end + bucket.length) {
            spans.push_back({dateOf(bucket.start), {}, meaning});
        }
        end = bucket.start + bucket.length;
        spans.back().to = dateOf(end);
    }
    return spans;
}

/// Buckets of a second are their own peaks: beside their average they say nothing.
bool isRepeated(
    const std::vector<HistoryLine>& lines, const HistoryLine& line,
    const metrics::HistorySeries& series) {
    const bool hasAverage = std::any_of(lines.begin(), lines.end(), [&](const HistoryLine& other) {
        return other.figure == line.figure && other.value == HistoryLine::Value::Average;
    });
    return hasAverage && line.value == HistoryLine::Value::Greatest &&
           std::all_of(series.begin(), series.end(), [](const metrics::HistoryBucket& bucket) {
               return bucket.length <= 1s;
           });
}

} // namespace

HistoryChart::HistoryChart(
    bridge::MinerModel& model, const QString& title, std::vector<HistoryLine> lines,
    widgets::TimeChart::Formatter formatter, QWidget* parent)
    : Card(title, parent)
    , m_model(model)
    , m_lines(std::move(lines))
    , m_ranges(new widgets::SegmentedControl(tr("Time shown"), rangeNames()))
    , m_views(new widgets::SegmentedControl(tr("Shown as"), {tr("Graph"), tr("Table")}))
    , m_chart(new widgets::TimeChart(title)) {
    m_chart->setFormatter(std::move(formatter));
    m_chart->setMinimumHeight(260);
    m_chart->setEmptyText(
        tr("Nothing measured in this time"),
        tr("Figures are kept from the moment the node first runs, for a year."));
    m_ranges->setCurrent(kFirstRange);
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_ranges);
    row->addStretch(1);
    row->addWidget(m_views);
    body()->addLayout(row);
    body()->addWidget(m_chart, 1);
    connect(m_ranges, &widgets::SegmentedControl::currentChanged, this, &HistoryChart::refresh);
    connect(m_views, &widgets::SegmentedControl::currentChanged, this, [this](int view) {
        m_chart->setView(
            view == 0 ? widgets::TimeChart::View::Chart : widgets::TimeChart::View::Table);
    });
    connect(&m_timer, &QTimer::timeout, this, &HistoryChart::refresh);
}

int HistoryChart::range() const {
    return m_ranges->current();
}

void HistoryChart::setRange(int range) {
    m_ranges->setCurrent(range);
    refresh();
}

void HistoryChart::setShading(node::Figure figure, const QString& meaning) {
    m_shadedBy = figure;
    m_shading = meaning;
}

void HistoryChart::offerScale() {
    auto* scale = new widgets::SegmentedControl(tr("Scale"), {tr("Linear"), tr("Logarithmic")});
    addHeaderWidget(scale);
    connect(scale, &widgets::SegmentedControl::currentChanged, this, [this](int place) {
        m_chart->setScale(
            place == 0 ? widgets::TimeChart::Scale::Linear
                       : widgets::TimeChart::Scale::Logarithmic);
    });
}

void HistoryChart::setLimit(std::optional<double> limit, const QString& meaning) {
    m_chart->setLimit(limit, meaning);
}

void HistoryChart::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    refresh();
}

void HistoryChart::refresh() {
    if (!isVisible()) {
        m_timer.stop();
        return;
    }
    const Range& range = kRanges.at(std::size_t(m_ranges->current()));
    m_timer.start(range.span <= 30min ? 1s : 30s);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const metrics::HistorySpan span{now - range.span, now, range.points};
    std::vector<node::Figure> figures;
    for (const HistoryLine& line : m_lines) {
        figures.push_back(line.figure);
    }
    if (m_shadedBy) {
        figures.push_back(*m_shadedBy);
    }
    m_model.history(figures, span, this, [this, span, asked = ++m_asked](const auto& all) {
        if (asked == m_asked) {
            take(all, span);
        }
    });
}

void HistoryChart::take(
    const std::vector<metrics::HistorySeries>& all, const metrics::HistorySpan& span) {
    const auto times = timesOf(all, span);
    std::vector<widgets::ChartSeries> series;
    for (std::size_t i = 0; i < m_lines.size() && i < all.size(); ++i) {
        if (isRepeated(m_lines, m_lines[i], all[i])) {
            continue;
        }
        widgets::ChartSeries line{
            m_lines[i].name, {}, m_lines[i].color, m_lines[i].drawing, widgets::Fill::Solid};
        auto bucket = all[i].begin();
        for (const base::WallTime time : times) {
            double value = std::numeric_limits<double>::quiet_NaN();
            if (bucket != all[i].end() && bucket->start == time) {
                value = m_lines[i].value == HistoryLine::Value::Average ? bucket->average
                                                                        : bucket->greatest;
                ++bucket;
            }
            line.samples.push_back({dateOf(time), value});
        }
        series.push_back(std::move(line));
    }
    if (m_shadedBy && all.size() > m_lines.size()) {
        m_chart->setSpans(spansOf(all[m_lines.size()], m_shading));
    }
    m_chart->setSeries(std::move(series));
}

} // namespace meson::pages
