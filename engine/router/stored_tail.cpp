// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/stored_tail.h"

#include "engine/crypto/merkle.h"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace meson::router {

void StoredTail::start() {
    // While the client is there, the writer keeps the tail alive.
    m_writer->onDrained([self = shared_from_this()] { self->readMore(); });
    m_exchange->onClosed([writer = std::weak_ptr(m_writer)] {
        if (const auto closed = writer.lock())
            closed->onDrained([] {});
    });
    readMore();
}

void StoredTail::readMore() {
    if (m_isReading || m_position >= m_end)
        return;
    m_isReading = true;
    m_worker.post([self = shared_from_this()] {
        auto bytes = self->read();
        boost::asio::post(self->m_loop, [self, bytes = std::move(bytes)]() mutable {
            self->m_isReading = false;
            self->send(std::move(bytes));
        });
    });
}

std::optional<std::string> StoredTail::read() const {
    std::string bytes;
    const std::int64_t first = m_position / crypto::kLeafSize;
    const std::int64_t end = std::min(first + kLeavesAtOnce, crypto::leafCount(m_blob->length()));
    for (std::int64_t leaf = first; leaf < end; ++leaf) {
        const auto read = m_blob->leaf(leaf);
        if (!read)
            return std::nullopt;
        bytes.append(read->begin(), read->end());
    }
    bytes.erase(0, static_cast<std::size_t>(m_position % crypto::kLeafSize));
    bytes.resize(std::min(bytes.size(), static_cast<std::size_t>(m_end - m_position)));
    return bytes;
}

void StoredTail::send(std::optional<std::string> bytes) {
    bool hasRoom = false;
    if (bytes) {
        m_position += static_cast<std::int64_t>(bytes->size());
        hasRoom = m_writer->write(std::move(*bytes));
    }
    if (bytes && m_position < m_end) {
        if (hasRoom)
            readMore();
        return;
    }
    m_writer->onDrained([] {});
    if (bytes)
        m_writer->finish();
    else
        m_writer->abort();
}

} // namespace meson::router
