// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/origin_mask.h"

#include "engine/http/message.h"

#include <algorithm>
#include <optional>

namespace meson::router {

using http::sameName;

namespace {

bool isInNames(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

/// The end of the host that begins at `begin` in these letters; nothing if it is a part of a longer
/// name or address.
std::optional<std::size_t>
hostEnd(std::string_view text, std::size_t begin, std::string_view host) {
    const bool isV6 = host.find(':') != std::string_view::npos;
    const auto goesOn = [isV6](char c) { return isInNames(c) || (isV6 && c == ':'); };
    const bool isEscaped = begin >= 3 && text[begin - 3] == '%'; // as in "%2F"
    if (begin > 0 && !isEscaped && (goesOn(text[begin - 1]) || text[begin - 1] == '.'))
        return std::nullopt;
    std::size_t end = begin + host.size();
    if (text.substr(end).starts_with('.'))
        ++end; // of a full name
    if (end < text.size() && goesOn(text[end]))
        return std::nullopt;
    return end;
}

std::size_t pastPort(std::string_view text, std::size_t end) {
    const std::string_view rest = text.substr(end);
    for (const std::string_view colon : {":", "%3A", "%3a"}) {
        if (!rest.starts_with(colon))
            continue;
        const auto digits =
            std::min(rest.find_first_not_of("0123456789", colon.size()), rest.size());
        return digits > colon.size() ? end + digits : end;
    }
    return end;
}

/// Where the URL begins whose host begins at `host`; nothing if it is none of HTTP.
std::optional<std::size_t> urlBegin(std::string_view text, std::size_t host) {
    const std::string_view before = text.substr(0, host);
    for (const std::string_view scheme : {"https://", "http://"})
        if (before.size() >= scheme.size() &&
            sameName(before.substr(before.size() - scheme.size()), scheme))
            return host - scheme.size();
    if (before.ends_with("//") && !before.ends_with("://"))
        return host - 2;
    return std::nullopt;
}

/// What stands in place of scheme and authority: two slashes would begin another authority.
std::string_view rootBefore(std::string_view path) {
    return path.starts_with("//") ? "/." : path.starts_with('/') ? "" : "/";
}

std::size_t findName(std::string_view text, std::string_view name, std::size_t from) {
    for (; from + name.size() <= text.size(); ++from)
        if (sameName(text.substr(from, name.size()), name))
            return from;
    return std::string_view::npos;
}

} // namespace

std::string
maskHost(std::string_view value, std::string_view host, MaskAs as, std::string_view domain) {
    std::string masked;
    std::size_t done = 0;
    std::size_t begin = 0;
    while ((begin = findName(value, host, begin)) != std::string_view::npos) {
        const auto found = hostEnd(value, begin, host);
        if (!found) {
            ++begin;
            continue;
        }
        const bool hasBrackets =
            begin > 0 && value[begin - 1] == '[' && value.substr(*found).starts_with(']');
        begin -= hasBrackets ? 1 : 0;
        const std::size_t end = pastPort(value, *found + (hasBrackets ? 1 : 0));
        const auto url = as == MaskAs::Reference ? urlBegin(value, begin) : std::nullopt;
        masked += value.substr(done, url.value_or(begin) - done);
        masked += url ? rootBefore(value.substr(end)) : domain;
        begin = done = end;
    }
    return masked.append(value.substr(done));
}

} // namespace meson::router
