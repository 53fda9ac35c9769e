// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/worker.h"

#include <future>

namespace meson::base {

Worker::Worker(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

Worker::~Worker() {
    {
        const MutexLock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.wakeAll();
    for (std::thread& thread : m_threads)
        thread.join();
}

void Worker::post(Task task) {
    {
        const MutexLock lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.wakeOne();
}

void Worker::run(const Task& task) {
    std::promise<void> done;
    post([&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

void Worker::waitUntilIdle() {
    const MutexLock lock(m_mutex);
    while (!m_tasks.empty() || m_running != 0)
        m_idle.wait(m_mutex);
}

void Worker::work() {
    const MutexLock lock(m_mutex);
    for (;;) {
        while (!m_stopping && m_tasks.empty())
            m_wake.wait(m_mutex);
        if (m_tasks.empty())
            return;
        {
            Task task = std::move(m_tasks.front());
            m_tasks.pop_front();
            ++m_running;
            m_mutex.unlock();
            task();
        }
        m_mutex.lock();
        if (--m_running == 0 && m_tasks.empty())
            m_idle.wakeAll();
    }
}

} // namespace meson::base
