// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/mutex.h"

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
            m_locks.hold(m_id);
        }
        ~Holder() { m_locks.release(m_id); }
        Holder(const Holder&) = delete;
        Holder& operator=(const Holder&) = delete;

    private:
        IdLocks& m_locks;
        const base::ContentId m_id;
    };

private:
    void hold(const base::ContentId& id) {
        const base::MutexLock lock(m_mutex);
        while (!m_held.insert(id).second)
            m_freed.wait(m_mutex);
    }
    void release(const base::ContentId& id) {
        {
            const base::MutexLock lock(m_mutex);
            m_held.erase(id);
        }
        m_freed.wakeAll();
    }

    base::Mutex m_mutex;
    base::Condition m_freed;
    std::unordered_set<base::ContentId> m_held MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::store
