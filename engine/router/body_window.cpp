// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/body_window.h"

namespace meson::router {

void BodyWindow::append(Chunk chunk) {
    m_end += static_cast<std::int64_t>(chunk->size());
    m_chunks.push_back(std::move(chunk));
}

void BodyWindow::dropBefore(std::int64_t offset) {
    while (!m_chunks.empty()) {
        const auto size = static_cast<std::int64_t>(m_chunks.front()->size());
        if (m_begin + size > offset)
            return;
        m_begin += size;
        m_chunks.pop_front();
    }
}

std::string BodyWindow::piece(std::int64_t offset, std::int64_t limit) const {
    // Most who ask are near the end.
    auto chunk = m_chunks.rbegin();
    std::int64_t start = m_end - static_cast<std::int64_t>((*chunk)->size());
    while (start > offset)
        start -= static_cast<std::int64_t>((*++chunk)->size());
    return (*chunk)->substr(
        static_cast<std::size_t>(offset - start), static_cast<std::size_t>(limit - offset));
}

} // namespace meson::router
