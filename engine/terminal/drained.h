// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/http/server.h"

#include <chrono>
#include <memory>

namespace meson::terminal {

/// Takes no new connections and waits until those that run have ended, `grace` at most.
/// Thread: any but the server's loops.
inline void drainFor(http::Server& server, std::chrono::milliseconds grace) {
    struct Drained {
        base::Mutex mutex;
        base::Condition wake;
        bool done MESON_GUARDED_BY(mutex) = false;
    };
    const auto drained = std::make_shared<Drained>();
    server.drain([drained] {
        const base::MutexLock lock(drained->mutex);
        drained->done = true;
        drained->wake.wakeAll();
    });
    const base::MutexLock lock(drained->mutex);
    const auto until = std::chrono::steady_clock::now() + grace;
    while (!drained->done && drained->wake.waitUntil(drained->mutex, until)) {
    }
}

} // namespace meson::terminal
