// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meson::http {

/// An absolute http or https URL in its parts (RFC 3986 §3). Thread: any.
struct Url {
    bool secure = false; ///< https
    std::string host;    ///< lower case; an IPv6 address without brackets
    std::uint16_t port = 0;
    std::string target; ///< path and query, begins with '/'

    /// "host" or "host:port": what a Host field says; the scheme's own port is left out.
    std::string authority() const;
    /// "http://host:port", without the target.
    std::string origin() const;
    std::string text() const { return origin() + target; }
};

/// Nothing for other schemes, user names, ports outside 1–65535 and characters that no URL has. A
/// fragment is dropped.
std::optional<Url> parseUrl(std::string_view text);
/// `reference` as it is meant on a page at `base` (RFC 3986 §5.2), for Location fields and
/// playlists.
std::optional<Url> resolveUrl(const Url& base, std::string_view reference);

} // namespace meson::http
