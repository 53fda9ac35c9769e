// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/credit_table.h"

#include "ui/bridge/ledger.h"
#include "ui/bridge/words.h"
#include "ui/pages/earnings_csv.h"
#include "ui/pages/earnings_table.h"

#include <QLocale>
#include <algorithm>

namespace meson::pages {

QString kindText(CreditLine::Kind kind) {
    return kind == CreditLine::Kind::Serving ? CreditTable::tr("Serving")
                                             : CreditTable::tr("Standby");
}

QByteArray creditsCsv(const std::vector<CreditLine>& lines) {
    QString text = QStringLiteral("time,epoch,entry,amount,balance\r\n");
    for (const CreditLine& line : lines)
        text += QStringLiteral("%1,%2,%3,%4,%5\r\n")
                    .arg(csvTime(line.time.toSecsSinceEpoch()))
                    .arg(line.epoch)
                    .arg(
                        line.kind == CreditLine::Kind::Serving ? QStringLiteral("serving")
                                                               : QStringLiteral("standby"),
                        csvMillionths(line.amount.count()), csvMillionths(line.balance.count()));
    return text.toUtf8();
}

CreditTable::CreditTable(const bridge::MinerModel& model, QObject* parent)
    : QAbstractTableModel(parent)
    , m_model(model) {
    refresh();
}

void CreditTable::setKind(std::optional<CreditLine::Kind> kind) {
    m_kind = kind;
    refresh();
}

void CreditTable::add(CreditLine line) {
    const bool isWanted = !m_kind || *m_kind == line.kind;
    if (isWanted && line.amount != base::MicroTokens(0))
        m_lines.push_back(std::move(line));
}

void CreditTable::refresh() {
    beginResetModel();
    m_lines.clear();
    if (const node::EarningsReport* report = m_model.earnings())
        for (const terminal::EarningsRecord& record : report->earnings.records) {
            if (!record.isSignatureValid)
                continue;
            const protocol::Statement& s = record.statement;
            const QDateTime time = bridge::endOf(s);
            add({s.epoch, time, CreditLine::Kind::Serving, s.serving, s.balance - s.standby});
            add({s.epoch, time, CreditLine::Kind::Standby, s.standby, s.balance});
        }
    std::reverse(m_lines.begin(), m_lines.end());
    endResetModel();
}

int CreditTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int CreditTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant CreditTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(
            (index.column() == Amount || index.column() == Balance ? Qt::AlignRight
                                                                   : Qt::AlignLeft) |
            Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const CreditLine& line = m_lines[static_cast<std::size_t>(index.row())];
    const bridge::MoneyFormat format(m_model.settings());
    switch (index.column()) {
    case When:
        return QLocale().toString(line.time, QLocale::ShortFormat);
    case Period:
        return QString::number(line.epoch);
    case Entry:
        return kindText(line.kind);
    case Amount:
        return amountText(format, line.amount);
    default:
        return amountText(format, line.balance);
    }
}

QVariant CreditTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const bool isNumber = section == Amount || section == Balance;
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString unit = bridge::MoneyFormat(m_model.settings()).figureUnit();
    switch (section) {
    case When:
        return tr("Time");
    case Period:
        return tr("Period");
    case Entry:
        return tr("Entry");
    case Amount:
        return tr("Amount, %1").arg(unit);
    default:
        return tr("Balance, %1").arg(unit);
    }
}

} // namespace meson::pages
