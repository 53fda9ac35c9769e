// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/bindings.h"

#include "engine/http/client_url.h"
#include "engine/router/node_names.h"

#include <algorithm>

namespace meson::router {

namespace {

enum Flag : int { PublicOrigin = 1, Relay = 2, ClientNetwork = 4 };

int flagsOf(const Binding& binding) {
    return (binding.originIsPublic ? PublicOrigin : 0) | (binding.relay ? Relay : 0) |
           (binding.bindClientNetwork ? ClientNetwork : 0);
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return result;
}

QString toQString(const std::string& text) {
    return QString::fromStdString(text);
}

base::Result<std::vector<Database::Row>, DatabaseFailure>
activeRow(const Database& database, const std::string& domain) {
    return database.query(
        QStringLiteral("SELECT number, owner FROM bindings WHERE domain = ? AND active = 1"),
        {toQString(domain)});
}

/// A binding that the same owner has already keeps its number.
base::Result<Binding, BindingFailure> write(Database& database, Binding binding) {
    auto error = BindingError::NotStored;
    const bool isWritten = database.transaction([&] {
        const auto known = activeRow(database, binding.domain);
        if (!known)
            return false;
        if (!known->empty() && known->front()[1].toString() != toQString(binding.owner)) {
            error = BindingError::Taken;
            return false;
        }
        if (!known->empty())
            binding.number = known->front()[0].toUInt();
        return database.query(
                   QStringLiteral("DELETE FROM bindings WHERE number = ?"), {binding.number}) &&
               database.query(
                   QStringLiteral("INSERT INTO bindings (number, domain, origin, owner, flags, "
                                  "active) VALUES (?, ?, ?, ?, ?, 1)"),
                   {binding.number, toQString(binding.domain), toQString(binding.origin),
                    toQString(binding.owner), flagsOf(binding)});
    });
    if (!isWritten)
        return base::fail(error, binding.domain);
    return binding;
}

base::Result<BindingNumber, BindingFailure>
erase(const Database& database, const std::string& domain, const std::string& owner) {
    const auto known = activeRow(database, domain);
    if (!known)
        return base::fail(BindingError::NotStored, domain);
    if (known->empty() || known->front()[1].toString() != toQString(owner))
        return base::fail(BindingError::NotBound, domain);
    const BindingNumber number = known->front()[0].toUInt();
    if (!database.query(
            QStringLiteral("UPDATE bindings SET active = 0 WHERE number = ?"), {QVariant(number)}))
        return base::fail(BindingError::NotStored, domain);
    return number;
}

} // namespace

std::string_view sentence(BindingError error) {
    switch (error) {
    case BindingError::BadDomain:
        return "The domain is no host name: give a name, no address, scheme, port or path.";
    case BindingError::OwnName:
        return "The domain is one of the Router's own names: bind one that is yours.";
    case BindingError::BadOrigin:
        return "The origin is not an http or https address like https://origin.example.org.";
    case BindingError::Taken:
        return "The domain is bound by another account.";
    case BindingError::NotBound:
        return "This account has not bound the domain.";
    case BindingError::NotStored:
        return "The change cannot be written down: try again later.";
    }
    return "Unknown error.";
}

base::Result<void, DatabaseFailure> Bindings::load() {
    Database& database = m_writer.database();
    const auto made = database.migrate(
        QStringLiteral("bindings"),
        {QStringLiteral(
            "CREATE TABLE bindings (number BIGINT PRIMARY KEY, domain TEXT NOT NULL, "
            "origin TEXT NOT NULL, owner TEXT NOT NULL, flags INTEGER NOT NULL, active INTEGER NOT "
            "NULL)")});
    if (!made)
        return tl::unexpected(made.error());
    const auto rows = database.query(QStringLiteral(
        "SELECT number, domain, origin, owner, flags, active FROM bindings ORDER BY number"));
    if (!rows)
        return tl::unexpected(rows.error());
    for (const Database::Row& row : *rows) {
        Binding binding;
        binding.number = row[0].toUInt();
        binding.domain = row[1].toString().toStdString();
        binding.origin = row[2].toString().toStdString();
        binding.owner = row[3].toString().toStdString();
        const int flags = row[4].toInt();
        binding.originIsPublic = (flags & PublicOrigin) != 0;
        binding.relay = (flags & Relay) != 0;
        binding.bindClientNetwork = (flags & ClientNetwork) != 0;
        m_lastNumber = std::max(m_lastNumber, binding.number);
        if (row[5].toBool() && isHostName(binding.domain) && !isOwn(binding.domain))
            m_byDomain[binding.domain] = binding;
    }
    return {};
}

void Bindings::add(Binding wanted, Added added) {
    wanted.domain = lowerCase(wanted.domain);
    if (!isHostName(wanted.domain))
        return added(base::fail(BindingError::BadDomain, wanted.domain));
    if (isOwn(wanted.domain))
        return added(base::fail(BindingError::OwnName, wanted.domain));
    const auto origin = http::parseUrl(wanted.origin);
    if (!origin || origin->target != "/")
        return added(base::fail(BindingError::BadOrigin, wanted.origin));
    wanted.origin = origin->origin();
    wanted.number = ++m_lastNumber;
    m_writer.ask(
        [&database = m_writer.database(), wanted] { return write(database, wanted); },
        [this, added = std::move(added)](const base::Result<Binding, BindingFailure>& bound) {
            if (bound) {
                m_byDomain[bound->domain] = *bound;
                m_httpsOnly.erase(bound->number);
            }
            added(bound);
        });
}

void Bindings::remove(std::string_view domain, const std::string& owner, Removed removed) {
    const std::string name = lowerCase(domain);
    m_writer.ask(
        [&database = m_writer.database(), name, owner] { return erase(database, name, owner); },
        [this, name,
         removed = std::move(removed)](const base::Result<BindingNumber, BindingFailure>& number) {
            if (number)
                m_byDomain.erase(name);
            removed(number);
        });
}

std::vector<Binding> Bindings::list(std::string_view owner) const {
    std::vector<Binding> result;
    for (const auto& [domain, binding] : m_byDomain)
        if (owner.empty() || binding.owner == owner)
            result.push_back(binding);
    return result;
}

const Binding* Bindings::findHost(std::string_view host) const {
    const std::size_t end = host.empty() || host.front() != '[' ? host.find(':') : host.find("]:");
    const auto found = m_byDomain.find(lowerCase(host.substr(0, end)));
    return found == m_byDomain.end() ? nullptr : &found->second;
}

const Binding* Bindings::find(BindingNumber number) const {
    for (const auto& [domain, binding] : m_byDomain)
        if (binding.number == number)
            return &binding;
    return nullptr;
}

void Bindings::noteHttpsOnly(const Binding& seen) {
    const Binding* binding = findHost(seen.domain);
    if (binding && binding->origin == seen.origin)
        m_httpsOnly.insert(binding->number);
}

bool Bindings::isOwn(std::string_view domain) const {
    return domain == m_own.host ||
           std::any_of(m_own.zones.begin(), m_own.zones.end(), [&](const std::string& zone) {
               return domain == zone || domain.ends_with('.' + zone);
           });
}

} // namespace meson::router
