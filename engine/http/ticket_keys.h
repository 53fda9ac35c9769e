// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

namespace meson::http {

/// The keys that session tickets are sealed with (RFC 5077 §4, RFC 8446 §4.6.1). The server keeps
/// no session: whoever brings a ticket sealed with a key that is still here resumes. Thread: any.
class TicketKeys {
public:
    struct Key {
        std::array<std::uint8_t, 16> name;
        std::array<std::uint8_t, 32> cipher;
        std::array<std::uint8_t, 32> mac;
    };
    struct Opener {
        Key key;
        bool isCurrent = false; ///< if not, the ticket should be replaced
    };

    static constexpr std::chrono::hours kRotation{1};
    /// Tickets open for at least (kKept - 1) rotations after they were sealed.
    static constexpr std::size_t kKept = 3;

    explicit TicketKeys(const base::Clock& clock)
        : m_clock(clock) {}

    Key current();
    std::optional<Opener> find(std::span<const std::uint8_t, 16> name);

private:
    void rotate() MESON_REQUIRES(m_mutex);

    const base::Clock& m_clock;
    base::Mutex m_mutex;
    std::deque<Key> m_keys MESON_GUARDED_BY(m_mutex); ///< newest first
    base::SteadyTime m_newest MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::http
