// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/protocol/messages.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

/// One Terminal in the Router's status.
struct TerminalStatus {
    std::string id;
    std::string name;
    std::string state; ///< "serving", "paused", "draining", "suspended" or "gone"
    bool suspended = false;
    std::string reason;
    std::int64_t objects = 0;
    base::Bytes used;
    base::Bytes available;
    base::BytesPerSecond uploadRate;
    base::BytesPerSecond uploadLimit;
    base::Bytes served; ///< credited
    std::int64_t checksPassed = 0;
    std::int64_t checksFailed = 0;
    base::MicroTokens credits;                  ///< of settled epochs
    std::optional<protocol::Hardware> hardware; ///< as it said last
};

/// The Router at one moment, in numbers: GET /v1/status.
struct RouterStatus {
    std::string name;
    bool demo = false;
    std::int64_t routerTime = 0;
    std::int64_t epoch = 0;
    std::int64_t epochSeconds = 0;
    std::int64_t epochsSettled = 0;
    std::int64_t requests = 0;
    std::int64_t redirected = 0;
    std::int64_t fromRouter = 0;
    std::int64_t fromOrigin = 0;
    base::Bytes bytesByRouter;
    base::Bytes bytesByTerminals;
    std::int64_t returned = 0;
    std::int64_t failovers = 0;
    std::int64_t checksPassed = 0;
    std::int64_t checksFailed = 0;
    bool ledgerBalanced = true;
    std::vector<TerminalStatus> terminals;
};

QJsonObject toJson(const RouterStatus& status);

} // namespace meson::router
