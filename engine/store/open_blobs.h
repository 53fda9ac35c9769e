// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/store/stored_blob.h"

#include <list>
#include <unordered_map>

namespace meson::store {

/// The blobs that are open, so that all threads share one per object. Keeps the recently used ones
/// open: those in memory as a whole within `memory`; the others, served from their files, no more
/// than `files` and with their leaf layers within `leaves`. Which go first is decided as in CLOCK:
/// whoever was not used since the hand last came by. One that is larger than its budget alone goes
/// with its last user. Thread: any.
class OpenBlobs {
public:
    OpenBlobs(base::Bytes memory, std::size_t files, base::Bytes leaves);

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
    using Blobs = std::list<std::shared_ptr<StoredBlob>>;

    /// What is kept open, from the hand on all the way round.
    struct Ring {
        base::Bytes budget;
        std::size_t places = 0;
        base::Bytes used{0};
        Blobs blobs;
    };
    struct Open {
        std::weak_ptr<StoredBlob> blob;
        std::optional<Blobs::iterator> kept; ///< its place in the ring
    };
    Ring& ringOf(const StoredBlob& blob) MESON_REQUIRES(m_mutex) {
        return blob.isWhole() ? m_whole : m_files;
    }
    void keep(Open& open, const std::shared_ptr<StoredBlob>& blob, Dropped& dropped)
        MESON_REQUIRES(m_mutex);
    void letGo(Open& open, Dropped& dropped) MESON_REQUIRES(m_mutex);
    void forgetClosed() MESON_REQUIRES(m_mutex);

    std::atomic<std::uint64_t> m_generation{0};
    base::Mutex m_mutex; // blobs are closed after it is released
    std::unordered_map<base::ContentId, Open> m_open MESON_GUARDED_BY(m_mutex);
    std::size_t m_forgetAt MESON_GUARDED_BY(m_mutex) = 64;
    Ring m_whole MESON_GUARDED_BY(m_mutex);
    Ring m_files MESON_GUARDED_BY(m_mutex);
};

} // namespace meson::store
