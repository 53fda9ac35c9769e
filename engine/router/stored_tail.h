// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/http/server.h"
#include "engine/store/blob.h"

namespace meson::router {

/// Sends a stored object from `position` to `end` to a client whose answer has begun otherwise,
/// leaf by verified leaf. Keeps itself alive until the end or until the client is gone. Thread: the
/// Router's loop; reads on the disk worker.
class StoredTail : public std::enable_shared_from_this<StoredTail> {
public:
    StoredTail(
        http::asio::any_io_executor loop, base::Worker& worker, std::shared_ptr<store::Blob> blob,
        std::shared_ptr<http::Exchange> exchange, std::shared_ptr<http::BodyWriter> writer,
        std::int64_t position, std::int64_t end)
        : m_loop(std::move(loop))
        , m_worker(worker)
        , m_blob(std::move(blob))
        , m_exchange(std::move(exchange))
        , m_writer(std::move(writer))
        , m_end(end)
        , m_position(position) {}

    void start();

private:
    static constexpr std::int64_t kLeavesAtOnce = 8;

    void readMore();
    std::optional<std::string> read() const;
    void send(std::optional<std::string> bytes);

    const http::asio::any_io_executor m_loop;
    base::Worker& m_worker;
    const std::shared_ptr<store::Blob> m_blob;
    const std::shared_ptr<http::Exchange> m_exchange;
    const std::shared_ptr<http::BodyWriter> m_writer;
    const std::int64_t m_end;
    std::int64_t m_position;
    bool m_isReading = false;
};

} // namespace meson::router
