// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meson::router {

/// Whether an object is an HLS or DASH manifest, by its media type or, where that says nothing, by
/// its suffix. Manifests are never redirected: players resolve segments against the redirected URL
/// and would stay with one node.
bool isManifest(std::string_view path, std::string_view contentType);
bool isHlsPlaylist(std::string_view path, std::string_view contentType);

/// What following a live stream needs of an HLS media playlist (RFC 8216).
struct MediaPlaylist {
    std::chrono::seconds targetDuration{0};
    bool hasEnded = false; ///< EXT-X-ENDLIST: nothing will be added
    std::vector<std::string>
        resources; ///< URI references of segments and their initialisation sections, in order
};
/// Nothing for other texts, multivariant playlists included. Reads 10,000 resources at most.
std::optional<MediaPlaylist> parseMediaPlaylist(std::string_view text);

} // namespace meson::router
