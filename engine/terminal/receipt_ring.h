// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/delivery_token.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace meson::terminal {

/// What a data thread notes about one answer.
struct ServedRecord {
    std::array<char, protocol::kTokenCharacters> token;
    std::uint64_t bytes = 0;
    std::uint64_t firstByte = 0;
    std::int64_t servedAt = 0; ///< Unix milliseconds, Router time
    std::int64_t durationMilliseconds = 0;
    bool complete = false;

    std::string_view tokenText() const { return {token.data(), token.size()}; }
};

/// Records on their way from one data thread to the control thread: fixed size, no lock, no
/// allocation. The writer asks hasRoomFor() before it takes on work that will need a slot, so
/// that no record is ever lost. Thread: push() and hasRoomFor() one writer; drain() one reader.
class ReceiptRing {
public:
    static constexpr std::size_t kSlots = 16'384; ///< 0.3 s of the smallest objects; 4 MB

    bool hasRoomFor(std::size_t records) const { return kSlots - used() >= records; }
    std::size_t used() const {
        return m_written.load(std::memory_order_acquire) - m_read.load(std::memory_order_acquire);
    }

    /// False, and nothing noted, if the ring is full.
    bool push(const ServedRecord& record) {
        const std::size_t position = m_written.load(std::memory_order_relaxed);
        if (position - m_read.load(std::memory_order_acquire) == kSlots)
            return false;
        (*m_slots)[position % kSlots] = record;
        m_written.store(position + 1, std::memory_order_release);
        return true;
    }

    template <class Take>
    void drain(Take take) {
        std::size_t position = m_read.load(std::memory_order_relaxed);
        const std::size_t end = m_written.load(std::memory_order_acquire);
        for (; position != end; ++position) {
            take((*m_slots)[position % kSlots]);
            m_read.store(position + 1, std::memory_order_release);
        }
    }

private:
    // Not initialised: its pages cost memory only once they are used.
    std::unique_ptr<std::array<ServedRecord, kSlots>> m_slots{new std::array<ServedRecord, kSlots>};
    alignas(64) std::atomic<std::size_t> m_written{0};
    alignas(64) std::atomic<std::size_t> m_read{0};
};

} // namespace meson::terminal
