// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <array>
#include <cstdint>
#include <utility>

namespace meson::demo {

/// What a viewer has counted since it started: one line of JSON on its standard output, twice a
/// second.
struct ViewerReport {
    std::int64_t requests = 0;           ///< objects asked for and ended, well or not
    std::int64_t bytes = 0;              ///< body bytes received
    std::int64_t bytesFromTerminals = 0; ///< of these, sent by Terminals
    std::int64_t wrongBytes = 0;         ///< bytes of objects that were not what the origin offers
    std::int64_t failovers = 0;          ///< times that another copy stepped in
    std::int64_t failures = 0;           ///< objects that could not be had at all
    std::int64_t segments = 0;           ///< played
    std::int64_t stalls = 0;             ///< times that the playback had to wait

    ViewerReport& operator+=(const ViewerReport& other) {
        for (const auto& [name, field] : kFields)
            this->*field += other.*field;
        return *this;
    }
    QByteArray toJson() const {
        QJsonObject object;
        for (const auto& [name, field] : kFields)
            object.insert(QLatin1String(name), qint64(this->*field));
        return QJsonDocument(object).toJson(QJsonDocument::Compact);
    }
    static ViewerReport fromJson(const QByteArray& line) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        ViewerReport report;
        for (const auto& [name, field] : kFields)
            report.*field = object.value(QLatin1String(name)).toInteger();
        return report;
    }

private:
    using Field = std::int64_t ViewerReport::*;
    static const std::array<std::pair<const char*, Field>, 8> kFields;
};

inline constexpr std::array<std::pair<const char*, std::int64_t ViewerReport::*>, 8>
    ViewerReport::kFields{{
        {"requests", &ViewerReport::requests},
        {"bytes", &ViewerReport::bytes},
        {"bytesFromTerminals", &ViewerReport::bytesFromTerminals},
        {"wrongBytes", &ViewerReport::wrongBytes},
        {"failovers", &ViewerReport::failovers},
        {"failures", &ViewerReport::failures},
        {"segments", &ViewerReport::segments},
        {"stalls", &ViewerReport::stalls},
    }};

} // namespace meson::demo
