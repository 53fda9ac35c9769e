// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/ledger.h"

#include <QLocale>
#include <algorithm>

namespace meson::bridge {
namespace {

constexpr int kMostBuckets = 100;
constexpr int kLeastBuckets = 24; ///< of All: a young node's bars are no walls

qint64 secondsOf(LedgerStep step) {
    constexpr std::array kSeconds{60, 900, 3600, 86'400, 7 * 86'400, 30 * 86'400};
    return kSeconds.at(static_cast<std::size_t>(step));
}

/// The buckets of a span, and how many of them.
struct Shape {
    LedgerStep step;
    int buckets;
};
constexpr std::array kShapes{
    Shape{LedgerStep::QuarterHour, 96}, Shape{LedgerStep::Hour, 168}, Shape{LedgerStep::Day, 30},
    Shape{LedgerStep::Day, 90}, Shape{LedgerStep::Week, 53}};

LedgerStep stepFor(qint64 seconds) {
    int step = 0;
    while (step < static_cast<int>(LedgerStep::Month) &&
           seconds > kMostBuckets * secondsOf(static_cast<LedgerStep>(step)))
        ++step;
    return static_cast<LedgerStep>(step);
}

QDateTime goBack(QDateTime start, LedgerStep step, int buckets) {
    switch (step) {
    case LedgerStep::Day:
        return start.date().addDays(-buckets).startOfDay();
    case LedgerStep::Week:
        return start.date().addDays(-7 * buckets).startOfDay();
    case LedgerStep::Month:
        return start.date().addMonths(-buckets).startOfDay();
    default:
        return start.addSecs(-buckets * secondsOf(step));
    }
}

std::optional<QDateTime> firstEnd(const terminal::Earnings& earnings) {
    for (const terminal::EarningsRecord& record : earnings.records)
        if (record.isSignatureValid)
            return endOf(record.statement);
    return std::nullopt;
}

Ledger emptyLedger(const terminal::Earnings& earnings, LedgerSpan span, const QDateTime& now) {
    Ledger ledger;
    if (span == LedgerSpan::All) {
        const QDateTime first = firstEnd(earnings).value_or(now);
        ledger.step = stepFor(first.secsTo(now));
        ledger.from = std::min(
            bucketStart(first, ledger.step),
            goBack(bucketStart(now, ledger.step), ledger.step, kLeastBuckets - 1));
    } else {
        const Shape& shape = kShapes.at(static_cast<std::size_t>(span));
        ledger.step = shape.step;
        ledger.from = goBack(bucketStart(now, shape.step), shape.step, shape.buckets - 1);
    }
    for (QDateTime start = ledger.from; start <= now;) {
        const QDateTime end = nextBucket(start, ledger.step);
        ledger.buckets.push_back({start, end, {}, {}});
        start = end;
    }
    ledger.to = ledger.buckets.back().end;
    return ledger;
}

/// What the statements of `from` … `to` say, if they reach back to `from`.
std::optional<LedgerSums>
sumsBetween(const terminal::Earnings& earnings, const QDateTime& from, const QDateTime& to) {
    const std::optional<QDateTime> first = firstEnd(earnings);
    if (!first || *first > from)
        return std::nullopt;
    LedgerSums sums;
    for (const terminal::EarningsRecord& record : earnings.records) {
        const QDateTime end = endOf(record.statement);
        if (record.isSignatureValid && end >= from && end < to)
            sums.add(record.statement);
    }
    return sums;
}

std::optional<UnkeptStatements>
unkeptBefore(const terminal::Earnings& earnings, const QDateTime& from, LedgerSpan span) {
    if (earnings.records.empty() || earnings.records.front().statement.previous == 0)
        return std::nullopt;
    const protocol::Statement& oldest = earnings.records.front().statement;
    const QDateTime starts = QDateTime::fromSecsSinceEpoch(oldest.starts);
    if (span != LedgerSpan::All && starts <= from)
        return std::nullopt;
    return UnkeptStatements{starts, oldest.balance - oldest.reward()};
}

} // namespace

void LedgerSums::add(const protocol::Statement& statement) {
    ++statements;
    stated += statement.stated;
    credited += statement.credited;
    serving += statement.serving;
    standby += statement.standby;
    lost += terminal::rewardSteps(statement).lost;
}

QDateTime endOf(const protocol::Statement& statement) {
    return QDateTime::fromSecsSinceEpoch(statement.ends);
}

QDateTime bucketStart(const QDateTime& time, LedgerStep step) {
    const QDate day = time.date();
    switch (step) {
    case LedgerStep::Day:
        return day.startOfDay();
    case LedgerStep::Week:
        return day.addDays(-((day.dayOfWeek() - QLocale().firstDayOfWeek() + 7) % 7)).startOfDay();
    case LedgerStep::Month:
        return QDate(day.year(), day.month(), 1).startOfDay();
    default: {
        // By the local clock, whose offset need not be a whole hour.
        const qint64 local = time.toSecsSinceEpoch() + time.offsetFromUtc();
        return QDateTime::fromSecsSinceEpoch(time.toSecsSinceEpoch() - local % secondsOf(step));
    }
    }
}

QDateTime nextBucket(const QDateTime& start, LedgerStep step) {
    return goBack(start, step, -1);
}

QString bucketText(const QDateTime& start, LedgerStep step) {
    const QLocale locale;
    switch (step) {
    case LedgerStep::Minute:
    case LedgerStep::QuarterHour:
        return locale.toString(start.time(), QLocale::ShortFormat);
    case LedgerStep::Hour:
        return locale.toString(start, QStringLiteral("ddd HH:mm"));
    case LedgerStep::Month:
        return locale.standaloneMonthName(start.date().month()) + QLatin1Char(' ') +
               QString::number(start.date().year());
    default:
        return locale.toString(start.date(), QLocale::ShortFormat);
    }
}

Ledger ledgerOf(const terminal::Earnings& earnings, LedgerSpan span, const QDateTime& now) {
    Ledger ledger = emptyLedger(earnings, span, now);
    for (std::size_t i = 0; i < earnings.records.size(); ++i) {
        const terminal::EarningsRecord& record = earnings.records[i];
        const QDateTime end = endOf(record.statement);
        if (end < ledger.from || end >= ledger.to)
            continue;
        const auto bucket = std::prev(std::upper_bound(
            ledger.buckets.begin(), ledger.buckets.end(), end,
            [](const QDateTime& time, const LedgerBucket& each) { return time < each.start; }));
        bucket->records.push_back(i);
        if (!record.isSignatureValid) {
            ++ledger.notValid;
            continue;
        }
        bucket->sums.add(record.statement);
        ledger.total.add(record.statement);
    }
    if (span != LedgerSpan::All)
        ledger.before = sumsBetween(
            earnings, goBack(ledger.from, ledger.step, static_cast<int>(ledger.buckets.size())),
            ledger.from);
    ledger.unkept = unkeptBefore(earnings, ledger.from, span);
    return ledger;
}

} // namespace meson::bridge
