// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/open_blobs.h"

#include <limits>

namespace meson::store {

OpenBlobs::OpenBlobs(base::Bytes memory, std::size_t files, base::Bytes leaves)
    : m_whole{memory, std::numeric_limits<std::size_t>::max()}
    , m_files{leaves, files} {}

std::shared_ptr<StoredBlob> OpenBlobs::find(const base::ContentId& id) {
    const base::MutexLock lock(m_mutex);
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : found->second.blob.lock();
}

std::shared_ptr<StoredBlob>
OpenBlobs::insert(std::shared_ptr<StoredBlob> blob, std::uint64_t generation) {
    Dropped dropped;
    const base::MutexLock lock(m_mutex);
    if (generation != m_generation.load())
        return nullptr;
    Open& open = m_open[blob->id()];
    if (auto other = open.blob.lock()) {
        dropped.push_back(std::move(blob));
        return other;
    }
    open.blob = blob;
    keep(open, blob, dropped);
    if (m_open.size() > m_forgetAt)
        forgetClosed();
    return blob;
}

void OpenBlobs::keep(Open& open, const std::shared_ptr<StoredBlob>& blob, Dropped& dropped) {
    Ring& ring = ringOf(*blob);
    const base::Bytes footprint = blob->footprint();
    if (footprint > ring.budget || ring.places == 0)
        return;
    while (ring.used + footprint > ring.budget || ring.blobs.size() == ring.places) {
        const auto atHand = ring.blobs.begin();
        if ((*atHand)->takeTouched())
            ring.blobs.splice(ring.blobs.end(), ring.blobs, atHand);
        else
            letGo(m_open.at((*atHand)->id()), dropped);
    }
    open.kept = ring.blobs.insert(ring.blobs.end(), blob);
    ring.used += footprint;
}

void OpenBlobs::letGo(Open& open, Dropped& dropped) {
    if (!open.kept)
        return;
    const auto place = *std::exchange(open.kept, std::nullopt);
    Ring& ring = ringOf(**place);
    ring.used -= (*place)->footprint();
    dropped.push_back(std::move(*place));
    ring.blobs.erase(place);
}

std::shared_ptr<StoredBlob>
OpenBlobs::retire(const base::ContentId& id, std::shared_ptr<RemovedFiles> files) {
    Dropped dropped;
    const base::MutexLock lock(m_mutex);
    m_generation.fetch_add(1);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return nullptr;
    auto blob = found->second.blob.lock();
    letGo(found->second, dropped);
    m_open.erase(found);
    if (blob)
        blob->retire(std::move(files));
    return blob;
}

void OpenBlobs::forgetClosed() {
    std::erase_if(m_open, [](const auto& entry) { return entry.second.blob.expired(); });
    m_forgetAt = 2 * m_open.size() + 64;
}

} // namespace meson::store
