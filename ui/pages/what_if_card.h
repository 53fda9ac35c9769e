// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/forecast.h"
#include "ui/widgets/card.h"

namespace meson::widgets {
class LimitEditor;
class RateEditor;
} // namespace meson::widgets

namespace meson::pages {

/// What more disk or more bandwidth could have earned, derived from what this node measured of
/// itself; where its own past says nothing, so does the card. Thread: ui.
class WhatIfCard : public widgets::Card {
    Q_OBJECT

public:
    explicit WhatIfCard(bridge::MinerModel& model, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void ask();
    void describe();
    QString diskText(const bridge::Forecast& forecast, base::Bytes more) const;
    QString bandwidthText(const bridge::Forecast& forecast, base::BytesPerSecond more) const;

    bridge::MinerModel& m_model;
    widgets::LimitEditor* m_disk;
    widgets::RateEditor* m_bandwidth;
    widgets::Text* m_diskText;
    widgets::Text* m_bandwidthText;
    widgets::Text* m_basis;
    std::optional<bridge::Forecast> m_forecast;
    bridge::Usage m_usage;
};

/// "In an hour", "In a day", "In 30 days".
QString horizonText(std::chrono::seconds horizon);
/// "From 42 statements of 6 d 9 h, up to 12:40."
QString basisText(const bridge::Forecast& forecast);
/// Why there is no forecast yet.
QString noForecastText();
/// From `from` to `to`, both by this computer's calendar.
metrics::HistorySpan historySpan(const QDateTime& from, const QDateTime& to);

} // namespace meson::pages
