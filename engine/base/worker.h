// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

namespace meson::base {

/// N threads that run tasks in the order they came: the disk pool, and with one thread a database's
/// writer. The destructor runs what is queued, then joins. Thread: any.
class Worker {
public:
    using Task = std::function<void()>;

    explicit Worker(std::size_t threads = 1);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void post(Task task);
    /// Posts and waits until it has run. Never from one of the worker's own threads.
    void run(const Task& task);
    /// Waits until nothing is queued or running.
    void waitUntilIdle();

private:
    void work();

    Mutex m_mutex;
    Condition m_wake;
    Condition m_idle;
    std::deque<Task> m_tasks MESON_GUARDED_BY(m_mutex);
    std::size_t m_running MESON_GUARDED_BY(m_mutex) = 0;
    bool m_stopping MESON_GUARDED_BY(m_mutex) = false;
    std::vector<std::thread> m_threads;
};

} // namespace meson::base
