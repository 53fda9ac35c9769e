// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/ledger.h"
#include "ui/bridge/money.h"

#include <QAbstractItemModel>

namespace meson::pages {

/// A ledger as a tree: their sum, then the stretches of time that have statements, newest first,
/// and in each its statements. Thread: ui.
class EarningsTable : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Period, Served, Serving, Standby, Lost, Earned, Standing, kColumns };

    explicit EarningsTable(const bridge::MinerModel& model, QObject* parent);

    /// Shows what the model's report says of that span as of `now`.
    void show(bridge::LedgerSpan span, const QDateTime& now);
    const bridge::Ledger& ledger() const { return m_ledger; }
    const std::vector<terminal::EarningsRecord>& records() const { return m_earnings.records; }

    /// The epoch of a row that is a statement.
    std::optional<std::int64_t> epochOf(const QModelIndex& index) const;
    /// When the stretch of a row begins; invalid for other rows.
    QDateTime startOf(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return kColumns; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const bridge::LedgerBucket& bucketOf(int row) const;
    const terminal::EarningsRecord* recordOf(const QModelIndex& index) const;
    QString statementText(const terminal::EarningsRecord& record, int column) const;
    QString sumsText(const bridge::LedgerSums& sums, int column) const;

    const bridge::MinerModel& m_model;
    bridge::Ledger m_ledger;
    std::vector<std::size_t> m_shown; ///< places of buckets with statements, newest first
    terminal::Earnings m_earnings;
};

/// "Signed and agreed", "Signed", "Not valid": how far a statement can be relied on.
QString standingText(const terminal::EarningsRecord& record);
/// "12.50" or "12.50 (3.10 EUR)": an amount where its unit stands beside.
QString amountText(const bridge::MoneyFormat& format, base::MicroTokens amount);

} // namespace meson::pages
