// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace meson::demo {

/// The folder with the demo's film: "master.m3u8" (HLS, several bit rates), its playlists and
/// segments, and "movie.mp4". Made once by ffmpeg (60 s, 3 renditions) and kept in `cacheFolder`;
/// without ffmpeg the short packaged sample is unpacked there. Blocks; gives up, with nothing, when
/// `isCancelled` says so. Thread: one at a time.
struct Media {
    std::string folder;
    enum class Kind { Generated, PackagedSample } kind = Kind::Generated;
};
std::optional<Media>
prepareMedia(const std::string& cacheFolder, const std::function<bool()>& isCancelled);

/// The media type of a file of the film, by its suffix.
std::string mediaTypeOf(const std::string& name);

} // namespace meson::demo
