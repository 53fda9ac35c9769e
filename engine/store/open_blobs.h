// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/store/stored_blob.h"

#include <unordered_map>

namespace meson::store {

/// The blobs that are open, so that all threads share one per object. Keeps the recently used ones
/// open within two budgets: bytes of whole objects in memory, and files. Which go first is decided
/// as in CLOCK: whoever was not used since the hand last came by. Thread: any.
class OpenBlobs {
public:
    OpenBlobs(base::Bytes memory, std::size_t files);

    std::shared_ptr<StoredBlob> find(const base::ContentId& id);
    /// Grows with every retire(): a blob opened before must not be inserted after.
    std::uint64_t generation() const { return m_generation.load(std::memory_order_acquire); }
    /// Shares `blob`, opened while `generation` was valid. Returns the one that all threads use
    /// from now on, or nothing if a blob was retired meanwhile: open it again.
    std::shared_ptr<StoredBlob> insert(std::shared_ptr<StoredBlob> blob, std::uint64_t generation);
    /// Nobody gets the blob from now on. Returns it if it is open, retired, with `files` to hold.
    std::shared_ptr<StoredBlob>
    retire(const base::ContentId& id, std::shared_ptr<RemovedFiles> files);

private:
    using Dropped = std::vector<std::shared_ptr<StoredBlob>>;

    /// What is kept open, and the hand that goes round.
    struct Ring {
        std::int64_t budget = 0;
        std::int64_t cost = 0;
        std::size_t hand = 0;
        std::vector<std::shared_ptr<StoredBlob>> blobs;
    };
    static std::int64_t costOf(const StoredBlob& blob);
    Ring& ringOf(const StoredBlob& blob) MESON_REQUIRES(m_mutex) {
        return blob.isWhole() ? m_whole : m_files;
    }
    void keep(Ring& ring, const std::shared_ptr<StoredBlob>& blob, Dropped& dropped);
    static void removeAt(Ring& ring, std::size_t place, Dropped& dropped);
    void forgetClosed() MESON_REQUIRES(m_mutex);

    std::atomic<std::uint64_t> m_generation{0};
    base::Mutex m_mutex; // blobs are closed after it is released
    std::unordered_map<base::ContentId, std::weak_ptr<StoredBlob>> m_open MESON_GUARDED_BY(m_mutex);
    std::size_t m_forgetAt MESON_GUARDED_BY(m_mutex) = 64;
    Ring m_whole MESON_GUARDED_BY(m_mutex);
    Ring m_files MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::store
