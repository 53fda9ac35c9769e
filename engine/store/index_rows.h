// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/store/index_database.h"

#include <QVariant>

/// How the rows of the index are written and read: for the parts of IndexDatabase alone.
namespace meson::store {

inline constexpr const char* kColumns =
    "SELECT id, volume, length, disk, sha256, expires, fields, etag, last_modified, binding, added,"
    " last_used, uses, verified FROM objects ";

inline QByteArray blob(const std::string& text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}
template <class Meaning>
inline QByteArray blob(const base::Digest<Meaning>& digest) {
    return QByteArray(reinterpret_cast<const char*>(digest.bytes.data()), 32);
}
inline std::string textAt(const QSqlQuery& query, int column) {
    return query.value(column).toByteArray().toStdString();
}
template <class Id>
Id digestAt(const QSqlQuery& query, int column) {
    const QByteArray bytes = query.value(column).toByteArray();
    const auto id = base::idFromBytes<Id>(
        {reinterpret_cast<const std::uint8_t*>(bytes.data()),
         static_cast<std::size_t>(bytes.size())});
    return id.value_or(Id{});
}
inline base::WallTime timeAt(const QSqlQuery& query, int column) {
    return base::fromUnixSeconds(query.value(column).toLongLong());
}
inline qlonglong number(std::int64_t value) {
    return value;
}
inline qlonglong number(base::WallTime time) {
    return base::unixSeconds(time);
}
inline qlonglong number(base::Bytes bytes) {
    return bytes.count();
}
inline QVariant number(std::optional<base::WallTime> time) {
    return time ? QVariant(number(*time)) : QVariant();
}

/// Of a query that begins with kColumns.
IndexRow rowOf(const QSqlQuery& query);

} // namespace meson::store
