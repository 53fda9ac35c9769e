// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"

#include <functional>
#include <vector>

namespace meson::base {

/// The one way work crosses from a thread to another: tasks go in from anywhere and run, in order,
/// on the thread that drains. The owner supplies `wake`, which must make that thread call drain()
/// soon. After close() tasks are dropped unrun. Thread: post() and close() any; drain() the
/// owner's.
class PostQueue {
public:
    using Task = std::function<void()>;

    explicit PostQueue(std::function<void()> wake)
        : m_wake(std::move(wake)) {}

    void post(Task task) {
        bool first;
        {
            const MutexLock lock(m_mutex);
            if (m_closed)
                return;
            first = m_tasks.empty();
            m_tasks.push_back(std::move(task));
        }
        if (first)
            m_wake();
    }

    void drain() {
        std::vector<Task> tasks;
        {
            const MutexLock lock(m_mutex);
            tasks.swap(m_tasks);
        }
        for (Task& task : tasks)
            task();
    }

    void close() {
        std::vector<Task> dropped; // destroyed outside the lock: a task may own anything
        const MutexLock lock(m_mutex);
        m_closed = true;
        dropped.swap(m_tasks);
    }

private:
    const std::function<void()> m_wake;
    Mutex m_mutex;
    std::vector<Task> m_tasks MESON_GUARDED_BY(m_mutex);
    bool m_closed MESON_GUARDED_BY(m_mutex) = false;
};

} // namespace meson::base
