// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

// What a lock guards is part of the code: clang refuses an access without it
// (-Wthread-safety; https://clang.llvm.org/docs/ThreadSafetyAnalysis.html).
#ifdef __clang__
#define MESON_THREAD_SAFETY(attribute) __attribute__((attribute))
#else
#define MESON_THREAD_SAFETY(attribute)
#endif
/// Behind a member: read and written only while `mutex` is held.
#define MESON_GUARDED_BY(mutex) MESON_THREAD_SAFETY(guarded_by(mutex))
/// Behind a function: called only while `mutex` is held.
#define MESON_REQUIRES(mutex) MESON_THREAD_SAFETY(requires_capability(mutex))

namespace meson::base {

/// Held by one thread at a time; not recursive. Thread: any.
class MESON_THREAD_SAFETY(capability("mutex")) Mutex {
public:
    void lock() MESON_THREAD_SAFETY(acquire_capability()) { m_mutex.lock(); }
    /// Only where it is held; a MutexLock around it needs it held again at its end.
    void unlock() MESON_THREAD_SAFETY(release_capability()) { m_mutex.unlock(); }

private:
    friend class Condition;

    std::mutex m_mutex;
};

/// Holds a mutex for the length of a scope. Thread: one.
class MESON_THREAD_SAFETY(scoped_lockable) MutexLock {
public:
    explicit MutexLock(Mutex& mutex) MESON_THREAD_SAFETY(acquire_capability(mutex))
        : m_mutex(mutex) {
        m_mutex.lock();
    }
    ~MutexLock() MESON_THREAD_SAFETY(release_capability()) { m_mutex.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

private:
    Mutex& m_mutex;
};

/// Wakes threads that wait for something a mutex guards. A wait gives the mutex back meanwhile and
/// may end for nothing, so it stands in a loop that looks. Thread: any.
class Condition {
public:
    void wait(Mutex& mutex) MESON_REQUIRES(mutex) {
        std::unique_lock lock(mutex.m_mutex, std::adopt_lock);
        m_condition.wait(lock);
        lock.release();
    }
    /// False: the time has come.
    bool waitUntil(Mutex& mutex, std::chrono::steady_clock::time_point time) MESON_REQUIRES(mutex) {
        std::unique_lock lock(mutex.m_mutex, std::adopt_lock);
        const bool isInTime = m_condition.wait_until(lock, time) == std::cv_status::no_timeout;
        lock.release();
        return isInTime;
    }
    void wakeOne() { m_condition.notify_one(); }
    void wakeAll() { m_condition.notify_all(); }

private:
    std::condition_variable m_condition;
};

} // namespace meson::base
