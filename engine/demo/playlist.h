// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meson::demo {

/// What a player needs of an HLS playlist (RFC 8216): either renditions (multivariant) or segments
/// (media playlist).
struct Playlist {
    struct Rendition {
        std::int64_t bandwidth = 0; ///< bits per second
        std::string uri;
    };
    struct Segment {
        std::chrono::milliseconds duration{};
        std::string uri;
    };
    std::vector<Rendition> renditions;
    std::vector<Segment> segments;
};

/// Lines that it does not know are ignored, as RFC 8216 §4.1 asks. Thread: any.
Playlist parsePlaylist(std::string_view text);

} // namespace meson::demo
