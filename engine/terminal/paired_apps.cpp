// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/paired_apps.h"

#include "engine/crypto/mac.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/pair_line.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace meson::terminal {
namespace {

constexpr std::size_t kLongestName = 63;

bool isName(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName &&
           std::none_of(name.begin(), name.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
           });
}

bool isSame(std::string_view a, std::string_view b) {
    return crypto::equalInConstantTime(base::bytesOf(a), base::bytesOf(b));
}

} // namespace

std::string_view sentence(PairingError error) {
    switch (error) {
    case PairingError::NoCode:
        return "No code waits: run \"meson-network pair\" on the Terminal's computer.";
    case PairingError::WrongCode:
        return "The code is wrong.";
    case PairingError::TooManyTries:
        return "The code was tried wrongly too often and is void: make a new one.";
    case PairingError::Expired:
        return "The code has expired: make a new one.";
    case PairingError::Used:
        return "The code was used already: make a new one.";
    case PairingError::BadName:
        return "The app's name must have 1 to 63 bytes and no control characters.";
    case PairingError::TooMany:
        return "Too many apps are paired: revoke one first.";
    case PairingError::NotKnown:
        return "No app of that name is paired.";
    case PairingError::NotSaved:
        return "The list of paired apps cannot be saved: check the folder and its free space.";
    case PairingError::NotReadable:
        return "The list of paired apps cannot be read, so that no app is let in: restore the "
               "file, or move it away and pair anew.";
    }
    return "Unknown error.";
}

PairedApps::PairedApps(std::filesystem::path file, const base::Clock& clock)
    : m_file(std::move(file))
    , m_clock(clock) {}

base::Result<void, PairingError> PairedApps::load() {
    std::error_code error;
    if (!std::filesystem::exists(m_file, error) && !error)
        return {};
    const auto text = platform::readFile(m_file);
    const QJsonDocument document =
        text ? QJsonDocument::fromJson(QByteArray::fromStdString(*text)) : QJsonDocument();
    if (!document.isArray() || !platform::isPrivateFile(m_file))
        return tl::unexpected(PairingError::NotReadable);
    const base::MutexLock lock(m_mutex);
    for (const QJsonValue value : document.array()) {
        const QJsonObject object = value.toObject();
        const auto token = base::idFromText<base::Sha256>(
            object.value(QStringLiteral("tokenHash")).toString().toStdString());
        Kept kept;
        kept.app.name = object.value(QStringLiteral("name")).toString().toStdString();
        kept.app.paired = object.value(QStringLiteral("paired")).toInteger();
        if (!token || !isName(kept.app.name))
            return tl::unexpected(PairingError::NotReadable);
        kept.token = *token;
        m_kept.push_back(std::move(kept));
    }
    return {};
}

std::string PairedApps::newCode() {
    const base::MutexLock lock(m_mutex);
    const auto bytes = crypto::randomBytes<PairLine::kCodeLength * 5 / 8>();
    m_code = Code{base::toBase32(bytes), m_clock.steady() + kCodeLife};
    return m_code->text;
}

/// Only whoever knows the code learns what became of it.
base::Result<void, PairingError> PairedApps::check(std::string_view code) {
    if (!m_code)
        return tl::unexpected(PairingError::NoCode);
    const bool isRight = isSame(code, m_code->text);
    if (m_code->fate == Fate::Void)
        return tl::unexpected(PairingError::TooManyTries);
    if (m_code->fate == Fate::Used)
        return tl::unexpected(isRight ? PairingError::Used : PairingError::NoCode);
    if (m_clock.steady() >= m_code->until)
        return tl::unexpected(isRight ? PairingError::Expired : PairingError::NoCode);
    if (isRight)
        return {};
    if (++m_code->tries == kTries)
        m_code->fate = Fate::Void;
    return tl::unexpected(
        m_code->fate == Fate::Void ? PairingError::TooManyTries : PairingError::WrongCode);
}

base::Result<std::string, PairingError> PairedApps::pair(std::string_view code, std::string name) {
    if (!isName(name))
        return tl::unexpected(PairingError::BadName);
    const base::MutexLock lock(m_mutex);
    if (const auto right = check(code); !right)
        return tl::unexpected(right.error());
    if (m_kept.size() >= kMost)
        return tl::unexpected(PairingError::TooMany);
    const std::string token = base::toBase64Url(crypto::randomBytes<32>());
    std::vector<Kept> kept = m_kept;
    kept.push_back(
        {{freeName(name), base::unixSeconds(m_clock.wall()), {}},
         crypto::sha256(base::bytesOf(token))});
    if (const auto saved = replace(std::move(kept)); !saved)
        return tl::unexpected(saved.error());
    m_code->fate = Fate::Used;
    return token;
}

std::string PairedApps::freeName(const std::string& wanted) const {
    std::string name = wanted;
    const auto isTaken = [&](const Kept& kept) { return kept.app.name == name; };
    for (int number = 2; std::any_of(m_kept.begin(), m_kept.end(), isTaken); ++number) {
        const std::string end = ' ' + std::to_string(number);
        name = wanted.substr(0, kLongestName - end.size()) + end;
    }
    return name;
}

PairedApps::Kept* PairedApps::find(std::string_view token) {
    const base::Sha256 hash = crypto::sha256(base::bytesOf(token));
    const auto found = std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept& kept) {
        return crypto::equalInConstantTime(kept.token.bytes, hash.bytes);
    });
    return found == m_kept.end() ? nullptr : &*found;
}

bool PairedApps::allows(std::string_view token) {
    const base::MutexLock lock(m_mutex);
    Kept* const kept = find(token);
    if (kept)
        kept->app.seen = m_clock.wall();
    return kept != nullptr;
}

base::Result<void, PairingError> PairedApps::forget(std::string_view token) {
    const base::MutexLock lock(m_mutex);
    const Kept* const gone = find(token);
    if (!gone)
        return tl::unexpected(PairingError::NotKnown);
    std::vector<Kept> kept = m_kept;
    kept.erase(kept.begin() + (gone - m_kept.data()));
    return replace(std::move(kept));
}

base::Result<void, PairingError> PairedApps::revoke(std::string_view name) {
    const base::MutexLock lock(m_mutex);
    std::vector<Kept> kept = m_kept;
    if (std::erase_if(kept, [&](const Kept& each) { return each.app.name == name; }) == 0)
        return tl::unexpected(PairingError::NotKnown);
    return replace(std::move(kept));
}

std::vector<PairedApps::App> PairedApps::apps() const {
    const base::MutexLock lock(m_mutex);
    std::vector<App> apps;
    for (const Kept& kept : m_kept)
        apps.push_back(kept.app);
    return apps;
}

base::Result<void, PairingError> PairedApps::replace(std::vector<Kept> kept) {
    QJsonArray list;
    for (const Kept& each : kept)
        list.append(QJsonObject{
            {QStringLiteral("name"), QString::fromStdString(each.app.name)},
            {QStringLiteral("paired"), static_cast<qint64>(each.app.paired)},
            {QStringLiteral("tokenHash"), QString::fromStdString(base::toText(each.token))}});
    if (!platform::savePrivateFile(m_file, QJsonDocument(list).toJson().toStdString()))
        return tl::unexpected(PairingError::NotSaved);
    m_kept = std::move(kept);
    return {};
}

} // namespace meson::terminal
