// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QThread>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

namespace meson::test {

/// Notes how long the user interface computes on each event, whatever else the machine does. Events
/// of other threads' objects come by here too, on those threads.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (QThread::currentThread() != thread() || m_isInEvent)
            return QApplication::notify(receiver, event);
        m_isInEvent = true;
        const double before = computed();
        const bool result = QApplication::notify(receiver, event);
        m_isInEvent = false;
        longest = std::max(longest, computed() - before);
        return result;
    }

    double longest = 0; ///< ms

private:
    static double computed() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    }

    bool m_isInEvent = false;
};

/// A row of a bench: what it took, and whether that is as little as it should be.
inline void printRow(const char* what, double milliseconds, double target) {
    std::printf(
        "%-52s %8.1f ms  target %4.0f  %s\n", what, milliseconds, target,
        milliseconds <= target ? "met" : "not met");
    std::fflush(stdout);
}

/// The machine's load in the last minute; other programs' share of a bench's figures.
inline void printLoad() {
    std::ifstream file("/proc/loadavg");
    std::string average = "not known";
    file >> average;
    std::printf(
        "%-52s %s on %u cores\n", "   and the machine's load was", average.c_str(),
        std::thread::hardware_concurrency());
}

} // namespace meson::test
