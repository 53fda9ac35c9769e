// SPDX-License-Identifier: GPL-3.0-or-later
// The part of IndexDatabase by which a person looks through the list.
#include "engine/store/index_rows.h"

#include <QRegularExpression>
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

/// The sites are few: each is looked at once, by its index, however many objects it has.
constexpr const char* kOfSites =
    "binding IN (WITH RECURSIVE sites(name) AS (SELECT min(binding) FROM objects UNION ALL"
    " SELECT (SELECT min(binding) FROM objects WHERE binding > name) FROM sites"
    " WHERE name IS NOT NULL) SELECT name FROM sites WHERE instr(CAST(name AS TEXT), ?))";

/// Fewer than these are sorted; among more of them the order's index soon meets a page.
constexpr std::int64_t kSorted = 10'000;

/// The first or the last id that begins with these digits: filled up with `digit`.
QByteArray idFrom(const QString& digits, char digit) {
    constexpr qsizetype kDigits = 64;
    return QByteArray::fromHex(digits.toLatin1().leftJustified(kDigits, digit));
}

Search searchFor(const std::string& text) {
    static const QRegularExpression id(QStringLiteral("^[0-9a-f]{1,64}$"));
    if (text.empty())
        return {};
    const QString words = QString::fromStdString(text).toLower();
    if (!id.match(words).hasMatch())
        return {QLatin1String(kOfSites), {words}};
    return {
        QStringLiteral("(%1 OR id BETWEEN ? AND ?)").arg(QLatin1String(kOfSites)),
        {words, idFrom(words, '0'), idFrom(words, 'f')}};
}

QString indexOf(ObjectQuery::Order order) {
    return QStringLiteral("objects_listed_by_") + QLatin1String(columnOf(order));
}

} // namespace

/// The first page of an order makes the index that all of its pages are read by. It holds what is
/// searched for, so that the rows themselves are not read. False: the disk has no room for it, and
/// pages are sorted.
bool IndexDatabase::indexBy(ObjectQuery::Order order) {
    const QString column = QLatin1String(columnOf(order));
    const bool isSite = order == ObjectQuery::Order::Binding;
    return QSqlQuery(m_database)
        .exec(QStringLiteral("CREATE INDEX IF NOT EXISTS %1 ON objects(%2, id%3)")
                  .arg(indexOf(order), column, isSite ? QString() : QStringLiteral(", binding")));
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

/// The ids come from indexes alone, however many are left out; only the rows of the page are read
/// whole.
ObjectPage IndexDatabase::page(const ObjectQuery& wanted) {
    const bool isIndexed = indexBy(wanted.order);
    Search search = searchFor(wanted.search);
    if (!search.words.isEmpty())
        indexBy(ObjectQuery::Order::Binding);
    ObjectPage page;
    page.matching = wanted.matching ? *wanted.matching : countMatching(wanted.search);
    const bool isWalk = isIndexed && (search.words.isEmpty() || page.matching > kSorted);
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
    const QString unindexed = QLatin1Char('+') + column; // the plus: sorted, no index is walked
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    query.prepare(
        QLatin1String(kColumns) + QStringLiteral("WHERE id IN (SELECT id FROM objects ") +
        (isWalk ? QStringLiteral("INDEXED BY ") + indexOf(wanted.order) : QString()) +
        (search.words.isEmpty() ? QString() : QStringLiteral(" WHERE ") + search.words) +
        order.arg(isWalk ? column : unindexed, way) +
        QStringLiteral(" LIMIT %1 OFFSET %2)")
            .arg(std::clamp(wanted.limit, 1, 1000))
            .arg(static_cast<qint64>(std::max<std::int64_t>(wanted.offset, 0))) +
        order.arg(unindexed, way));
    for (const QVariant& value : search.values)
        query.addBindValue(value);
    run(query);
    while (query.next())
        page.objects.push_back(rowOf(query).object);
    return page;
}

} // namespace meson::store
