// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/live_follower.h"

namespace meson::router {

namespace {

// How long after the last viewer a playlist is followed, in target durations.
constexpr int kPatience = 6;

} // namespace

void LiveFollower::viewed(const ResponseKey& playlist) {
    const auto found = m_playlists.find(nameOf(playlist));
    if (found != m_playlists.end())
        found->second.viewed = m_clock.steady();
}

std::vector<std::string>
LiveFollower::seen(const ResponseKey& playlist, const http::Url& origin, std::string_view text) {
    const auto parsed = parseMediaPlaylist(text);
    const std::string name = nameOf(playlist);
    if (!parsed || (parsed->hasEnded && m_playlists.count(name) == 0))
        return {};
    const auto [entry, isNew] = m_playlists.try_emplace(name);
    Followed& followed = entry->second;
    const base::SteadyTime now = m_clock.steady();
    if (isNew) {
        followed.key = playlist;
        followed.viewed = now;
    }
    followed.interval = std::chrono::milliseconds(parsed->targetDuration) / 2;
    followed.next = now + followed.interval;

    http::Url base = origin;
    base.target = playlist.target;
    std::set<std::string> listed;
    std::vector<std::string> added;
    for (const std::string& reference : parsed->resources) {
        const auto url = http::resolveUrl(base, reference);
        if (!url || url->origin() != origin.origin() || !listed.insert(url->target).second)
            continue;
        if (followed.known.count(url->target) == 0)
            added.push_back(url->target);
    }
    followed.known = std::move(listed);
    if (isNew && added.size() > kFirstSegments)
        added.erase(added.begin(), added.end() - kFirstSegments);
    if (parsed->hasEnded || m_playlists.size() > kPlaylists)
        m_playlists.erase(entry);
    return added;
}

std::vector<ResponseKey> LiveFollower::due() {
    const base::SteadyTime now = m_clock.steady();
    std::vector<ResponseKey> result;
    for (auto entry = m_playlists.begin(); entry != m_playlists.end();) {
        Followed& followed = entry->second;
        if (now - followed.viewed > followed.interval * 2 * kPatience) {
            entry = m_playlists.erase(entry);
            continue;
        }
        // A look that brought nothing (the origin failed) is repeated after as long again.
        if (now >= followed.next) {
            followed.next = now + followed.interval;
            result.push_back(followed.key);
        }
        ++entry;
    }
    return result;
}

} // namespace meson::router
