// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/what_if_card.h"

#include "ui/bridge/money.h"
#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/rate_editor.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <cmath>

namespace meson::pages {

namespace {

using widgets::Text;

constexpr int kHistoryPoints = 2000;
constexpr double kMoreBandwidth = 6'250'000; // B/s, 50 Mbit/s

Text* wrapped(theme::Tone tone) {
    auto* text = new Text({}, theme::Type::Body, tone);
    text->wrap();
    return text;
}

} // namespace

QString horizonText(std::chrono::seconds horizon) {
    using namespace std::chrono_literals;
    return horizon >= 720h  ? WhatIfCard::tr("In 30 days")
           : horizon >= 24h ? WhatIfCard::tr("In a day")
                            : WhatIfCard::tr("In an hour");
}

QString basisText(const bridge::Forecast& forecast) {
    return WhatIfCard::tr(
               "From %n statement(s) of the last %1, up to %2.", nullptr, forecast.statements)
        .arg(
            widgets::durationInWords(forecast.measured()),
            bridge::momentText(forecast.to, QDateTime::currentDateTime()));
}

QString noForecastText() {
    return WhatIfCard::tr("Not enough yet: it takes ten minutes and six statements.");
}

metrics::HistorySpan historySpan(const QDateTime& from, const QDateTime& to) {
    return {
        base::fromUnixSeconds(from.toSecsSinceEpoch()),
        base::fromUnixSeconds(to.toSecsSinceEpoch()), kHistoryPoints};
}

WhatIfCard::WhatIfCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("What if …"), parent)
    , m_model(model)
    , m_disk(new widgets::LimitEditor(
          tr("More disk"), tr("GB"), 1, 10'000, widgets::Spread::Logarithmic))
    , m_bandwidth(new widgets::RateEditor(tr("More bandwidth"), kMoreBandwidth))
    , m_diskText(wrapped(theme::Tone::Plain))
    , m_bandwidthText(wrapped(theme::Tone::Plain))
    , m_basis(wrapped(theme::Tone::Muted)) {
    setInfo(infoOf(
        tr("What if"),
        tr("More disk helps only while the space is full, more bandwidth only while uploads press "
           "against your limit. How often that was so is known from this node's history; at best "
           "the addition would have earned then what the rest earned. What viewers will ask for "
           "nobody knows, so the least is nothing."),
        tr("Disk: earned by serving ÷ (average bytes stored × time) × more bytes × share of the "
           "time that the space was full. Bandwidth: earned by serving ÷ bytes credited × more "
           "bytes a second × share of the time at the limit.")));
    m_disk->setValue(100);
    for (auto [name, editor, text] :
         {std::tuple(tr("More disk"), m_disk, m_diskText),
          std::tuple(
              tr("More bandwidth"), static_cast<widgets::LimitEditor*>(m_bandwidth),
              m_bandwidthText)}) {
        body()->addWidget(new Text(name, theme::Type::Strong));
        body()->addWidget(editor);
        body()->addWidget(text);
        connect(editor, &widgets::LimitEditor::valueChanged, this, &WhatIfCard::describe);
    }
    m_basis->setObjectName(QStringLiteral("basis"));
    body()->addWidget(m_basis);
    body()->addStretch(1);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &WhatIfCard::ask);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &WhatIfCard::describe);
    describe();
}

void WhatIfCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    ask();
}

void WhatIfCard::ask() {
    if (!isVisible())
        return;
    const node::EarningsReport* report = m_model.earnings();
    m_forecast = report ? bridge::forecastOf(report->earnings) : std::nullopt;
    describe();
    if (!m_forecast)
        return;
    m_model.history(
        bridge::kUsageFigures, historySpan(m_forecast->from, m_forecast->to), this,
        [this](const std::vector<metrics::HistorySeries>& history) {
            const auto& terminal = m_model.snapshot().terminal;
            m_usage = bridge::usageOf(
                history, terminal ? terminal->quota : base::Bytes(),
                m_model.settings().rules.limit);
            describe();
        });
}

void WhatIfCard::describe() {
    m_bandwidth->setRate(m_bandwidth->rate()); // in the unit in force
    const bool isKnown = m_forecast && m_usage.hours > 0;
    m_diskText->setVisible(isKnown);
    m_bandwidthText->setVisible(isKnown);
    if (!m_forecast) {
        m_basis->setText(noForecastText());
        return;
    }
    if (!isKnown) {
        m_basis->setText(tr("Nothing was measured in the time of these statements."));
        return;
    }
    m_diskText->setText(diskText(
        *m_forecast,
        base::Bytes(std::llround(m_disk->value().value_or(0) * widgets::kOctetsPerGigabyte))));
    m_bandwidthText->setText(bandwidthText(
        *m_forecast, base::BytesPerSecond(std::llround(m_bandwidth->rate().value_or(0)))));
    m_basis->setText(basisText(*m_forecast));
}

QString WhatIfCard::diskText(const bridge::Forecast& forecast, base::Bytes more) const {
    if (m_usage.fullShare <= 0)
        return tr("Nothing: your space was never nearly full.");
    const auto most = bridge::mostFromDisk(forecast, m_usage, more);
    if (!most)
        return tr("Not known: nothing was stored.");
    return tr("%1: nothing to %2 more. Your space was nearly full for %3 of the time.")
        .arg(
            horizonText(forecast.horizon), bridge::MoneyFormat(m_model.settings()).text(*most),
            widgets::percentInWords(m_usage.fullShare));
}

QString
WhatIfCard::bandwidthText(const bridge::Forecast& forecast, base::BytesPerSecond more) const {
    const base::BytesPerSecond limit = m_model.settings().rules.limit;
    if (limit == base::BytesPerSecond(0))
        return tr("Nothing: you have set no limit, so none holds uploads back.");
    if (m_usage.limitShare <= 0)
        return tr("Nothing: your limit of %1 was never reached.")
            .arg(widgets::rateInWords(static_cast<double>(limit.count())));
    const auto most = bridge::mostFromBandwidth(forecast, m_usage, more);
    if (!most)
        return tr("Not known: nothing was credited.");
    return tr("%1: nothing to %2 more. Uploads were at your limit for %3 of the time.")
        .arg(
            horizonText(forecast.horizon), bridge::MoneyFormat(m_model.settings()).text(*most),
            widgets::percentInWords(m_usage.limitShare));
}

} // namespace meson::pages
