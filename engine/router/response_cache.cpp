// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/response_cache.h"

#include <algorithm>

namespace meson::router {

namespace {

// A field list in one column: "name: value" lines, which hold no line end themselves.
QString toColumn(const FieldList& fields) {
    std::string text;
    for (const auto& [name, value] : fields)
        text.append(name).append(":").append(value).append("\n");
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
    const Variants& variants = entry->second;
    const auto found = std::find_if(variants.rbegin(), variants.rend(), [&](const auto& variant) {
        return variant->answer->vary.matches(request);
    });
    if (found == variants.rend())
        return nullptr;
    Uses& uses = tierOf(*(*found)->answer).leastRecentFirst;
    uses.splice(uses.end(), uses, *found);
    return (*found)->answer;
}

void ResponseCache::store(const ResponseKey& key, StoredResponse response) {
    const auto shared = std::make_shared<const StoredResponse>(std::move(response));
    add(key, shared);
    if (shared->object) {
        save(key, *shared);
        const std::list<ResponseKey>& keys = m_references.at(*shared->object);
        while (keys.size() > kAnswersOfAContent)
            dropOf(ResponseKey(keys.front()), *shared->object);
    }
    trim(m_bodies);
    trim(m_contents);
}

void ResponseCache::add(const ResponseKey& key, StoredResponsePtr response) {
    const auto entry = m_entries.try_emplace(key).first;
    // Counted first, so that a content that stays is not released in between.
    if (response->object)
        m_references[*response->object].push_back(key);
    Tier& tier = tierOf(*response);
    tier.used += cost(*response);
    Variants& variants = entry->second;
    const auto same = std::find_if(variants.begin(), variants.end(), [&](const auto& variant) {
        return variant->answer->vary == response->vary;
    });
    if (same != variants.end())
        drop(entry, same);
    else if (variants.size() >= kVariants)
        drop(entry, variants.begin());
    variants.push_back(
        tier.leastRecentFirst.insert(tier.leastRecentFirst.end(), {key, std::move(response)}));
}

std::size_t ResponseCache::remove(const ResponseKey& key) {
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end())
        return 0;
    const std::size_t count = entry->second.size();
    while (!entry->second.empty())
        drop(entry, std::prev(entry->second.end()));
    m_entries.erase(entry);
    return count;
}

std::size_t ResponseCache::removeAll(BindingNumber binding) {
    std::vector<ResponseKey> keys;
    for (const auto& [key, variants] : m_entries)
        if (key.binding == binding)
            keys.push_back(key);
    std::size_t count = 0;
    for (const ResponseKey& key : keys)
        count += remove(key);
    return count;
}

const ResponseKey* ResponseCache::keyOf(const base::ContentId& id) const {
    const auto found = m_references.find(id);
    return found == m_references.end() ? nullptr : &found->second.back();
}

void ResponseCache::removeObject(const base::ContentId& id) {
    for (auto found = m_references.find(id); found != m_references.end();
         found = m_references.find(id))
        dropOf(ResponseKey(found->second.front()), id);
}

void ResponseCache::dropOf(const ResponseKey& key, const base::ContentId& id) {
    const auto entry = m_entries.find(key);
    Variants& variants = entry->second;
    drop(entry, std::find_if(variants.begin(), variants.end(), [&](const auto& variant) {
             return variant->answer->object == id;
         }));
    if (variants.empty())
        m_entries.erase(entry);
}

void ResponseCache::drop(Entries::iterator entry, Variants::iterator variant) {
    const auto [key, dropped] = **variant;
    Tier& tier = tierOf(*dropped);
    tier.used -= cost(*dropped);
    tier.leastRecentFirst.erase(*variant);
    entry->second.erase(variant);
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

void ResponseCache::trim(Tier& tier) {
    while (tier.used > tier.bound && !tier.leastRecentFirst.empty()) {
        const auto oldest = tier.leastRecentFirst.begin();
        const auto entry = m_entries.find(oldest->key);
        Variants& variants = entry->second;
        drop(entry, std::find_if(variants.begin(), variants.end(), [&](const auto& variant) {
                 return variant->answer == oldest->answer;
             }));
        if (variants.empty())
            m_entries.erase(entry);
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
