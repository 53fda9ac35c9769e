// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/issued_tokens.h"

#include "engine/router/ledger.h"

#include <algorithm>

namespace meson::router {

namespace {

qlonglong signedOf(std::uint64_t nonce) {
    return static_cast<qlonglong>(nonce);
}

std::int64_t forgottenBefore(base::WallTime now) {
    return base::unixSeconds(now - protocol::kReceiptGrace);
}

} // namespace

void IssuedTokens::add(
    const protocol::DeliveryToken& token, NodeIndex node, TokenPurpose purpose,
    std::uint64_t network) {
    m_tokens[token.nonce] = {node,           token.binding, purpose,  token.length,
                             base::Bytes(0), token.expires, token.id, network};
    m_unsaved.push_back(token.nonce);
    if (m_unsaved.size() == 1)
        m_told();
}

void IssuedTokens::addCheck(
    const protocol::DeliveryToken& token, NodeIndex node, base::Bytes piece) {
    add(token, node, TokenPurpose::Check);
    m_tokens[token.nonce].length = piece;
}

std::vector<std::string> BatchCredit::refused() const {
    std::vector<std::string> reasons;
    if (forged > 0)
        reasons.push_back("forged " + std::to_string(forged));
    if (unknown > 0)
        reasons.push_back("unknown " + std::to_string(unknown));
    return reasons;
}

BatchCredit IssuedTokens::assess(
    NodeIndex node, const protocol::Receipts& receipts, const crypto::MacKey& key,
    base::WallTime now) const {
    BatchCredit batch{receipts.batch};
    batch.receipts = static_cast<std::int64_t>(receipts.receipts.size());
    std::unordered_map<std::uint64_t, base::Bytes> inBatch;
    for (const protocol::Receipt& receipt : receipts.receipts) {
        batch.stated = std::min(batch.stated + receipt.bytes, base::Bytes(kLargestAmount));
        const protocol::CheckedToken checked = protocol::readToken(receipt.token, key, now);
        if (checked.verdict != protocol::TokenVerdict::Good &&
            checked.verdict != protocol::TokenVerdict::Expired) {
            ++batch.forged;
            continue;
        }
        const auto found = m_tokens.find(checked.token.nonce);
        if (found == m_tokens.end()) {
            ++batch.unknown;
            continue;
        }
        const Token& token = found->second;
        if (token.node != node) {
            ++batch.forged;
            continue;
        }
        base::Bytes& taken = inBatch[found->first];
        const base::Bytes room = token.length - token.credited - taken;
        // A client may use its token often, and one answer brings at most the object; a check uses
        // its token once.
        const bool isCheck = token.purpose == TokenPurpose::Check;
        if (isCheck ? receipt.bytes > room
                    : base::Bytes(receipt.firstByte) + receipt.bytes > token.length)
            batch.overstated.push_back(
                {token.object, receipt.bytes, isCheck ? room : token.length});
        const base::Bytes bytes = std::clamp(receipt.bytes, base::Bytes(0), room);
        taken += bytes;
        batch.total += bytes;
        batch.credits.push_back(
            {found->first, token.binding, token.purpose, bytes, token.object, token.network,
             !isCheck && bytes.count() > 0 && bytes == room, receipt.bytes});
    }
    return batch;
}

void IssuedTokens::apply(const BatchCredit& batch) {
    for (const Credit& credit : batch.credits) {
        if (const auto found = m_tokens.find(credit.nonce); found != m_tokens.end())
            found->second.credited += credit.bytes;
    }
}

void IssuedTokens::forget(base::WallTime now) {
    const std::int64_t limit = forgottenBefore(now);
    std::erase_if(m_tokens, [limit](const auto& item) { return item.second.expires < limit; });
}

IssuedTokens::Unsaved
IssuedTokens::takeUnsaved(const NodeRegistry& registry, const ClientQuota& quota) {
    Unsaved unsaved;
    unsaved.rows.reserve(m_unsaved.size());
    for (const std::uint64_t nonce : m_unsaved) {
        const auto found = m_tokens.find(nonce);
        if (found == m_tokens.end())
            continue;
        const Token& token = found->second;
        const std::string node = base::toText(registry.at(token.node).id);
        unsaved.issued[node] += token.length;
        if (quota.isUsedUp(token.network))
            unsaved.aboveQuota[{token.network, node}] += token.length;
        unsaved.rows.push_back(
            {signedOf(nonce), QString::fromStdString(node), token.binding,
             static_cast<int>(token.purpose), qlonglong(token.length.count()),
             qlonglong(token.credited.count()), qlonglong(token.expires),
             QString::fromStdString(base::toText(token.object)), signedOf(token.network)});
    }
    m_unsaved.clear();
    return unsaved;
}

bool IssuedTokens::save(const Database& database, const std::vector<Database::Row>& rows) {
    const QString sql = QStringLiteral(
        "INSERT INTO issued_token (nonce, node, binding, purpose, length, credited, expires, "
        "object, network) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (nonce) DO NOTHING");
    return std::all_of(rows.begin(), rows.end(), [&](const Database::Row& row) {
        return database.query(sql, row).has_value();
    });
}

bool IssuedTokens::saveCredits(const Database& database, const BatchCredit& batch) {
    const QString sql = QStringLiteral(
        "UPDATE issued_token SET credited = credited + ? WHERE nonce = ? RETURNING nonce");
    return std::all_of(batch.credits.begin(), batch.credits.end(), [&](const Credit& credit) {
        if (credit.bytes.count() == 0)
            return true;
        const auto updated =
            database.query(sql, {qlonglong(credit.bytes.count()), signedOf(credit.nonce)});
        return updated && !updated->empty();
    });
}

bool IssuedTokens::forgetOnDisk(const Database& database, base::WallTime now) {
    return database
        .query(
            QStringLiteral("DELETE FROM issued_token WHERE expires < ?"),
            {qlonglong(forgottenBefore(now))})
        .has_value();
}

base::Result<void, DatabaseFailure>
IssuedTokens::load(Database& database, const NodeRegistry& registry) {
    auto made = database.migrate(
        QStringLiteral("issued_tokens"),
        {QStringLiteral(
            "CREATE TABLE issued_token (nonce BIGINT PRIMARY KEY, node TEXT NOT NULL, "
            "binding BIGINT NOT NULL, purpose INTEGER NOT NULL, length BIGINT NOT NULL, "
            "credited BIGINT NOT NULL, expires BIGINT NOT NULL, object TEXT NOT NULL, "
            "network BIGINT NOT NULL)")});
    if (!made)
        return made;
    const auto rows = database.query(QStringLiteral(
        "SELECT nonce, node, binding, purpose, length, credited, expires, object, network "
        "FROM issued_token"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        const auto id = base::idFromText<base::NodeId>(row[1].toString().toStdString());
        const auto node = id ? registry.find(*id) : std::nullopt;
        const auto object = base::idFromText<base::ContentId>(row[7].toString().toStdString());
        if (!node || !object)
            return base::fail(DatabaseError::Damaged, "issued_token");
        m_tokens[static_cast<std::uint64_t>(row[0].toLongLong())] = {
            *node,
            row[2].toUInt(),
            static_cast<TokenPurpose>(row[3].toInt()),
            base::Bytes(row[4].toLongLong()),
            base::Bytes(row[5].toLongLong()),
            row[6].toLongLong(),
            *object,
            static_cast<std::uint64_t>(row[8].toLongLong())};
    }
    return {};
}

} // namespace meson::router
