// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/earnings_chart.h"

#include "ui/bridge/words.h"

#include <cmath>

namespace meson::pages {
namespace {

widgets::ChartSeries rowOf(const QString& name, int color, widgets::Fill fill) {
    return {name, {}, color, widgets::Drawing::StackedBars, fill};
}

} // namespace

EarningsChart::EarningsChart(const QString& name, Penalties penalties, QWidget* parent)
    : TimeChart(name, parent)
    , m_penalties(penalties) {
    setEmptyText(
        tr("No earnings in this time"),
        tr("The first statement comes at the end of an accounting period in which this node served "
           "or stood ready."));
}

void EarningsChart::setLedger(const bridge::Ledger& ledger, const bridge::MoneyFormat& format) {
    const bool isMoney = format.unit() == node::MoneyUnit::Currency;
    const auto valueOf = [&](base::MicroTokens amount) {
        return isMoney ? format.valueOf(amount) : static_cast<double>(amount.count()) / 1e6;
    };
    auto serving = rowOf(tr("Serving"), 0, widgets::Fill::Solid);
    auto standby = rowOf(tr("Standby"), 1, widgets::Fill::Solid);
    auto lost = rowOf(tr("Lost to penalties"), 2, widgets::Fill::Hatched);
    for (const bridge::LedgerBucket& bucket : ledger.buckets) {
        serving.samples.push_back({bucket.start, valueOf(bucket.sums.serving)});
        standby.samples.push_back({bucket.start, valueOf(bucket.sums.standby)});
        lost.samples.push_back({bucket.start, -valueOf(bucket.sums.lost)});
    }
    setFormatter([format, isMoney](double value) {
        return isMoney ? bridge::currencyText(value, format.currency())
                       : bridge::tokensText(base::MicroTokens(std::llround(value * 1e6)));
    });
    setTimeFormatter(
        [step = ledger.step](const QDateTime& time) { return bridge::bucketText(time, step); });
    std::vector<widgets::ChartSeries> series;
    if (ledger.total.statements > 0)
        series = {serving, standby};
    if (m_penalties == Penalties::Drawn && ledger.total.lost > base::MicroTokens(0))
        series.push_back(lost);
    setSeries(std::move(series));
}

} // namespace meson::pages
