// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/event_log.h"

#include "ui/bridge/words.h"
#include "ui/pages/event_words.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/units.h"

#include <QLocale>
#include <QSize>
#include <algorithm>

namespace meson::pages {

namespace {

/// Entries carry the number of their day plus one; days carry none.
constexpr quintptr kIsDay = 0;

} // namespace

void EventLog::setEntries(std::vector<metrics::JournalEntry> entries) {
    if (hasSameRows(entries)) {
        m_entries = std::move(entries);
        for (int day = 0; day < int(m_days.size()); ++day) {
            const QModelIndex parent = index(day, 0);
            Q_EMIT dataChanged(
                index(0, 0, parent), index(rowCount(parent) - 1, kColumns - 1, parent));
        }
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    m_days.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const QDate date = bridge::toDateTime(m_entries[i].last).date();
        if (m_days.empty() || m_days.back().date != date) {
            m_days.push_back({date, i, 0});
        }
        ++m_days.back().count;
    }
    endResetModel();
}

bool EventLog::hasSameRows(const std::vector<metrics::JournalEntry>& entries) const {
    return std::equal(
        entries.begin(), entries.end(), m_entries.begin(), m_entries.end(),
        [](const auto& a, const auto& b) {
            return a.id == b.id &&
                   bridge::toDateTime(a.last).date() == bridge::toDateTime(b.last).date();
        });
}

QModelIndex EventLog::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : kIsDay);
}

QModelIndex EventLog::parent(const QModelIndex& index) const {
    return !index.isValid() || index.internalId() == kIsDay
               ? QModelIndex()
               : createIndex(int(index.internalId()) - 1, 0, kIsDay);
}

int EventLog::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return int(m_days.size());
    }
    const bool isDay = parent.internalId() == kIsDay && parent.column() == 0;
    return isDay ? int(m_days[std::size_t(parent.row())].count) : 0;
}

QVariant EventLog::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::SizeHintRole) {
        return QSize(0, theme::size::kControl);
    }
    if (index.internalId() == kIsDay) {
        return dayData(m_days[std::size_t(index.row())], index.column(), role);
    }
    const Day& day = m_days[std::size_t(index.internalId()) - 1];
    return entryData(m_entries[day.first + std::size_t(index.row())], index.column(), role);
}

QVariant EventLog::dayData(const Day& day, int column, int role) const {
    if (column != When) {
        return {};
    }
    if (role == Qt::FontRole) {
        return theme::font(theme::Type::Strong);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QDate today = QDate::currentDate();
    return day.date == today               ? tr("Today")
           : day.date == today.addDays(-1) ? tr("Yesterday")
                                           : QLocale().toString(day.date, QLocale::LongFormat);
}

QVariant EventLog::entryData(const metrics::JournalEntry& entry, int column, int role) const {
    const EventWords words = wordsOf(entry);
    if (role == Qt::DecorationRole && column == What) {
        return theme::icon(words.glyph);
    }
    if (role == Qt::ToolTipRole) {
        return words.detail;
    }
    if (role == Qt::TextAlignmentRole && column == Count) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case When:
        return QLocale().toString(bridge::toDateTime(entry.last).time(), QLocale::ShortFormat);
    case What:
        return words.title;
    case Detail:
        return words.detail;
    default:
        return entry.count > 1 ? tr("×%1").arg(widgets::countInWords(entry.count)) : QString();
    }
}

QVariant EventLog::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return QVariant((section == Count ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case When:
        return tr("Time");
    case What:
        return tr("What happened");
    case Detail:
        return tr("Details");
    default:
        return tr("Times");
    }
}

Qt::ItemFlags EventLog::flags(const QModelIndex& index) const {
    return index.internalId() == kIsDay ? Qt::ItemIsEnabled
                                        : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace meson::pages
