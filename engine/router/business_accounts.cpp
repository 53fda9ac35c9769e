// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/business_accounts.h"

#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"
#include "engine/platform/private_file.h"

namespace meson::router {
namespace {

constexpr std::string_view kKeyPrefix = "meson_";
constexpr std::size_t kKeyCharacters = kKeyPrefix.size() + 43; // 32 bytes in base64url
constexpr std::size_t kLongestName = 63;

std::string newKey() {
    return std::string(kKeyPrefix) + base::toBase64Url(crypto::randomBytes<32>());
}

base::Sha256 hashOf(std::string_view key) {
    return crypto::sha256(base::bytesOf(key));
}

bool isName(std::string_view name) {
    constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
    return !name.empty() && name.size() <= kLongestName &&
           name.find_first_not_of(kAllowed) == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.remove_suffix(1);
    return text;
}

} // namespace

std::string_view sentence(AccountError error) {
    switch (error) {
    case AccountError::BadName:
        return "An account's name is 1 to 63 small letters, digits and dashes.";
    case AccountError::Taken:
        return "There is an account of that name already.";
    case AccountError::NotStored:
        return "The account cannot be written down: try again later.";
    case AccountError::KeyNotWritable:
        return "The operator's key cannot be saved: check the state folder's permissions.";
    case AccountError::KeyNotReadable:
        return "The operator's key cannot be read, or is not one: restore it, or delete it to get "
               "a new one.";
    }
    return {};
}

base::Result<void, DatabaseFailure> BusinessAccounts::load() {
    const Database& database = m_writer.database();
    auto made = database.query(
        QStringLiteral("CREATE TABLE IF NOT EXISTS business_account "
                       "(name TEXT PRIMARY KEY, key_hash TEXT NOT NULL, created BIGINT NOT NULL)"));
    if (!made)
        return tl::unexpected(made.error());
    auto rows = database.query(QStringLiteral("SELECT name, key_hash FROM business_account"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        const auto hash = base::idFromText<base::Sha256>(row[1].toString().toStdString());
        if (!hash)
            return base::fail(DatabaseError::Damaged, "business_account");
        const std::string name = row[0].toString().toStdString();
        m_byName.emplace(name, *hash);
        m_byKey.emplace(*hash, name);
    }
    return {};
}

base::Result<void, AccountFailure>
BusinessAccounts::loadOperatorKey(const std::filesystem::path& file) {
    std::string key;
    if (std::error_code ignored; std::filesystem::exists(file, ignored)) {
        const auto text = platform::readFile(file);
        key = text ? std::string(trimmed(*text)) : std::string();
        if (key.size() != kKeyCharacters || !key.starts_with(kKeyPrefix))
            return base::fail(AccountError::KeyNotReadable, file.string());
    } else {
        key = newKey();
        if (!platform::savePrivateFile(file, key + "\n"))
            return base::fail(AccountError::KeyNotWritable, file.string());
    }
    m_operatorKey = hashOf(key);
    return {};
}

void BusinessAccounts::create(const std::string& name, base::WallTime now, Created created) {
    if (!isName(name))
        return created(base::fail(AccountError::BadName, name));
    if (exists(name))
        return created(base::fail(AccountError::Taken, name));
    const std::string key = newKey();
    const base::Sha256 hash = hashOf(key);
    m_byName.emplace(name, hash);
    m_byKey.emplace(hash, name);
    const auto write = [this, name, hash, seconds = base::unixSeconds(now)] {
        return m_writer.database()
            .query(
                QStringLiteral(
                    "INSERT INTO business_account (name, key_hash, created) VALUES (?, ?, ?)"),
                {QString::fromStdString(name), QString::fromStdString(base::toText(hash)),
                 qint64(seconds)})
            .has_value();
    };
    m_writer.ask(write, [this, name, hash, key, created = std::move(created)](bool isStored) {
        if (isStored)
            return created(key);
        m_byName.erase(name);
        m_byKey.erase(hash);
        created(base::fail(AccountError::NotStored, name));
    });
}

std::optional<Caller>
BusinessAccounts::findCaller(std::optional<std::string_view> authorization) const {
    constexpr std::string_view kScheme = "Bearer ";
    if (!authorization || !authorization->starts_with(kScheme))
        return std::nullopt;
    const base::Sha256 hash = hashOf(trimmed(authorization->substr(kScheme.size())));
    if (hash == m_operatorKey)
        return Caller{Caller::Kind::Operator, {}};
    const auto found = m_byKey.find(hash);
    return found == m_byKey.end() ? std::nullopt
                                  : std::optional(Caller{Caller::Kind::Account, found->second});
}

} // namespace meson::router
