// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace meson::router {

/// The newest part of a body that is on its way: chunks that follow each other, from begin() to
/// end(), both offsets in the body. Thread: the Router's loop.
class BodyWindow {
public:
    using Chunk = std::shared_ptr<const std::string>;

    void append(Chunk chunk);
    /// Forgets the chunks that end at or before `offset`.
    void dropBefore(std::int64_t offset);

    std::int64_t begin() const { return m_begin; }
    std::int64_t end() const { return m_end; }
    const std::deque<Chunk>& chunks() const { return m_chunks; }
    /// The bytes from `offset` to the end of its chunk or `limit`, whatever comes first.
    /// Precondition: begin() <= offset < end(), offset < limit.
    std::string piece(std::int64_t offset, std::int64_t limit) const;

private:
    std::deque<Chunk> m_chunks;
    std::int64_t m_begin = 0;
    std::int64_t m_end = 0;
};

} // namespace meson::router
