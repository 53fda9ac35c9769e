// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/server.h"
#include "engine/protocol/codec.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace meson::router {

inline http::Fields jsonFields(std::string_view type = "application/json") {
    http::Fields fields;
    fields.add("Content-Type", type).add("Cache-Control", "no-store");
    return fields;
}

template <class Message>
void respondMessage(http::Exchange& exchange, const Message& message) {
    exchange.respond(200, jsonFields(), protocol::encode(message).toStdString());
}

/// An answer without a message: 200 and an empty object.
inline void respondEmpty(http::Exchange& exchange) {
    exchange.respond(200, jsonFields(), "{}");
}

/// RFC 9457; `wait` until it may be asked again is said with 429 and 503.
inline void respondProblem(
    http::Exchange& exchange, const protocol::Problem& problem,
    std::chrono::seconds wait = std::chrono::seconds(5)) {
    http::Fields fields = jsonFields("application/problem+json");
    if (problem.status == 429 || problem.status == 503)
        fields.add("Retry-After", std::to_string(std::max(wait, std::chrono::seconds(1)).count()));
    exchange.respond(
        static_cast<int>(problem.status), std::move(fields),
        protocol::encode(problem).toStdString());
}

} // namespace meson::router
