// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/message.h"
#include "engine/http/range.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace meson::http {

/// What conditions are evaluated against.
struct Validators {
    std::string_view etag; ///< with its quotes, "W/" in front if weak; empty if none
    std::optional<base::WallTime> lastModified;
    base::WallTime now;
};

/// What the preconditions of a request lead to (RFC 9110 §13).
enum class Condition {
    Go,          ///< answer as if there were none
    NotModified, ///< 304
    Failed       ///< 412
};

/// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC
/// 9110 §13.2.2, for a representation that exists.
Condition evaluateConditions(const RequestHead& head, const Validators& validators);

/// Whether If-Range, if there is one, lets the Range field count (RFC 9110 §13.1.5).
bool rangeApplies(const RequestHead& head, const Validators& validators);

/// What of a representation answers a request.
struct Selection {
    int status = 200;             ///< 200, 206, 304, 412 or 416
    std::vector<ByteRange> parts; ///< 206: one or more
};
Selection select(const RequestHead& head, const Validators& validators, std::uint64_t size);

} // namespace meson::http
