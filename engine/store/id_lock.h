// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"

#include <condition_variable>
#include <mutex>
#include <unordered_set>

namespace meson::store {

/// Lets one thread at a time change the files of an object, so that saving, removing and checking
/// the same object come one after the other. Thread: any; waits.
class IdLocks {
public:
    class Holder {
    public:
        Holder(IdLocks& locks, const base::ContentId& id)
            : m_locks(locks)
            , m_id(id) {
            std::unique_lock lock(m_locks.m_mutex);
            m_locks.m_freed.wait(lock, [&] { return m_locks.m_held.insert(m_id).second; });
        }
        ~Holder() {
            {
                const std::lock_guard lock(m_locks.m_mutex);
                m_locks.m_held.erase(m_id);
            }
            m_locks.m_freed.notify_all();
        }
        Holder(const Holder&) = delete;
        Holder& operator=(const Holder&) = delete;

    private:
        IdLocks& m_locks;
        const base::ContentId m_id;
    };

private:
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::unordered_set<base::ContentId> m_held;
};

} // namespace meson::store
