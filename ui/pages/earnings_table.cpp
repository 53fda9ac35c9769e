// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/earnings_table.h"

#include "ui/bridge/words.h"
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/units.h"

#include <QLocale>
#include <QSize>

namespace meson::pages {

namespace {

/// Statements carry the row of their stretch; stretches and the sum carry none.
constexpr quintptr kTop = 0;

} // namespace

QString standingText(const terminal::EarningsRecord& record) {
    if (!record.isSignatureValid)
        return EarningsTable::tr("Not valid");
    return record.isCountersigned ? EarningsTable::tr("Signed, agreed")
                                  : EarningsTable::tr("Signed");
}

QString amountText(const bridge::MoneyFormat& format, base::MicroTokens amount) {
    const QString besides = format.besides(amount);
    const QString figure = format.column(amount);
    return besides.isEmpty() ? figure : EarningsTable::tr("%1 (%2)").arg(figure, besides);
}

EarningsTable::EarningsTable(const bridge::MinerModel& model, QObject* parent)
    : QAbstractItemModel(parent)
    , m_model(model) {}

void EarningsTable::show(bridge::LedgerSpan span, const QDateTime& now) {
    beginResetModel();
    const node::EarningsReport* report = m_model.earnings();
    m_earnings = report ? report->earnings : terminal::Earnings();
    m_ledger = bridge::ledgerOf(m_earnings, span, now);
    m_shown.clear();
    for (std::size_t i = m_ledger.buckets.size(); i-- > 0;)
        if (!m_ledger.buckets[i].records.empty())
            m_shown.push_back(i);
    endResetModel();
}

/// Row 0 is the sum.
const bridge::LedgerBucket& EarningsTable::bucketOf(int row) const {
    return m_ledger.buckets[m_shown[static_cast<std::size_t>(row) - 1]];
}

const terminal::EarningsRecord* EarningsTable::recordOf(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == kTop)
        return nullptr;
    const auto& records = bucketOf(static_cast<int>(index.internalId())).records;
    return &m_earnings.records[records[records.size() - 1 - static_cast<std::size_t>(index.row())]];
}

std::optional<std::int64_t> EarningsTable::epochOf(const QModelIndex& index) const {
    const terminal::EarningsRecord* record = recordOf(index);
    return record ? std::optional(record->statement.epoch) : std::nullopt;
}

QDateTime EarningsTable::startOf(const QModelIndex& index) const {
    const bool isBucket = index.isValid() && index.internalId() == kTop && index.row() > 0;
    return isBucket ? bucketOf(index.row()).start : QDateTime();
}

QModelIndex EarningsTable::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : kTop);
}

QModelIndex EarningsTable::parent(const QModelIndex& index) const {
    return !index.isValid() || index.internalId() == kTop
               ? QModelIndex()
               : createIndex(static_cast<int>(index.internalId()), 0, kTop);
}

int EarningsTable::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid())
        return m_shown.empty() ? 0 : 1 + static_cast<int>(m_shown.size());
    const bool isBucket = parent.internalId() == kTop && parent.column() == 0 && parent.row() > 0;
    return isBucket ? static_cast<int>(bucketOf(parent.row()).records.size()) : 0;
}

QString EarningsTable::sumsText(const bridge::LedgerSums& sums, int column) const {
    const bridge::MoneyFormat format(m_model.settings());
    switch (column) {
    case Served:
        return widgets::bytesInWords(sums.credited.count());
    case Serving:
        return amountText(format, sums.serving);
    case Standby:
        return amountText(format, sums.standby);
    case Lost:
        return amountText(format, -sums.lost);
    case Earned:
        return amountText(format, sums.earned());
    case Standing:
        return tr("%n statement(s)", nullptr, sums.statements);
    default:
        return {};
    }
}

QString EarningsTable::statementText(const terminal::EarningsRecord& record, int column) const {
    if (column == Standing)
        return standingText(record);
    if (column == Period) {
        const QDateTime end = bridge::endOf(record.statement);
        const QString until = m_ledger.step > bridge::LedgerStep::Day
                                  ? QLocale().toString(end, QLocale::ShortFormat)
                                  : end.toString(QStringLiteral("HH:mm:ss"));
        return tr("Period %1, until %2").arg(record.statement.epoch).arg(until);
    }
    if (!record.isSignatureValid)
        return QStringLiteral("–");
    bridge::LedgerSums sums;
    sums.add(record.statement);
    return sumsText(sums, column);
}

QVariant EarningsTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    const terminal::EarningsRecord* record = recordOf(index);
    const bool isTotal = !record && index.row() == 0;
    switch (role) {
    case Qt::SizeHintRole:
        return QSize(0, theme::size::kControl);
    case Qt::TextAlignmentRole:
        return QVariant(
            (index.column() == Period || index.column() == Standing ? Qt::AlignLeft
                                                                    : Qt::AlignRight) |
            Qt::AlignVCenter);
    case Qt::FontRole:
        return theme::font(isTotal ? theme::Type::Strong : theme::Type::Body);
    case Qt::DecorationRole:
        if (record && index.column() == Standing)
            return theme::icon(
                record->isSignatureValid ? theme::Glyph::Check : theme::Glyph::Warning);
        return {};
    case Qt::ToolTipRole:
        return record && index.column() == Lost ? bridge::engineSentence(record->statement.cause)
                                                : QVariant();
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    if (record)
        return statementText(*record, index.column());
    if (index.column() != Period)
        return sumsText(isTotal ? m_ledger.total : bucketOf(index.row()).sums, index.column());
    return isTotal ? tr("Sum") : bridge::bucketText(bucketOf(index.row()).start, m_ledger.step);
}

QVariant EarningsTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(
            (section == Period || section == Standing ? Qt::AlignLeft : Qt::AlignRight) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Period:
        return tr("Time");
    case Served:
        return tr("Credited");
    case Serving:
        return tr("Serving");
    case Standby:
        return tr("Standby");
    case Lost:
        return tr("Lost to penalties");
    case Earned:
        return tr("Earned");
    default:
        return tr("Statement");
    }
}

} // namespace meson::pages
