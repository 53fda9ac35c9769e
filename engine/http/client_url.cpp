// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_url.h"

#include "engine/http/message.h"

#include <algorithm>
#include <charconv>

namespace meson::http {

namespace {

bool isVisible(char c) {
    return c > 0x20 && c < 0x7f;
}

bool isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '%';
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool splitPort(std::string_view text, Url& url) {
    if (text.empty())
        return true;
    if (text.front() != ':')
        return false;
    if (text.size() == 1)
        return true; // "host:" is the scheme's port (RFC 3986 §3.2.3)
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535)
        return false;
    url.port = static_cast<std::uint16_t>(port);
    return true;
}

bool splitAuthority(std::string_view text, Url& url) {
    std::size_t end;
    if (!text.empty() && text.front() == '[') {
        end = text.find(']');
        if (end == std::string_view::npos || end < 3)
            return false;
        url.host = lowerCase(text.substr(1, end - 1));
        const auto isAddress = [](char c) {
            return c == ':' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        };
        return std::all_of(url.host.begin(), url.host.end(), isAddress) &&
               splitPort(text.substr(end + 1), url);
    }
    end = std::min(text.find(':'), text.size());
    url.host = lowerCase(text.substr(0, end));
    return !url.host.empty() && std::all_of(url.host.begin(), url.host.end(), isHostCharacter) &&
           splitPort(text.substr(end), url);
}

// RFC 3986 §5.2.4; `path` begins with '/'.
std::string removeDotSegments(std::string_view path) {
    std::string result;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::string_view segment = path.substr(0, end);
        const bool isLast = end == path.size();
        if (segment == "/.." || segment == "/.") {
            if (segment == "/..")
                result.erase(std::min(result.rfind('/'), result.size()));
            if (isLast)
                result += '/';
        } else {
            result += segment;
        }
        path.remove_prefix(end);
    }
    return result;
}

// A scheme and its colon (RFC 3986 §3.1), which make a reference absolute.
bool hasScheme(std::string_view text) {
    const std::size_t colon = text.find_first_of(":/?#");
    return colon != std::string_view::npos && colon > 0 && text[colon] == ':';
}

} // namespace

std::string Url::authority() const {
    std::string result = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != (secure ? 443 : 80))
        result += ":" + std::to_string(port);
    return result;
}

std::string Url::origin() const {
    return (secure ? "https://" : "http://") + authority();
}

std::optional<Url> parseUrl(std::string_view text) {
    text = text.substr(0, text.find('#'));
    if (!std::all_of(text.begin(), text.end(), isVisible))
        return std::nullopt;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos)
        return std::nullopt;
    Url url;
    url.secure = sameName(text.substr(0, colon), "https");
    if (!url.secure && !sameName(text.substr(0, colon), "http"))
        return std::nullopt;
    url.port = url.secure ? 443 : 80;
    text.remove_prefix(colon + 3);
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    if (!splitAuthority(text.substr(0, end), url))
        return std::nullopt;
    url.target = text.substr(end);
    if (url.target.empty() || url.target.front() == '?')
        url.target.insert(0, 1, '/');
    return url;
}

std::optional<Url> resolveUrl(const Url& base, std::string_view reference) {
    if (hasScheme(reference))
        return parseUrl(reference);
    if (reference.substr(0, 2) == "//")
        return parseUrl((base.secure ? "https:" : "http:") + std::string(reference));
    reference = reference.substr(0, reference.find('#'));
    if (!std::all_of(reference.begin(), reference.end(), isVisible))
        return std::nullopt;
    Url url = base;
    if (reference.empty())
        return url;
    const std::string_view basePath =
        std::string_view(base.target).substr(0, base.target.find('?'));
    const std::size_t pathEnd = std::min(reference.find('?'), reference.size());
    const std::string_view path = reference.substr(0, pathEnd);
    if (path.empty())
        url.target = basePath;
    else if (path.front() == '/')
        url.target = removeDotSegments(path);
    else
        url.target = removeDotSegments(
            std::string(basePath.substr(0, basePath.rfind('/') + 1)) + std::string(path));
    url.target += reference.substr(pathEnd);
    return url;
}

} // namespace meson::http
