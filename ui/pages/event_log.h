// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_engine.h"

#include <QAbstractItemModel>
#include <QDate>
#include <vector>

namespace meson::pages {

/// The journal as a tree: days, newest first, and in each its entries. Thread: ui.
class EventLog : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { When, What, Detail, Count, kColumns };

    using QAbstractItemModel::QAbstractItemModel;

    /// Newest first. Rows that are new are inserted, those that are gone removed, so that selection
    /// and scrolling stay where they are.
    void setEntries(std::vector<metrics::JournalEntry> entries);
    const std::vector<metrics::JournalEntry>& entries() const { return m_entries; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return kColumns; }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Day {
        QDate date;
        std::size_t first = 0; ///< place of its newest entry
        std::size_t count = 0;
    };
    bool hasSameRows(const std::vector<metrics::JournalEntry>& entries) const;
    QVariant dayData(const Day& day, int column, int role) const;
    QVariant entryData(const metrics::JournalEntry& entry, int column, int role) const;

    std::vector<metrics::JournalEntry> m_entries;
    std::vector<Day> m_days;
};

} // namespace meson::pages
