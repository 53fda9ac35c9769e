// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chart_plot.h"

#include <QLocale>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace meson::widgets {

namespace {

constexpr int kDaySeconds = 24 * 60 * 60;
constexpr int kMinutesSeconds = 10 * 60; ///< below that, two marks may be in the same minute

/// Day and month in the language's own order: its long date without year and weekday.
QString dayFormat(const QLocale& locale) {
    static const QRegularExpression kYear(
        QStringLiteral("(\\s*'[^']*')?[\\s,]*y+\\s?[年년.]?\\s*('[^']*'\\.?)?"));
    static const QRegularExpression kWeekday(QStringLiteral("[\\s,]*dddd[\\s,]*"));
    QString format = locale.dateFormat(QLocale::LongFormat);
    format.remove(kYear).remove(kWeekday).replace(QLatin1String("MMMM"), QLatin1String("MMM"));
    return format.trimmed();
}

/// The least and greatest sample of [first, last), in the order of time; a gap if it holds only
/// gaps.
void appendExtremes(
    std::vector<Sample>::const_iterator first, std::vector<Sample>::const_iterator last,
    std::vector<Sample>& result) {
    const auto measured = [](const Sample& sample) { return std::isfinite(sample.value); };
    auto low = std::find_if(first, last, measured);
    if (low == last) {
        result.push_back(*first);
        return;
    }
    auto high = low;
    for (auto each = low; each != last; ++each) {
        if (measured(*each)) {
            low = each->value < low->value ? each : low;
            high = each->value > high->value ? each : high;
        }
    }
    result.push_back(*std::min(low, high));
    if (low != high) {
        result.push_back(*std::max(low, high));
    }
}

} // namespace

bool ChartContent::hasBars() const {
    return std::any_of(series.begin(), series.end(), [](const ChartSeries& each) {
        return each.drawing == Drawing::StackedBars;
    });
}

const std::vector<Sample>& ChartContent::timeline() const {
    static const std::vector<Sample> kNone;
    const auto longest = std::max_element(
        series.begin(), series.end(), [](const ChartSeries& a, const ChartSeries& b) {
            return a.samples.size() < b.samples.size();
        });
    return longest == series.end() ? kNone : longest->samples;
}

bool ChartContent::isEmpty() const {
    return std::none_of(series.begin(), series.end(), [](const ChartSeries& each) {
        return std::any_of(each.samples.begin(), each.samples.end(), [](const Sample& sample) {
            return std::isfinite(sample.value);
        });
    });
}

QString ChartContent::valueInWords(double value) const {
    return std::isfinite(value) ? formatValue(value) : QStringLiteral("–");
}

QString ChartContent::timeInWords(const QDateTime& time) const {
    if (formatTime) {
        return formatTime(time);
    }
    const auto& times = timeline();
    const qint64 span = times.front().time.secsTo(times.back().time);
    if (span <= kMinutesSeconds) {
        QString format = QLocale().timeFormat(QLocale::ShortFormat);
        format.replace(QLatin1String("mm"), QLatin1String("mm:ss"));
        return QLocale().toString(time.time(), format);
    }
    if (span <= kDaySeconds) {
        return QLocale().toString(time.time(), QLocale::ShortFormat);
    }
    return QLocale().toString(
        time, span <= 2 * kDaySeconds ? QStringLiteral("ddd HH:mm") : dayFormat(QLocale()));
}

QString ChartContent::inWords() const {
    QStringList words;
    for (const ChartSeries& each : series) {
        const Sample* least = nullptr;
        const Sample* greatest = nullptr;
        const Sample* last = nullptr;
        for (const Sample& sample : each.samples) {
            if (std::isfinite(sample.value)) {
                least = !least || sample.value < least->value ? &sample : least;
                greatest = !greatest || sample.value > greatest->value ? &sample : greatest;
                last = &sample;
            }
        }
        if (last) {
            words << TimeChart::tr("%1: lowest %2, highest %3 at %4, last %5")
                         .arg(
                             each.name, valueInWords(least->value), valueInWords(greatest->value),
                             timeInWords(greatest->time), valueInWords(last->value));
        }
    }
    return words.join(QStringLiteral(". "));
}

std::vector<Sample> decimated(const std::vector<Sample>& samples, int buckets) {
    if (buckets < 1 || samples.size() <= 2 * std::size_t(buckets)) {
        return samples;
    }
    const qint64 start = samples.front().time.toMSecsSinceEpoch();
    const double width =
        double(samples.back().time.toMSecsSinceEpoch() - start + 1) / double(buckets);
    std::vector<Sample> result;
    result.reserve(2 * std::size_t(buckets));
    auto first = samples.begin();
    for (int bucket = 1; bucket <= buckets && first != samples.end(); ++bucket) {
        const qint64 end = start + std::llround(width * bucket);
        const auto last =
            std::lower_bound(first, samples.end(), end, [](const Sample& sample, qint64 time) {
                return sample.time.toMSecsSinceEpoch() < time;
            });
        if (last != first) {
            appendExtremes(first, last, result);
        }
        first = last;
    }
    return result;
}

std::vector<double> roundMarks(double least, double greatest) {
    const double low = std::min(0.0, least);
    const double span = std::max(greatest, 0.0) - low;
    if (!(span > 0)) {
        return {0, 1};
    }
    double step = std::pow(10.0, std::floor(std::log10(span / 4)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        const double top = std::ceil(std::max(greatest, 0.0) / (step * factor) - 1e-9);
        const double bottom = std::floor(low / (step * factor) + 1e-9);
        if (top - bottom <= 4) {
            step *= factor;
            break;
        }
    }
    std::vector<double> marks;
    const double bottom = std::floor(low / step + 1e-9);
    const double top = std::ceil(std::max(greatest, 0.0) / step - 1e-9);
    for (double mark = bottom; mark <= top; ++mark) {
        marks.push_back(mark * step);
    }
    return marks;
}

} // namespace meson::widgets
