// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace meson::router {

inline constexpr std::string_view kPullPath = "/.well-known/meson/pull/";

/// The secrets under which Terminals fetch objects from the Router: each is good for one fetch
/// within two minutes, and for the fetcher's own resumptions in that time. Thread: the Router's
/// loop.
class PullUrls {
public:
    static constexpr std::chrono::seconds kLife{120};

    explicit PullUrls(const base::Clock& clock)
        : m_clock(clock) {}

    /// A new path for one fetch of `id`.
    std::string make(const base::ContentId& id);

    enum class Use { Whole, Resume };
    /// What `path` is good for now, when asked by `fetcher`, or nothing.
    std::optional<base::ContentId> redeem(std::string_view path, std::string_view fetcher, Use use);

private:
    struct Ticket {
        base::ContentId id;
        base::SteadyTime expires;
        std::string fetcher; ///< empty: not used yet
    };
    void forgetOld();

    const base::Clock& m_clock;
    std::unordered_map<std::string, Ticket> m_tickets;
    std::deque<std::string> m_oldestFirst;
};

} // namespace meson::router
