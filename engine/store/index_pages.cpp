// SPDX-License-Identifier: GPL-3.0-or-later
// The part of IndexDatabase by which a person looks through the list.
#include "engine/store/index_rows.h"

#include <algorithm>

namespace meson::store {

namespace {

const char* columnOf(ObjectQuery::Order order) {
    switch (order) {
    case ObjectQuery::Order::Added:
        return "added";
    case ObjectQuery::Order::LastUsed:
        return "last_used";
    case ObjectQuery::Order::Uses:
        return "uses";
    case ObjectQuery::Order::Length:
        return "length";
    case ObjectQuery::Order::Expires:
        return "expires";
    case ObjectQuery::Order::Verified:
        return "verified";
    case ObjectQuery::Order::Binding:
        break;
    }
    return "binding";
}

QVariant keyOf(ObjectQuery::Order order, const StoredObject& object) {
    switch (order) {
    case ObjectQuery::Order::Added:
        return number(object.added);
    case ObjectQuery::Order::LastUsed:
        return number(object.lastUsed);
    case ObjectQuery::Order::Uses:
        return number(object.uses);
    case ObjectQuery::Order::Length:
        return number(object.length);
    case ObjectQuery::Order::Expires:
        return number(object.meta.expires);
    case ObjectQuery::Order::Verified:
        return number(object.verified);
    case ObjectQuery::Order::Binding:
        break;
    }
    return blob(object.meta.binding);
}

/// Part of a WHERE, with the values of its question marks; empty: all rows.
struct Search {
    QString words;
    QVariantList values;
};

Search searchFor(const std::string& text) {
    if (text.empty())
        return {};
    const QString words = QString::fromStdString(text);
    return {
        QStringLiteral("(instr(CAST(binding AS TEXT), ?) OR instr(hex(id), ?) = 1)"),
        {words.toLower(), words.toUpper()}};
}

} // namespace

/// The first page of an order makes the index that all of its pages are read by; those of the times
/// of expiry and verification are there for the store's own sake.
void IndexDatabase::indexBy(ObjectQuery::Order order) {
    if (order == ObjectQuery::Order::Expires || order == ObjectQuery::Order::Verified)
        return;
    execute(QStringLiteral("CREATE INDEX IF NOT EXISTS objects_by_%1 ON objects(%1, id)")
                .arg(QLatin1String(columnOf(order))));
}

std::int64_t IndexDatabase::countMatching(const std::string& text) {
    const Search search = searchFor(text);
    QSqlQuery query(m_database);
    query.prepare(
        search.words.isEmpty()
            ? QStringLiteral("SELECT total(objects) FROM volumes")
            : QStringLiteral("SELECT count(*) FROM objects WHERE ") + search.words);
    for (const QVariant& value : search.values)
        query.addBindValue(value);
    return run(query) && query.next() ? query.value(0).toLongLong() : 0;
}

/// The ids come from the order's index alone, however many are left out; only the rows of the page
/// are read whole.
ObjectPage IndexDatabase::page(const ObjectQuery& wanted) {
    indexBy(wanted.order);
    Search search = searchFor(wanted.search);
    ObjectPage page;
    page.matching = countMatching(wanted.search);
    const bool isDescending = wanted.direction == ObjectQuery::Direction::Descending;
    const QString column = QLatin1String(columnOf(wanted.order));
    if (wanted.after) {
        search.words += QStringLiteral("%1(%2, id) %3 (?, ?)")
                            .arg(
                                search.words.isEmpty() ? QString() : QStringLiteral(" AND "),
                                column, isDescending ? QStringLiteral("<") : QStringLiteral(">"));
        search.values << keyOf(wanted.order, *wanted.after) << blob(wanted.after->id);
    }
    const QString order = QStringLiteral(" ORDER BY %1 %2, id %2");
    const QString way = isDescending ? QStringLiteral("DESC") : QStringLiteral("ASC");
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(
        QLatin1String(kColumns) + QStringLiteral("WHERE id IN (SELECT id FROM objects ") +
        (search.words.isEmpty() ? QString() : QStringLiteral("WHERE ") + search.words) +
        order.arg(column, way) +
        QStringLiteral(" LIMIT %1 OFFSET %2)")
            .arg(std::clamp(wanted.limit, 1, 1000))
            .arg(static_cast<qint64>(std::max<std::int64_t>(wanted.offset, 0))) +
        order.arg(QLatin1Char('+') + column, way)); // the plus: sorts the page, walks no index
    for (const QVariant& value : search.values)
        query.addBindValue(value);
    run(query);
    while (query.next())
        page.objects.push_back(rowOf(query).object);
    return page;
}

} // namespace meson::store
