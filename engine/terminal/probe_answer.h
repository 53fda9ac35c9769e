// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/identity.h"
#include "engine/http/server.h"

#include <algorithm>
#include <cctype>

namespace meson::terminal {

inline constexpr std::string_view kProbePath = "/.well-known/meson/probe/";

/// The proof that this key serves here (PROTOCOL.md, "Register"); nothing: the challenge is not
/// base64url of 1 to 128 characters.
inline std::optional<std::string>
probeAnswer(std::string_view challenge, const crypto::Identity& identity) {
    constexpr std::size_t kLongest = 128;
    const bool isPlain = std::all_of(challenge.begin(), challenge.end(), [](unsigned char letter) {
        return std::isalnum(letter) || letter == '-' || letter == '_';
    });
    if (challenge.empty() || challenge.size() > kLongest || !isPlain)
        return std::nullopt;
    const std::string message = "meson-probe-v1:" + std::string(challenge);
    return base::toBase64Url(identity.sign(base::bytesOf(message)));
}

} // namespace meson::terminal
