// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

enum class Method { Get, Head, Options, Post, Put, Delete, Patch, Other };

/// One field line as it stands in the connection's buffer. Names keep their case; compare with
/// sameName().
struct Field {
    std::string_view name;
    std::string_view value; ///< without surrounding white space
};

/// ASCII case-insensitive comparison of field names (RFC 9110 §5.1).
bool sameName(std::string_view a, std::string_view b);

/// A parsed request head (RFC 9112 §3). All views point into the buffer that was parsed and live as
/// long as it.
struct RequestHead {
    Method method = Method::Get;
    std::string_view methodText;
    std::string_view target; ///< origin form ("/path?query"), or "*" for OPTIONS
    std::string_view path;   ///< target up to '?'
    std::string_view query;  ///< after '?', empty if none
    std::string_view host;   ///< the Host field: name or address, with port if given
    int minorVersion = 1;    ///< HTTP/1.<minorVersion>, 0 or 1
    bool keepAlive = true;
    std::optional<std::uint64_t> contentLength;
    bool chunked = false;
    std::vector<Field> fields;

    /// The first field of that name, or nothing.
    std::optional<std::string_view> find(std::string_view name) const;
};

/// Header lines ready for the wire: "Name: value\r\n" each. One allocation for a whole head.
class Fields {
public:
    Fields() = default;
    /// `lines` are complete lines, each ending in CRLF.
    explicit Fields(std::string lines)
        : m_lines(std::move(lines)) {}

    /// Drops the field if name or value hold CR, LF or NUL: nothing of ours can be made to split a
    /// response.
    Fields& add(std::string_view name, std::string_view value);
    Fields& append(const Fields& other) { return m_lines += other.m_lines, *this; }
    const std::string& lines() const { return m_lines; }

private:
    std::string m_lines;
};

/// The reason phrase of RFC 9110 §15, or "Unknown".
std::string_view reasonPhrase(int status);

} // namespace meson::http
