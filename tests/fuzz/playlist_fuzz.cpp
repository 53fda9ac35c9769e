// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_url.h"
#include "engine/router/playlist.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto playlist = meson::router::parseMediaPlaylist(text);
    if (!playlist)
        return 0;
    const auto base = meson::http::parseUrl("http://origin.example/live/list.m3u8");
    for (const std::string& reference : playlist->resources)
        static_cast<void>(meson::http::resolveUrl(*base, reference));
    return 0;
}
