// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/money.h"

#include <QAbstractTableModel>

namespace meson::pages {

/// One line of the Router's books for this node.
struct CreditLine {
    enum class Kind { Serving, Standby };

    std::int64_t epoch = 0;
    QDateTime time;
    Kind kind = Kind::Serving;
    base::MicroTokens amount;
    base::MicroTokens balance; ///< after it
};

/// The lines that the kept statements prove, newest first: for each period what serving and what
/// standby earned. Thread: ui.
class CreditTable : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { When, Period, Entry, Amount, Balance, kColumns };

    explicit CreditTable(const bridge::MinerModel& model, QObject* parent);

    /// Lines of one kind only, or of all.
    void setKind(std::optional<CreditLine::Kind> kind);
    const std::vector<CreditLine>& lines() const { return m_lines; }
    void refresh();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void add(CreditLine line);

    const bridge::MinerModel& m_model;
    std::optional<CreditLine::Kind> m_kind;
    std::vector<CreditLine> m_lines;
};

QString kindText(CreditLine::Kind kind);
/// The lines as a table file (RFC 4180), in English.
QByteArray creditsCsv(const std::vector<CreditLine>& lines);

} // namespace meson::pages
