// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ticket_keys.h"

#include "engine/crypto/mac.h"

#include <algorithm>

namespace meson::http {

void TicketKeys::rotate() {
    const base::SteadyTime now = m_clock.steady();
    if (!m_keys.empty() && now - m_newest < kRotation)
        return;
    if (now - m_newest >= kRotation * static_cast<int>(kKept))
        m_keys.clear();
    m_keys.push_front(
        {crypto::randomBytes<16>(), crypto::randomBytes<32>(), crypto::randomBytes<32>()});
    m_keys.resize(std::min(m_keys.size(), kKept));
    m_newest = now;
}

TicketKeys::Key TicketKeys::current() {
    const base::MutexLock lock(m_mutex);
    rotate();
    return m_keys.front();
}

std::optional<TicketKeys::Opener> TicketKeys::find(std::span<const std::uint8_t, 16> name) {
    const base::MutexLock lock(m_mutex);
    rotate();
    for (const Key& key : m_keys)
        if (std::equal(name.begin(), name.end(), key.name.begin()))
            return Opener{key, &key == &m_keys.front()};
    return std::nullopt;
}

} // namespace meson::http
