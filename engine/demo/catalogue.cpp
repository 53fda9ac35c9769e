// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/catalogue.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace meson::demo {
namespace {

constexpr double kSmallest = 1024;
constexpr double kLargest = 20.0 * 1024 * 1024;
constexpr double kSkew = 0.9;

} // namespace

std::uint64_t nextRandom(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
}

base::Bytes fileSize(int number) {
    // A stride that shares no factor with the count visits all sizes in an order unrelated to
    // popularity.
    constexpr int kStride = 37;
    const double place = static_cast<double>(number * kStride % kFileCount) / (kFileCount - 1);
    return base::Bytes(std::llround(kSmallest * std::pow(kLargest / kSmallest, place)));
}

std::string filePath(int number) {
    std::string digits = std::to_string(number);
    return "/files/" + std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits +
           ".bin";
}

std::vector<std::uint8_t> fileBytes(int number) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(fileSize(number).count()));
    std::uint64_t state = static_cast<std::uint64_t>(number) << 32;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof state) {
        const std::uint64_t word = nextRandom(state);
        std::memcpy(bytes.data() + at, &word, std::min(sizeof word, bytes.size() - at));
    }
    return bytes;
}

QByteArray writeCatalogue(const std::vector<CatalogueEntry>& entries) {
    QJsonArray array;
    for (const CatalogueEntry& entry : entries)
        array.append(QJsonObject{
            {QStringLiteral("path"), QString::fromStdString(entry.path)},
            {QStringLiteral("size"), qint64(entry.size.count())},
            {QStringLiteral("sha256"), QString::fromStdString(base::toText(entry.sha256))},
            {QStringLiteral("mediaType"), QString::fromStdString(entry.mediaType)}});
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

std::optional<std::vector<CatalogueEntry>> readCatalogue(const QByteArray& json) {
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isArray())
        return std::nullopt;
    std::vector<CatalogueEntry> entries;
    for (const QJsonValue& value : document.array()) {
        const auto text = [&](const char* name) {
            return value.toObject().value(QLatin1String(name)).toString().toStdString();
        };
        const auto sha256 = base::idFromText<base::Sha256>(text("sha256"));
        if (!sha256)
            return std::nullopt;
        const qint64 size = value.toObject().value(QLatin1String("size")).toInteger();
        entries.push_back({text("path"), base::Bytes(size), *sha256, text("mediaType")});
    }
    return entries;
}

Audience::Audience(std::size_t entries, std::uint64_t seed)
    : m_state(seed) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= entries; ++rank)
        m_cumulative.push_back(sum += std::pow(static_cast<double>(rank), -kSkew));
}

std::size_t Audience::next() {
    const double uniform = static_cast<double>(nextRandom(m_state) >> 11) * 0x1p-53;
    const auto found =
        std::upper_bound(m_cumulative.begin(), m_cumulative.end(), uniform * m_cumulative.back());
    return std::min<std::size_t>(
        static_cast<std::size_t>(found - m_cumulative.begin()), m_cumulative.size() - 1);
}

} // namespace meson::demo
