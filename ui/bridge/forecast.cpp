// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/forecast.h"

#include "ui/bridge/money.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace meson::bridge {
namespace {

using namespace std::chrono_literals;

constexpr qint64 kBasisSeconds = 30 * 86'400;
constexpr std::size_t kStretches = 12;
constexpr double kNearly = 0.9;

std::optional<std::chrono::seconds> horizonFor(std::chrono::seconds measured) {
    if (measured < kLeastForForecast)
        return std::nullopt;
    return measured >= 72h ? 720h : measured >= 6h ? 24h : 1h;
}

std::vector<const protocol::Statement*> basisOf(const terminal::Earnings& earnings) {
    std::vector<const protocol::Statement*> basis;
    for (const terminal::EarningsRecord& record : earnings.records)
        if (record.isSignatureValid)
            basis.push_back(&record.statement);
    if (!basis.empty())
        std::erase_if(basis, [last = basis.back()->ends](const protocol::Statement* statement) {
            return statement->starts < last - kBasisSeconds;
        });
    return basis;
}

/// Micro-tokens a second in each stretch, the weakest first. A stretch lasts until the next one
/// begins, so that time without a statement counts.
std::vector<double> ratesOf(const std::vector<const protocol::Statement*>& basis) {
    const std::size_t stretches = std::min(kStretches, basis.size());
    std::vector<double> rates;
    for (std::size_t i = 0; i < stretches; ++i) {
        const std::size_t first = basis.size() * i / stretches;
        const std::size_t next = basis.size() * (i + 1) / stretches;
        double earned = 0;
        for (std::size_t at = first; at < next; ++at)
            earned += static_cast<double>(basis[at]->reward().count());
        const std::int64_t until = next < basis.size() ? basis[next]->starts : basis.back()->ends;
        const std::int64_t seconds = std::max<std::int64_t>(until - basis[first]->starts, 1);
        rates.push_back(earned / static_cast<double>(seconds));
    }
    std::sort(rates.begin(), rates.end());
    return rates;
}

base::MicroTokens over(std::chrono::seconds horizon, double rate) {
    return rounded(base::MicroTokens(std::llround(rate * static_cast<double>(horizon.count()))));
}

double mean(std::vector<double>::const_iterator first, std::vector<double>::const_iterator last) {
    return std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
}

/// Sums of one series over the time in which it was measured.
struct Measured {
    double seconds = 0;
    double weighted = 0; ///< value × seconds

    double average() const { return seconds > 0 ? weighted / seconds : 0; }
};

Measured sumOf(const metrics::HistorySeries& series) {
    Measured sum;
    for (const metrics::HistoryBucket& bucket : series) {
        const auto seconds = static_cast<double>(bucket.measured.count());
        sum.seconds += seconds;
        sum.weighted += seconds * bucket.average;
    }
    return sum;
}

double shareAbove(const metrics::HistorySeries& series, double least) {
    double above = 0;
    double all = 0;
    for (const metrics::HistoryBucket& bucket : series) {
        const auto seconds = static_cast<double>(bucket.measured.count());
        all += seconds;
        above += bucket.average >= least ? seconds : 0;
    }
    return all > 0 ? above / all : 0;
}

} // namespace

std::optional<Forecast> forecastOf(const terminal::Earnings& earnings) {
    const auto basis = basisOf(earnings);
    if (basis.size() < static_cast<std::size_t>(kLeastStatements))
        return std::nullopt;
    Forecast forecast;
    forecast.from = QDateTime::fromSecsSinceEpoch(basis.front()->starts);
    forecast.to = QDateTime::fromSecsSinceEpoch(basis.back()->ends);
    const auto horizon = horizonFor(forecast.measured());
    if (!horizon)
        return std::nullopt;
    forecast.horizon = *horizon;
    forecast.statements = static_cast<int>(basis.size());
    for (const protocol::Statement* statement : basis) {
        forecast.serving += statement->serving;
        forecast.credited += statement->credited;
    }
    const std::vector<double> rates = ratesOf(basis);
    const auto middle = rates.begin() + static_cast<std::ptrdiff_t>(rates.size() / 2);
    forecast.low = over(*horizon, mean(rates.begin(), middle));
    forecast.high = over(*horizon, mean(middle, rates.end()));
    return forecast;
}

std::optional<MonthEnd>
monthEndOf(const Forecast& forecast, base::MicroTokens earned, const QDateTime& now) {
    if (forecast.measured() < std::chrono::hours(24))
        return std::nullopt;
    const QDate today = now.date();
    const QDateTime end = QDate(today.year(), today.month(), 1).addMonths(1).startOfDay();
    const double part =
        static_cast<double>(now.secsTo(end)) / static_cast<double>(forecast.horizon.count());
    const auto with = [&](base::MicroTokens rest) {
        return earned + base::MicroTokens(std::llround(static_cast<double>(rest.count()) * part));
    };
    return MonthEnd{with(forecast.low), with(forecast.high)};
}

Usage usageOf(
    const std::vector<metrics::HistorySeries>& history, base::Bytes quota,
    base::BytesPerSecond limit) {
    Usage usage;
    if (history.size() != kUsageFigures.size())
        return usage;
    const metrics::HistorySeries& upload = history[0];
    const metrics::HistorySeries& stored = history[2];
    usage.hours = sumOf(history[3]).seconds / 3600;
    usage.octets = sumOf(upload).weighted + sumOf(history[1]).weighted;
    usage.stored = sumOf(stored).average();
    if (quota > base::Bytes(0))
        usage.fullShare = shareAbove(stored, kNearly * static_cast<double>(quota.count()));
    if (limit > base::BytesPerSecond(0))
        usage.limitShare = shareAbove(upload, kNearly * static_cast<double>(limit.count()));
    return usage;
}

std::optional<base::MicroTokens>
mostFromDisk(const Forecast& forecast, const Usage& usage, base::Bytes more) {
    const auto seconds = static_cast<double>(forecast.measured().count());
    if (usage.stored <= 0 || seconds <= 0)
        return std::nullopt;
    const double perOctetSecond =
        static_cast<double>(forecast.serving.count()) / (usage.stored * seconds);
    return over(
        forecast.horizon, perOctetSecond * static_cast<double>(more.count()) * usage.fullShare);
}

std::optional<base::MicroTokens>
mostFromBandwidth(const Forecast& forecast, const Usage& usage, base::BytesPerSecond more) {
    if (forecast.credited <= base::Bytes(0))
        return std::nullopt;
    const double perOctet = static_cast<double>(forecast.serving.count()) /
                            static_cast<double>(forecast.credited.count());
    return over(forecast.horizon, perOctet * static_cast<double>(more.count()) * usage.limitShare);
}

Costs costsOf(const Usage& usage, const node::MinerSettings& settings) {
    Costs costs;
    if (settings.watts > 0 && settings.electricityPrice > 0)
        costs.electricity = settings.watts / 1000 * usage.hours * settings.electricityPrice;
    if (settings.dataPrice > 0)
        costs.data = usage.octets / 1e9 * settings.dataPrice;
    return costs;
}

} // namespace meson::bridge
