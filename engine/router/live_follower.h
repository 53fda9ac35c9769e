// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/client_url.h"
#include "engine/router/playlist.h"
#include "engine/router/response_cache.h"

#include <map>
#include <set>

namespace meson::router {

/// Follows live HLS playlists while viewers ask for them, and says which to look at again and which
/// segments are new, so that each segment is at Terminals before players ask for it. Decides only;
/// others fetch. Thread: the Router's loop.
class LiveFollower {
public:
    /// Segments of a playlist seen for the first time that are worth fetching ahead: players start
    /// near the end.
    static constexpr std::size_t kFirstSegments = 6;
    static constexpr std::size_t kPlaylists = 1'000;

    explicit LiveFollower(const base::Clock& clock)
        : m_clock(clock) {}

    /// A viewer asked for this playlist.
    void viewed(const ResponseKey& playlist);
    /// The playlist as it is now, at `origin`. The targets, at the same origin, that are new in it.
    std::vector<std::string>
    seen(const ResponseKey& playlist, const http::Url& origin, std::string_view text);
    /// Playlists to look at again now, each once per interval.
    std::vector<ResponseKey> due();

private:
    struct Followed {
        ResponseKey key;
        std::chrono::milliseconds interval{0};
        base::SteadyTime next;
        base::SteadyTime viewed;
        std::set<std::string> known;
    };
    static std::string nameOf(const ResponseKey& key) {
        return std::to_string(key.binding) + key.target;
    }

    const base::Clock& m_clock;
    std::map<std::string, Followed> m_playlists;
};

} // namespace meson::router
