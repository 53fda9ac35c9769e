// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/server.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace meson::terminal {

/// Takes no new connections and waits until those that run have ended, `grace` at most.
/// Thread: any but the server's loops.
inline void drainFor(http::Server& server, std::chrono::milliseconds grace) {
    struct Drained {
        std::mutex mutex;
        std::condition_variable wake;
        bool done = false;
    };
    const auto drained = std::make_shared<Drained>();
    server.drain([drained] {
        const std::lock_guard lock(drained->mutex);
        drained->done = true;
        drained->wake.notify_all();
    });
    std::unique_lock lock(drained->mutex);
    drained->wake.wait_for(lock, grace, [&] { return drained->done; });
}

} // namespace meson::terminal
