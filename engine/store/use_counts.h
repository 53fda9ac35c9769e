// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"

#include <array>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace meson::store {

/// Requests per object since they were last taken. Each thread mostly finds a part of its own, so
/// that counting does not wait. Thread: any.
class UseCounts {
public:
    using Counts = std::unordered_map<base::ContentId, std::int64_t>;

    void add(const base::ContentId& id, std::int64_t uses) {
        const std::size_t own = std::hash<std::thread::id>()(std::this_thread::get_id());
        Part& part = m_parts[own % m_parts.size()];
        const std::lock_guard lock(part.mutex);
        part.counts[id] += uses;
    }

    Counts take() {
        Counts all;
        for (Part& part : m_parts) {
            Counts counts;
            {
                const std::lock_guard lock(part.mutex);
                counts.swap(part.counts);
            }
            for (const auto& [id, uses] : counts)
                all[id] += uses;
        }
        return all;
    }

private:
    struct alignas(64) Part {
        std::mutex mutex;
        Counts counts;
    };
    std::array<Part, 16> m_parts;
};

} // namespace meson::store
