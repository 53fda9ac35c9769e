// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QAbstractTableModel>
#include <QDeadlineTimer>
#include <QTimer>
#include <map>
#include <optional>
#include <set>

namespace meson::pages {

/// The content list as a table that knows only the rows that were looked at: a part of it is asked
/// for when it is drawn, and the parts looked at least recently are forgotten, so that a million
/// rows cost no more than a hundred. Thread: ui.
class ObjectTable : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Id, Binding, Size, Uses, LastUsed, Expires, Verified, kColumns };

    ObjectTable(bridge::MinerModel& model, QObject* parent);

    /// In the site's name, or how the id begins.
    void setSearch(const QString& text);
    /// Asks anew for what is seen; the rows stay until the answer comes.
    void refresh();
    /// Nothing while the row has not been fetched.
    const store::StoredObject* object(int row) const;
    /// Where the object is now; nothing where it is not among what has been fetched.
    std::optional<int> rowOf(const base::ContentId& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    /// How many objects the search finds.
    void counted(qint64 matching);

private:
    void ask(int part) const;
    void askNext();
    bool isAsking() const;
    void leaveOut(int part, store::ObjectQuery& query) const;
    void take(int part, const store::ObjectPage& page);
    void forget();
    QString textOf(const store::StoredObject& object, int column) const;

    bridge::MinerModel& m_model;
    store::ObjectQuery m_query;
    int m_rows = 0;
    int m_generation = 0; ///< answers to an earlier order or search are dropped
    int m_counted = -1;   ///< the generation that m_rows is of
    std::map<int, std::vector<store::StoredObject>> m_parts;
    mutable std::set<int> m_wanted; ///< parts that were drawn and are not here
    mutable int m_lastWanted = 0;
    QDeadlineTimer m_patience{0}; ///< until when the answer under way is waited for
    bool m_isOtherList = true;    ///< what is here is of an earlier order or search
    mutable QTimer m_ask;         ///< gathers what one drawing wants
};

} // namespace meson::pages
