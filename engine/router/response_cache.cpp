// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/response_cache.h"

#include <algorithm>

namespace meson::router {

namespace {

// A field list in one column: "name: value" lines, which hold no line end themselves.
QString toColumn(const FieldList& fields) {
    std::string text;
    for (const auto& [name, value] : fields)
        text += name + ":" + value + "\n";
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

FieldList fromColumn(const QString& column) {
    FieldList fields;
    const std::string text = column.toLatin1().toStdString();
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        const std::size_t colon = text.find(':', begin);
        if (end == std::string::npos || colon > end)
            break;
        fields.emplace_back(
            text.substr(begin, colon - begin), text.substr(colon + 1, end - colon - 1));
        begin = end + 1;
    }
    return fields;
}

QVariant seconds(base::WallTime time) {
    return QVariant(static_cast<qlonglong>(base::unixSeconds(time)));
}

} // namespace

base::Result<void, DatabaseFailure> ResponseCache::load() {
    Database& database = m_writer.database();
    const auto made = database.migrate(
        QStringLiteral("responses"),
        {QStringLiteral(
            "CREATE TABLE responses (binding BIGINT NOT NULL, target TEXT NOT NULL, "
            "vary TEXT NOT NULL, status INTEGER NOT NULL, fields TEXT NOT NULL, requested BIGINT "
            "NOT "
            "NULL, received BIGINT NOT NULL, object TEXT NOT NULL, PRIMARY KEY (binding, target, "
            "vary))")});
    if (!made)
        return tl::unexpected(made.error());
    const auto rows = database.query(QStringLiteral("SELECT binding, target, vary, status, fields, "
                                                    "requested, received, object FROM responses"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        auto response = std::make_shared<StoredResponse>();
        response->vary = VaryKey::fromFields(fromColumn(row[2].toString()));
        response->meta.status = row[3].toInt();
        response->meta.fields = fromColumn(row[4].toString());
        response->meta.requested = base::fromUnixSeconds(row[5].toLongLong());
        response->meta.received = base::fromUnixSeconds(row[6].toLongLong());
        response->object = base::idFromText<base::ContentId>(row[7].toString().toStdString());
        if (response->object)
            add({row[0].toUInt(), row[1].toString().toStdString()}, std::move(response));
    }
    return {};
}

StoredResponsePtr ResponseCache::find(const ResponseKey& key, const FieldList& request) {
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end())
        return nullptr;
    m_leastRecentFirst.splice(m_leastRecentFirst.end(), m_leastRecentFirst, entry->second.used);
    const auto& variants = entry->second.variants;
    const auto found = std::find_if(variants.rbegin(), variants.rend(), [&](const auto& variant) {
        return variant->vary.matches(request);
    });
    return found == variants.rend() ? nullptr : *found;
}

void ResponseCache::store(const ResponseKey& key, StoredResponse response) {
    const auto shared = std::make_shared<const StoredResponse>(std::move(response));
    add(key, shared);
    if (shared->object)
        save(key, *shared);
    trim();
}

void ResponseCache::add(const ResponseKey& key, StoredResponsePtr response) {
    const auto [entry, isNew] = m_entries.try_emplace(key);
    if (isNew)
        entry->second.used = m_leastRecentFirst.insert(m_leastRecentFirst.end(), key);
    // Counted first, so that a content that stays is not released in between.
    if (response->object)
        m_references[*response->object].push_back(key);
    m_used += cost(*response);
    auto& variants = entry->second.variants;
    const auto same = std::find_if(variants.begin(), variants.end(), [&](const auto& variant) {
        return variant->vary == response->vary;
    });
    if (same != variants.end())
        dropVariant(key, entry->second, static_cast<std::size_t>(same - variants.begin()));
    else if (variants.size() >= kVariants)
        dropVariant(key, entry->second, 0);
    variants.push_back(std::move(response));
}

std::size_t ResponseCache::remove(const ResponseKey& key) {
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end())
        return 0;
    const std::size_t count = entry->second.variants.size();
    erase(entry);
    return count;
}

std::size_t ResponseCache::removeAll(BindingNumber binding) {
    std::vector<ResponseKey> keys;
    for (const auto& [key, entry] : m_entries)
        if (key.binding == binding)
            keys.push_back(key);
    std::size_t count = 0;
    for (const ResponseKey& key : keys)
        count += remove(key);
    return count;
}

void ResponseCache::removeObject(const base::ContentId& id) {
    const auto found = m_references.find(id);
    if (found == m_references.end())
        return;
    const std::vector<ResponseKey> keys = found->second;
    for (const ResponseKey& key : keys) {
        const auto entry = m_entries.find(key);
        if (entry == m_entries.end())
            continue;
        auto& variants = entry->second.variants;
        for (std::size_t i = variants.size(); i-- > 0;)
            if (variants[i]->object == id)
                dropVariant(key, entry->second, i);
        if (variants.empty())
            erase(entry);
    }
}

void ResponseCache::erase(Entries::iterator entry) {
    const ResponseKey key = entry->first;
    while (!entry->second.variants.empty())
        dropVariant(key, entry->second, entry->second.variants.size() - 1);
    m_leastRecentFirst.erase(entry->second.used);
    m_entries.erase(entry);
}

void ResponseCache::dropVariant(const ResponseKey& key, Entry& entry, std::size_t index) {
    const StoredResponsePtr dropped = entry.variants[index];
    entry.variants.erase(entry.variants.begin() + static_cast<std::ptrdiff_t>(index));
    m_used -= cost(*dropped);
    if (!dropped->object)
        return;
    erase(key, dropped->vary);
    const auto references = m_references.find(*dropped->object);
    auto& keys = references->second;
    keys.erase(std::find(keys.begin(), keys.end(), key));
    if (!keys.empty())
        return;
    m_references.erase(references);
    m_released(*dropped->object);
}

void ResponseCache::trim() {
    auto key = m_leastRecentFirst.begin();
    while (m_used > m_memory && key != m_leastRecentFirst.end()) {
        const auto entry = m_entries.find(*key++);
        const auto& variants = entry->second.variants;
        // Answers whose body is elsewhere are small, and the way to it: they go when it goes.
        if (std::none_of(variants.begin(), variants.end(), [](const auto& v) {
                return v->object.has_value();
            }))
            erase(entry);
    }
}

void ResponseCache::save(const ResponseKey& key, const StoredResponse& response) {
    m_writer.post([&database = m_writer.database(), key, response] {
        const auto vary = toColumn(response.vary.fields());
        const auto target = QString::fromStdString(key.target);
        database.transaction([&] {
            return database.query(
                       QStringLiteral(
                           "DELETE FROM responses WHERE binding = ? AND target = ? AND vary = ?"),
                       {key.binding, target, vary}) &&
                   database.query(
                       QStringLiteral("INSERT INTO responses (binding, target, vary, status, "
                                      "fields, requested, received, object) "
                                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
                       {key.binding, target, vary, response.meta.status,
                        toColumn(response.meta.fields), seconds(response.meta.requested),
                        seconds(response.meta.received),
                        QString::fromStdString(base::toText(*response.object))});
        });
    });
}

void ResponseCache::erase(const ResponseKey& key, const VaryKey& vary) {
    m_writer.post([&database = m_writer.database(), key, vary] {
        database.query(
            QStringLiteral("DELETE FROM responses WHERE binding = ? AND target = ? AND vary = ?"),
            {key.binding, QString::fromStdString(key.target), toColumn(vary.fields())});
    });
}

base::Bytes ResponseCache::cost(const StoredResponse& response) {
    std::size_t bytes = 512 + (response.body ? response.body->size() : 0);
    for (const auto& [name, value] : response.meta.fields)
        bytes += name.size() + value.size() + 64;
    return base::Bytes(static_cast<std::int64_t>(bytes));
}

} // namespace meson::router
