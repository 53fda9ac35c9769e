// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"

#include <mutex>
#include <unordered_map>
#include <utility>

namespace meson::store {

/// Requests per object since they were last taken. Thread: any.
class UseCounts {
public:
    using Counts = std::unordered_map<base::ContentId, std::int64_t>;

    void add(const base::ContentId& id, std::int64_t uses) {
        const std::lock_guard lock(m_mutex);
        m_counts[id] += uses;
    }

    Counts take() {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_counts, {});
    }

private:
    std::mutex m_mutex;
    Counts m_counts;
};

} // namespace meson::store
