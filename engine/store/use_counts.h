// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/mutex.h"

#include <unordered_map>
#include <utility>

namespace meson::store {

/// Requests per object since they were last taken. Thread: any.
class UseCounts {
public:
    using Counts = std::unordered_map<base::ContentId, std::int64_t>;

    void add(const base::ContentId& id, std::int64_t uses) {
        const base::MutexLock lock(m_mutex);
        m_counts[id] += uses;
    }

    Counts take() {
        const base::MutexLock lock(m_mutex);
        return std::exchange(m_counts, {});
    }

private:
    base::Mutex m_mutex;
    Counts m_counts MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::store
