// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/earnings_csv.h"

#include "ui/pages/export_file.h"

#include <QStringList>
#include <QTimeZone>

namespace meson::pages {

QString csvTime(std::int64_t seconds) {
    return QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()).toString(Qt::ISODate);
}

QString csvMillionths(std::int64_t count) {
    const auto size = static_cast<qulonglong>(count < 0 ? -count : count);
    return QStringLiteral("%1%2.%3")
        .arg(count < 0 ? QStringLiteral("-") : QString())
        .arg(size / 1'000'000)
        .arg(size % 1'000'000, 6, 10, QLatin1Char('0'));
}

namespace {

QString yesNo(bool is) {
    return is ? QStringLiteral("yes") : QStringLiteral("no");
}

QStringList fieldsOf(const terminal::EarningsRecord& record) {
    const protocol::Statement& s = record.statement;
    const auto number = [](std::int64_t value) { return QString::number(value); };
    return {
        number(s.epoch),
        csvTime(s.starts),
        csvTime(s.ends),
        number(s.receipts),
        number(s.issued.count()),
        number(s.stated.count()),
        number(s.held.count()),
        number(s.credited.count()),
        csvMillionths(s.quality),
        csvField(QString::fromStdString(s.cause)),
        number(s.standbySeconds),
        number(s.weight.count()),
        csvMillionths(s.emission.count()),
        number(s.allWeights.count()),
        number(s.allStandby),
        csvMillionths(s.serving.count()),
        csvMillionths(s.standby.count()),
        csvMillionths(s.reward().count()),
        csvMillionths(terminal::rewardSteps(s).lost.count()),
        csvMillionths(s.balance.count()),
        yesNo(record.isSignatureValid),
        yesNo(record.isCountersigned)};
}

} // namespace

QByteArray
earningsCsv(const std::vector<terminal::EarningsRecord>& records, const bridge::Ledger& ledger) {
    QString text = QStringLiteral(
        "epoch,starts,ends,receipts,issued,stated,held,credited,quality,cause,standby_seconds,"
        "weight,emission,all_weights,all_standby_seconds,serving,standby,earned,lost_to_penalties,"
        "balance,signature_valid,countersigned\r\n");
    for (const bridge::LedgerBucket& bucket : ledger.buckets)
        for (const std::size_t place : bucket.records)
            text += fieldsOf(records[place]).join(QLatin1Char(',')) + QStringLiteral("\r\n");
    return text.toUtf8();
}

} // namespace meson::pages
