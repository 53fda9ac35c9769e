// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/open_blobs.h"

namespace meson::store {

namespace {

constexpr std::int64_t kBookkeeping = 1024; ///< what a small blob takes in memory besides its bytes

} // namespace

OpenBlobs::OpenBlobs(base::Bytes memory, std::size_t files) {
    m_whole.budget = memory.count();
    m_files.budget = static_cast<std::int64_t>(files);
}

std::int64_t OpenBlobs::costOf(const StoredBlob& blob) {
    return blob.isWhole() ? blob.length().count() + kBookkeeping : 1;
}

std::shared_ptr<StoredBlob> OpenBlobs::find(const base::ContentId& id) {
    const base::MutexLock lock(m_mutex);
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : found->second.lock();
}

std::shared_ptr<StoredBlob>
OpenBlobs::insert(std::shared_ptr<StoredBlob> blob, std::uint64_t generation) {
    Dropped dropped;
    const base::MutexLock lock(m_mutex);
    if (generation != m_generation.load())
        return nullptr;
    std::weak_ptr<StoredBlob>& place = m_open[blob->id()];
    if (auto other = place.lock()) {
        dropped.push_back(std::move(blob));
        return other;
    }
    place = blob;
    keep(ringOf(*blob), blob, dropped);
    if (m_open.size() > m_forgetAt)
        forgetClosed();
    return blob;
}

void OpenBlobs::keep(Ring& ring, const std::shared_ptr<StoredBlob>& blob, Dropped& dropped) {
    const std::int64_t cost = costOf(*blob);
    while (!ring.blobs.empty() && ring.cost + cost > ring.budget) {
        ring.hand %= ring.blobs.size();
        if (ring.blobs[ring.hand]->takeTouched())
            ++ring.hand;
        else
            removeAt(ring, ring.hand, dropped);
    }
    if (cost > ring.budget)
        return;
    ring.blobs.push_back(blob);
    ring.cost += cost;
}

void OpenBlobs::removeAt(Ring& ring, std::size_t place, Dropped& dropped) {
    ring.cost -= costOf(*ring.blobs[place]);
    std::swap(ring.blobs[place], ring.blobs.back());
    dropped.push_back(std::move(ring.blobs.back()));
    ring.blobs.pop_back();
}

std::shared_ptr<StoredBlob>
OpenBlobs::retire(const base::ContentId& id, std::shared_ptr<RemovedFiles> files) {
    Dropped dropped;
    const base::MutexLock lock(m_mutex);
    m_generation.fetch_add(1);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return nullptr;
    auto blob = found->second.lock();
    m_open.erase(found);
    if (!blob)
        return nullptr;
    blob->retire(std::move(files));
    Ring& ring = ringOf(*blob);
    const auto kept = std::find(ring.blobs.begin(), ring.blobs.end(), blob);
    if (kept != ring.blobs.end())
        removeAt(ring, static_cast<std::size_t>(kept - ring.blobs.begin()), dropped);
    return blob;
}

void OpenBlobs::forgetClosed() {
    std::erase_if(m_open, [](const auto& entry) { return entry.second.expired(); });
    m_forgetAt = 2 * m_open.size() + 64;
}

} // namespace meson::store
