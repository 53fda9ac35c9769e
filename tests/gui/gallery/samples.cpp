// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/samples.h"

#include "tests/gui/gallery/scenes.h"

#include <QLocale>
#include <QRandomGenerator>
#include <cmath>

namespace meson::gallery {

using namespace widgets;

namespace {

double g_stretch = 1;

} // namespace

void setTextStretch(double factor) {
    g_stretch = factor;
}

QString say(const char* text) {
    const QString words = QString::fromUtf8(text);
    const bool isText = !words.isEmpty() && words.front().isLetter();
    const int more = isText ? int(std::ceil(double(words.size()) * (g_stretch - 1))) : 0;
    QString tail;
    for (int i = 0; i < more; ++i) {
        tail += i % 7 == 6 ? QLatin1Char(' ') : QLatin1Char('~');
    }
    return words + tail;
}

QDateTime noon() {
    return {QDate(2026, 8, 14), QTime(12, 0)};
}

std::unique_ptr<QWidget> page() {
    auto result = std::make_unique<QWidget>();
    auto* column = new QVBoxLayout(result.get());
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(16);
    return result;
}

QVBoxLayout* columnOf(QWidget& widget) {
    return static_cast<QVBoxLayout*>(widget.layout());
}

TimeChart* earningsChart() {
    auto* chart = new TimeChart(say("Earnings"));
    QRandomGenerator random(7);
    const auto row = [&](const QString& name, int color, double base, Fill fill = Fill::Solid) {
        ChartSeries series{name, {}, color, Drawing::StackedBars, fill};
        for (int day = 0; day < 14; ++day) {
            const double swing = 0.6 + 0.8 * random.generateDouble();
            series.samples.push_back({noon().addDays(day - 13), base * swing});
        }
        return series;
    };
    chart->setFormatter([](double value) { return QLocale().toString(value, 'f', 1); });
    chart->setSeries(
        {row(say("Serving"), 0, 3.2), row(say("Standby"), 1, 0.5),
         row(say("Penalties"), 2, -0.35, Fill::Hatched)});
    return chart;
}

TimeChart* trafficChart() {
    auto* chart = new TimeChart(say("Traffic"));
    QRandomGenerator random(11);
    ChartSeries served{say("Served"), {}, 0, Drawing::Area, Fill::Solid};
    ChartSeries fetched{say("Fetched"), {}, 1, Drawing::Line, Fill::Solid};
    for (int second = 0; second < 3600; second += 2) {
        const QDateTime time = noon().addSecs(second);
        const bool gap = second > 2300 && second < 2500;
        const double wave = 28 + 14 * std::sin(second / 220.0) + 9 * random.generateDouble();
        served.samples.push_back({time, gap ? std::nan("") : wave});
        fetched.samples.push_back({time, gap ? std::nan("") : 5 + 4 * random.generateDouble()});
    }
    chart->setFormatter(
        [](double value) { return QLocale().toString(value, 'f', 0) + say(" Mbit/s"); });
    chart->setSeries({served, fetched});
    chart->setLimit(60, say("Limit 60 Mbit/s"));
    chart->setSpans({{noon().addSecs(2300), noon().addSecs(2500), say("Paused")}});
    return chart;
}

} // namespace meson::gallery
