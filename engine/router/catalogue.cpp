// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/catalogue.h"

#include <cstring>

namespace meson::router {

namespace {

QString toQString(const std::string& text) {
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

template <class Id>
QVariant column(const Id& id) {
    return QVariant(toQString(base::toText(id)));
}

QByteArray toColumn(const std::vector<SecretShard>& shards) {
    // Each: leaf and size as 8 little-endian bytes, then the bytes.
    QByteArray column;
    const auto put = [&](std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8)
            column.append(static_cast<char>(value >> shift & 0xff));
    };
    for (const SecretShard& shard : shards) {
        put(static_cast<std::uint64_t>(shard.leaf));
        put(shard.bytes.size());
        column.append(
            reinterpret_cast<const char*>(shard.bytes.data()),
            static_cast<qsizetype>(shard.bytes.size()));
    }
    return column;
}

std::vector<SecretShard> shardsFromColumn(const QByteArray& column) {
    std::vector<SecretShard> shards;
    qsizetype at = 0;
    const auto number = [&] {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i)
            value |= std::uint64_t{static_cast<std::uint8_t>(column[at + i])} << (8 * i);
        at += 8;
        return value;
    };
    while (at + 16 <= column.size()) {
        SecretShard shard;
        shard.leaf = static_cast<std::int64_t>(number());
        const std::uint64_t size = number();
        if (size > static_cast<std::uint64_t>(column.size() - at))
            break;
        const auto* begin = reinterpret_cast<const std::uint8_t*>(column.constData()) + at;
        shard.bytes.assign(begin, begin + size);
        at += static_cast<qsizetype>(size);
        shards.push_back(std::move(shard));
    }
    return shards;
}

QByteArray toColumn(const crypto::LeafLayer& leaves) {
    QByteArray column;
    for (const crypto::LeafHash& leaf : leaves)
        column.append(
            reinterpret_cast<const char*>(leaf.bytes.data()), qsizetype(leaf.bytes.size()));
    return column;
}

crypto::LeafLayer leavesFromColumn(const QByteArray& column) {
    crypto::LeafLayer leaves(static_cast<std::size_t>(column.size() / 32));
    for (std::size_t i = 0; i < leaves.size(); ++i)
        std::memcpy(leaves[i].bytes.data(), column.constData() + i * 32, 32);
    return leaves;
}

std::optional<ObjectRecord> recordFromRow(const Database::Row& row) {
    const auto id = base::idFromText<base::ContentId>(row[0].toString().toStdString());
    const auto sha256 = base::idFromText<base::Sha256>(row[1].toString().toStdString());
    const auto root = base::idFromText<base::MerkleRoot>(row[2].toString().toStdString());
    if (!id || !sha256 || !root)
        return std::nullopt;
    ObjectRecord record;
    record.id = *id;
    record.sha256 = *sha256;
    record.root = *root;
    record.length = base::Bytes(row[3].toLongLong());
    record.binding = row[4].toUInt();
    record.url = row[5].toString().toStdString();
    record.fields = row[6].toString().toLatin1().toStdString();
    record.etag = row[7].toString().toLatin1().toStdString();
    record.lastModified = row[8].toLongLong();
    record.expires = base::fromUnixSeconds(row[9].toLongLong());
    return record;
}

bool insertRow(
    const Database& database, const ObjectRecord& record, const CheckMaterial& material) {
    return database.query(QStringLiteral("DELETE FROM objects WHERE id = ?"), {column(record.id)})
               .has_value() &&
           database
               .query(
                   QStringLiteral("INSERT INTO objects (id, sha256, root, length, binding, url, "
                                  "fields, etag, last_modified, expires, shards, leaves) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                   {column(record.id), column(record.sha256), column(record.root),
                    static_cast<qlonglong>(record.length.count()), record.binding,
                    toQString(record.url), toQString(record.fields), toQString(record.etag),
                    static_cast<qlonglong>(record.lastModified),
                    static_cast<qlonglong>(base::unixSeconds(record.expires)),
                    toColumn(material.shards), toColumn(material.leaves)})
               .has_value();
}

} // namespace

base::Result<void, DatabaseFailure> Catalogue::load() {
    Database& database = m_writer.database();
    const auto made = database.migrate(
        QStringLiteral("objects"),
        {QStringLiteral(
            "CREATE TABLE objects (id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, root TEXT "
            "NOT NULL, length BIGINT NOT NULL, binding BIGINT NOT NULL, url TEXT NOT NULL, fields "
            "TEXT "
            "NOT NULL, etag TEXT NOT NULL, last_modified BIGINT NOT NULL, expires BIGINT NOT NULL, "
            "shards BYTEA NOT NULL, leaves BYTEA NOT NULL)")});
    if (!made)
        return tl::unexpected(made.error());
    const auto rows = database.query(QStringLiteral(
        "SELECT id, sha256, root, length, binding, url, fields, etag, last_modified, expires "
        "FROM objects"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows)
        if (auto record = recordFromRow(row))
            m_records[record->id] = std::move(*record);
    return {};
}

void Catalogue::add(const ObjectRecord& record, CheckMaterial material) {
    m_records[record.id] = record;
    m_writer.post([&database = m_writer.database(), record, material = std::move(material)] {
        database.transaction([&] { return insertRow(database, record, material); });
    });
}

void Catalogue::update(const ObjectRecord& record) {
    const auto found = m_records.find(record.id);
    if (found == m_records.end())
        return;
    found->second = record;
    m_writer.post([&database = m_writer.database(), record] {
        database.query(
            QStringLiteral("UPDATE objects SET binding = ?, url = ?, fields = ?, etag = ?, "
                           "last_modified = ?, expires = ? WHERE id = ?"),
            {record.binding, toQString(record.url), toQString(record.fields),
             toQString(record.etag), static_cast<qlonglong>(record.lastModified),
             static_cast<qlonglong>(base::unixSeconds(record.expires)), column(record.id)});
    });
}

void Catalogue::remove(const base::ContentId& id) {
    if (m_records.erase(id) == 0)
        return;
    m_writer.post([&database = m_writer.database(), id] {
        database.query(QStringLiteral("DELETE FROM objects WHERE id = ?"), {column(id)});
    });
}

const ObjectRecord* Catalogue::findObject(const base::ContentId& id) const {
    const auto found = m_records.find(id);
    return found == m_records.end() ? nullptr : &found->second;
}

std::string Catalogue::pullUrl(const base::ContentId& id, const base::NodeId&) {
    return m_publicUrl + m_pulls.make(id);
}

std::optional<std::pair<std::string, std::string>>
Catalogue::publicUrl(const base::ContentId& id) const {
    const ObjectRecord* record = findObject(id);
    const Binding* binding = record ? m_bindings.find(record->binding) : nullptr;
    if (!binding)
        return std::nullopt;
    return std::pair(record->url, binding->domain);
}

void Catalogue::leafLayer(const base::ContentId& id, std::function<void(crypto::LeafLayer)> done) {
    m_writer.ask(
        [&database = m_writer.database(), id] {
            const auto rows = database.query(
                QStringLiteral("SELECT leaves FROM objects WHERE id = ?"), {column(id)});
            return rows && !rows->empty() ? leavesFromColumn((*rows)[0][0].toByteArray())
                                          : crypto::LeafLayer();
        },
        std::move(done));
}

void Catalogue::secretShards(
    const base::ContentId& id, std::function<void(std::vector<SecretShard>)> done) {
    m_writer.ask(
        [&database = m_writer.database(), id] {
            const auto rows = database.query(
                QStringLiteral("SELECT shards FROM objects WHERE id = ?"), {column(id)});
            return rows && !rows->empty() ? shardsFromColumn((*rows)[0][0].toByteArray())
                                          : std::vector<SecretShard>();
        },
        std::move(done));
}

void Catalogue::forEachObject(const std::function<void(const ObjectRecord&)>& visit) const {
    for (const auto& [id, record] : m_records)
        visit(record);
}

} // namespace meson::router
