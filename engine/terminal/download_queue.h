// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

namespace meson::terminal {

struct DownloadOptions {
    int parallel = 4;
    http::ClientOptions client;
    std::chrono::milliseconds stallTimeout{20'000};
    /// For one source, beside the time that the bytes take at 16 KiB/s.
    std::chrono::milliseconds patience{120'000};
};

/// How an order to cache ended: done, or the word of PROTOCOL.md that says why not, and a sentence.
struct DownloadOutcome {
    protocol::AckStatus status = protocol::AckStatus::Done;
    std::string reason;        ///< "no-space", "too-large", "wrong-content", "source-failed",
                               ///< "disk-failed", "cancelled"
    std::string problem;       ///< for the owner; empty when done
    bool isSourceUsed = false; ///< a pull URL is good for once: another try needs a new order
};

/// Fetches what the Router orders (W15), some objects at a time, on a thread of its own: space is
/// reserved before the first byte, bytes are hashed as they come, nothing becomes visible before
/// it is verified. A source that fails is followed by the next, which goes on where the first
/// ended. Only the URLs of the order are asked; redirects are not followed.
/// Thread: add(), cancel(), the figures and stop() any; `done` is called on the fetch thread.
class DownloadQueue {
public:
    using Done = std::function<void(DownloadOutcome)>;

    DownloadQueue(store::ContentStore& store, DownloadOptions options);
    ~DownloadQueue();
    DownloadQueue(const DownloadQueue&) = delete;
    DownloadQueue& operator=(const DownloadQueue&) = delete;

    void add(protocol::CacheCommand command, Done done);
    /// Fetches at the same time, from now on; 0: what runs ends, the rest waits.
    void setParallel(int count);
    /// Orders for that object end with "cancelled".
    void cancel(const base::ContentId& id);
    /// Cuts what is under way, drops what waits (without calling `done`) and joins the thread.
    void stop();

    std::int64_t running() const { return m_runningCount; }
    std::int64_t waiting() const { return m_waitingCount; }
    std::int64_t completed() const { return m_completed; }
    std::int64_t failed() const { return m_failed; }
    /// Body bytes received, wrong ones included.
    base::Bytes received() const { return base::Bytes(m_received); }

private:
    class Download;
    friend class Download;
    struct Order {
        protocol::CacheCommand command;
        Done done;
    };
    void startMore();
    void ended(Download* download, DownloadOutcome outcome);
    void settle(const Order& order, DownloadOutcome outcome);

    store::ContentStore& m_store;
    const DownloadOptions m_options;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    std::unique_ptr<http::Client> m_client; ///< the fetch thread's, like all below
    std::deque<Order> m_orders;
    std::list<std::shared_ptr<Download>> m_downloads;
    std::size_t m_parallel;

    std::atomic<std::int64_t> m_runningCount{0};
    std::atomic<std::int64_t> m_waitingCount{0};
    std::atomic<std::int64_t> m_completed{0};
    std::atomic<std::int64_t> m_failed{0};
    std::atomic<std::int64_t> m_received{0};
    std::thread m_thread;
};

/// What an order says beside the bytes, as the store keeps it.
store::ObjectMeta metaOf(const protocol::CacheCommand& command);

} // namespace meson::terminal
