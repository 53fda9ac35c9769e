// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/playlist.h"

#include "engine/http/message.h"

#include <algorithm>
#include <charconv>

namespace meson::router {

namespace {

constexpr std::size_t kMostResources = 10'000;
constexpr std::chrono::seconds kLongestTarget{3'600};

bool endsWith(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() &&
           http::sameName(text.substr(text.size() - suffix.size()), suffix);
}

std::string_view mediaType(std::string_view contentType) {
    const std::string_view type = contentType.substr(0, contentType.find(';'));
    const auto end = type.find_last_not_of(" \t");
    return end == std::string_view::npos ? std::string_view() : type.substr(0, end + 1);
}

bool startsWith(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

// The next line without its end; what is left of the text stays in `text`.
std::string_view takeLine(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    return line;
}

std::chrono::seconds targetDuration(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return std::clamp(std::chrono::seconds(value), std::chrono::seconds(0), kLongestTarget);
}

// The URI attribute of a tag (RFC 8216 §4.2).
std::string_view uriAttribute(std::string_view attributes) {
    constexpr std::string_view kName = "URI=\"";
    std::size_t at = attributes.find(kName);
    while (at != std::string_view::npos && at > 0 && attributes[at - 1] != ',')
        at = attributes.find(kName, at + 1);
    if (at == std::string_view::npos)
        return {};
    const std::string_view value = attributes.substr(at + kName.size());
    const std::size_t end = value.find('"');
    return end == std::string_view::npos ? std::string_view() : value.substr(0, end);
}

} // namespace

bool isHlsPlaylist(std::string_view path, std::string_view contentType) {
    const std::string_view type = mediaType(contentType);
    return http::sameName(type, "application/vnd.apple.mpegurl") ||
           http::sameName(type, "application/x-mpegurl") || http::sameName(type, "audio/mpegurl") ||
           http::sameName(type, "audio/x-mpegurl") || endsWith(path, ".m3u8");
}

bool isManifest(std::string_view path, std::string_view contentType) {
    return isHlsPlaylist(path, contentType) ||
           http::sameName(mediaType(contentType), "application/dash+xml") || endsWith(path, ".mpd");
}

std::optional<MediaPlaylist> parseMediaPlaylist(std::string_view text) {
    if (startsWith(text, "\xef\xbb\xbf"))
        text.remove_prefix(3);
    if (takeLine(text) != "#EXTM3U")
        return std::nullopt;
    MediaPlaylist playlist;
    constexpr std::string_view kTarget = "#EXT-X-TARGETDURATION:";
    constexpr std::string_view kMap = "#EXT-X-MAP:";
    while (!text.empty() && playlist.resources.size() < kMostResources) {
        const std::string_view line = takeLine(text);
        if (startsWith(line, "#EXT-X-STREAM-INF"))
            return std::nullopt;
        if (startsWith(line, kTarget))
            playlist.targetDuration = targetDuration(line.substr(kTarget.size()));
        else if (line == "#EXT-X-ENDLIST")
            playlist.hasEnded = true;
        else if (startsWith(line, kMap) && !uriAttribute(line.substr(kMap.size())).empty())
            playlist.resources.emplace_back(uriAttribute(line.substr(kMap.size())));
        else if (!line.empty() && line.front() != '#')
            playlist.resources.emplace_back(line);
    }
    // Every media playlist has a target duration (RFC 8216 §4.3.3.1).
    if (playlist.targetDuration.count() == 0)
        return std::nullopt;
    return playlist;
}

} // namespace meson::router
