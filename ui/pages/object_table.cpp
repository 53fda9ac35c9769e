// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/object_table.h"

#include "engine/base/encoding.h"
#include "ui/bridge/words.h"
#include "ui/widgets/units.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace meson::pages {

namespace {

using namespace std::chrono_literals;
using Order = store::ObjectQuery::Order;

constexpr int kPart = 200;
constexpr std::size_t kPartsKept = 40;
constexpr auto kPatience = 10s; ///< a node that stops does not answer

Order orderOf(int column) {
    switch (column) {
    case ObjectTable::Binding:
        return Order::Binding;
    case ObjectTable::Size:
        return Order::Length;
    case ObjectTable::Uses:
        return Order::Uses;
    case ObjectTable::Expires:
        return Order::Expires;
    case ObjectTable::Verified:
        return Order::Verified;
    case ObjectTable::Id:
        return Order::Added;
    default:
        return Order::LastUsed;
    }
}

QString ago(base::WallTime time) {
    return base::unixSeconds(time) > 0 ? widgets::agoInWords(bridge::toDateTime(time))
                                       : ObjectTable::tr("never");
}

bool isNumber(int column) {
    return column == ObjectTable::Size || column == ObjectTable::Uses;
}

} // namespace

ObjectTable::ObjectTable(bridge::MinerModel& model, QObject* parent)
    : QAbstractTableModel(parent)
    , m_model(model) {
    m_query.limit = kPart;
    m_ask.setSingleShot(true);
    m_ask.setInterval(30ms);
    connect(&m_ask, &QTimer::timeout, this, &ObjectTable::askNext);
    ask(0);
}

void ObjectTable::setSearch(const QString& text) {
    m_query.search = text.trimmed().toStdString();
    m_isOtherList = true;
    refresh();
}

void ObjectTable::sort(int column, Qt::SortOrder order) {
    m_query.order = orderOf(column);
    m_query.direction = order == Qt::AscendingOrder ? store::ObjectQuery::Direction::Ascending
                                                    : store::ObjectQuery::Direction::Descending;
    m_isOtherList = true;
    refresh();
}

/// What is under way is waited for, so that questions never queue up behind a slow disk.
void ObjectTable::refresh() {
    ++m_generation;
    m_wanted.clear();
    ask(m_lastWanted);
}

const store::StoredObject* ObjectTable::object(int row) const {
    const auto part = m_parts.find(row / kPart);
    const auto place = std::size_t(row % kPart);
    return part != m_parts.end() && place < part->second.size() ? &part->second[place] : nullptr;
}

std::optional<int> ObjectTable::rowOf(const base::ContentId& id) const {
    for (const auto& [part, objects] : m_parts) {
        const auto found = std::find_if(
            objects.begin(), objects.end(), [&](const auto& object) { return object.id == id; });
        if (found != objects.end()) {
            return part * kPart + int(found - objects.begin());
        }
    }
    return {};
}

int ObjectTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int ObjectTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

void ObjectTable::ask(int part) const {
    m_lastWanted = part;
    if (m_wanted.insert(part).second && !isAsking()) {
        m_ask.start();
    }
}

bool ObjectTable::isAsking() const {
    return !m_patience.hasExpired();
}

/// One question at a time, what was drawn last first; what was scrolled past is not asked for.
void ObjectTable::askNext() {
    if (m_wanted.empty() || isAsking()) {
        return;
    }
    const int part = m_lastWanted;
    std::erase_if(m_wanted, [part](int other) { return std::abs(other - part) > 1; });
    const int next = m_wanted.count(part) ? part : *m_wanted.begin();
    store::ObjectQuery query = m_query;
    leaveOut(next, query);
    if (!m_isOtherList && m_counted == m_generation) {
        query.matching = m_rows;
    }
    m_patience.setRemainingTime(kPatience);
    m_model.listObjects(
        std::move(query), this,
        [this, next, generation = m_generation](const store::ObjectPage& page) {
            m_patience = QDeadlineTimer(0);
            if (generation == m_generation) {
                take(next, page);
            }
            if (!m_wanted.empty()) {
                m_ask.start();
            }
        });
}

/// From the end of the nearest part before that is here, or from the beginning.
void ObjectTable::leaveOut(int part, store::ObjectQuery& query) const {
    auto before = m_parts.lower_bound(part);
    std::int64_t from = 0;
    while (!m_isOtherList && before != m_parts.begin() && !query.after) {
        --before;
        if (before->second.size() == std::size_t(kPart)) {
            query.after = before->second.back();
            from = before->first + 1;
        }
    }
    query.offset = (part - from) * kPart;
}

void ObjectTable::take(int part, const store::ObjectPage& page) {
    m_counted = m_generation;
    m_wanted.erase(part);
    const int rows = int(std::min<std::int64_t>(page.matching, std::numeric_limits<int>::max()));
    if (std::exchange(m_isOtherList, false) || rows != m_rows || m_parts.empty()) {
        beginResetModel();
        m_parts.clear();
        m_rows = rows;
        m_parts[part] = page.objects;
        endResetModel();
        Q_EMIT counted(page.matching);
    } else {
        m_parts[part] = page.objects;
        forget();
        Q_EMIT dataChanged(
            index(part * kPart, 0), index(std::min((part + 1) * kPart, m_rows) - 1, kColumns - 1));
    }
}

void ObjectTable::forget() {
    while (m_parts.size() > kPartsKept) {
        const bool firstIsFarther =
            m_lastWanted - m_parts.begin()->first > m_parts.rbegin()->first - m_lastWanted;
        m_parts.erase(firstIsFarther ? m_parts.begin() : std::prev(m_parts.end()));
    }
}

QString ObjectTable::textOf(const store::StoredObject& object, int column) const {
    switch (column) {
    case Id:
        return QString::fromStdString(base::toHex(object.id.bytes)).left(12);
    case Binding:
        return QString::fromStdString(object.meta.binding);
    case Size:
        return widgets::bytesInWords(object.length.count());
    case Uses:
        return widgets::countInWords(object.uses);
    case LastUsed:
        return object.uses > 0 ? ago(object.lastUsed) : tr("never");
    case Expires:
        return ago(object.meta.expires);
    default:
        return ago(object.verified);
    }
}

QVariant ObjectTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && isNumber(index.column())) {
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const store::StoredObject* object = this->object(index.row());
    if (!object) {
        ask(index.row() / kPart);
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        return index.column() == Id ? QString::fromStdString(base::toHex(object->id.bytes))
                                    : QString();
    }
    return textOf(*object, index.column());
}

QVariant ObjectTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return QVariant((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Id:
        return tr("Content id");
    case Binding:
        return tr("Site");
    case Size:
        return tr("Size");
    case Uses:
        return tr("Uses");
    case LastUsed:
        return tr("Last used");
    case Expires:
        return tr("Expires");
    default:
        return tr("Checked");
    }
}

} // namespace meson::pages
