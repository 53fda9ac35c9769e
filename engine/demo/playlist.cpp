// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/playlist.h"

#include <charconv>
#include <optional>

namespace meson::demo {
namespace {

std::string_view takeLine(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::int64_t bandwidthOf(std::string_view attributes) {
    constexpr std::string_view kName = "BANDWIDTH=";
    std::size_t at = attributes.find(kName);
    while (at != std::string_view::npos && at > 0 && attributes[at - 1] != ',' &&
           attributes[at - 1] != ':')
        at = attributes.find(kName, at + 1); // AVERAGE-BANDWIDTH
    std::int64_t bandwidth = 0;
    if (at != std::string_view::npos)
        std::from_chars(
            attributes.data() + at + kName.size(), attributes.data() + attributes.size(),
            bandwidth);
    return bandwidth;
}

std::chrono::milliseconds durationOf(std::string_view value) {
    double seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    constexpr double kLongest = 3600;
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(seconds, kLongest) * 1000));
}

} // namespace

Playlist parsePlaylist(std::string_view text) {
    constexpr std::string_view kRendition = "#EXT-X-STREAM-INF:";
    constexpr std::string_view kSegment = "#EXTINF:";
    Playlist playlist;
    std::optional<std::int64_t> bandwidth;
    std::optional<std::chrono::milliseconds> duration;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        if (line.starts_with(kRendition))
            bandwidth = bandwidthOf(line);
        else if (line.starts_with(kSegment))
            duration = durationOf(line.substr(kSegment.size()));
        else if (line.empty() || line.front() == '#')
            continue;
        else if (bandwidth)
            playlist.renditions.push_back(
                {*std::exchange(bandwidth, std::nullopt), std::string(line)});
        else if (duration)
            playlist.segments.push_back(
                {*std::exchange(duration, std::nullopt), std::string(line)});
    }
    return playlist;
}

} // namespace meson::demo
