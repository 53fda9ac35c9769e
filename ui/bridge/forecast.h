// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

namespace meson::bridge {

/// What the owner's own past says of the time to come: nothing is assumed that this node has not
/// measured. Pure. Thread: ui.

/// An outlook over `horizon`. From the statements of at most the last 30 days, cut into at most
/// twelve stretches of equally many; `low` is what the weaker half of the stretches earned on
/// average, `high` the stronger half. Time in which the node was off counts as time.
struct Forecast {
    std::chrono::seconds horizon{0};
    base::MicroTokens low;
    base::MicroTokens high;
    // The basis:
    QDateTime from;
    QDateTime to;
    int statements = 0;
    base::MicroTokens serving;
    base::Bytes credited;

    std::chrono::seconds measured() const { return std::chrono::seconds(from.secsTo(to)); }
};
/// An hour ahead from ten minutes on, a day from six hours on, 30 days from three days on; nothing
/// from less, or from fewer than six statements.
std::optional<Forecast> forecastOf(const terminal::Earnings& earnings);
inline constexpr std::chrono::minutes kLeastForForecast{10};
inline constexpr int kLeastStatements = 6;

/// What a month may come to: what it has earned so far, and the time left at the forecast's pace.
struct MonthEnd {
    base::MicroTokens low;
    base::MicroTokens high;
};
/// Nothing where less than a day was measured.
std::optional<MonthEnd>
monthEndOf(const Forecast& forecast, base::MicroTokens earned, const QDateTime& now);

/// How the node was used in a stretch of time, from its history.
struct Usage {
    double hours = 0;      ///< that it ran
    double octets = 0;     ///< served and fetched
    double stored = 0;     ///< octets on disk, on average while it ran
    double fullShare = 0;  ///< of that time: at least 90 % of the space was in use
    double limitShare = 0; ///< of that time: uploads were at 90 % of the limit or above
};
/// The figures of which usageOf() wants the history, in this order.
inline const std::vector<node::Figure> kUsageFigures{
    node::Figure::Upload, node::Figure::Download, node::Figure::Stored, node::Figure::Serving};
/// `quota` and `limit` as they are now; a limit of 0 is none.
Usage usageOf(
    const std::vector<metrics::HistorySeries>& history, base::Bytes quota,
    base::BytesPerSecond limit);

/// The most that more of something could have earned over the forecast's horizon, by what this
/// node earned with what it had; the least is nothing. None where the basis has nothing to go by.
std::optional<base::MicroTokens>
mostFromDisk(const Forecast& forecast, const Usage& usage, base::Bytes more);
std::optional<base::MicroTokens>
mostFromBandwidth(const Forecast& forecast, const Usage& usage, base::BytesPerSecond more);

/// What it cost to run, in the owner's money; nothing where a price was not entered.
struct Costs {
    std::optional<double> electricity;
    std::optional<double> data;

    double sum() const { return electricity.value_or(0) + data.value_or(0); }
};
Costs costsOf(const Usage& usage, const node::MinerSettings& settings);

} // namespace meson::bridge
