// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/stop_signal.h"

#include "engine/base/mutex.h"

#include <QCoreApplication>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <thread>

namespace meson::node {

namespace asio = boost::asio;

/// Outlives the StopSignal in the thread that reads standard input.
struct StopSignal::Request {
    base::Mutex mutex;
    bool isMade MESON_GUARDED_BY(mutex) = false;
    bool isLoopRunning MESON_GUARDED_BY(mutex) = false;

    void make() {
        const base::MutexLock lock(mutex);
        isMade = true;
        if (isLoopRunning)
            QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    }
    /// False if the loop need not start any more.
    bool enterLoop() {
        const base::MutexLock lock(mutex);
        return isLoopRunning = !isMade;
    }
    void leaveLoop() {
        const base::MutexLock lock(mutex);
        isLoopRunning = false;
    }
};

/// Waits for SIGINT and SIGTERM on a thread of its own.
class StopSignal::Watch {
public:
    explicit Watch(std::shared_ptr<Request> request) {
        m_signals.async_wait([request = std::move(request)](boost::system::error_code error, int) {
            if (!error)
                request->make();
        });
        m_thread = std::thread([this] { m_context.run(); });
    }
    ~Watch() {
        m_context.stop();
        m_thread.join();
    }

private:
    asio::io_context m_context{1};
    asio::signal_set m_signals{m_context, SIGINT, SIGTERM};
    std::thread m_thread;
};

StopSignal::StopSignal(StoppedBy who)
    : m_request(std::make_shared<Request>()) {
    if (who == StoppedBy::User) {
        m_watch = std::make_unique<Watch>(m_request);
        return;
    }
    std::signal(SIGINT, SIG_IGN);
    // A blocked read cannot be called off, so its thread is let go; it keeps what it touches.
    std::thread([request = m_request] {
        while (std::getchar() != EOF) {
        }
        request->make();
    }).detach();
}

StopSignal::~StopSignal() = default;

bool StopSignal::isRequested() const {
    const base::MutexLock lock(m_request->mutex);
    return m_request->isMade;
}

void StopSignal::runUntilStopped() {
    if (m_request->enterLoop())
        QCoreApplication::exec();
    m_request->leaveLoop();
    m_watch.reset();
}

} // namespace meson::node
