// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Shelf that reads what is there and drops what is not sound.
#include "engine/store/shelf.h"

namespace meson::store {

namespace {

namespace fs = std::filesystem;
using base::Bytes;

/// For an object that is opened for a check: never kept in memory as a whole.
constexpr Bytes kNeverWhole(-1);

} // namespace

tl::expected<std::shared_ptr<StoredBlob>, BlobFault>
Shelf::openForCheck(const base::ContentId& id, const Volume& volume) {
    return StoredBlob::open(id, volume, *this, kNeverWhole);
}

/// Unavailable if the store stops before the end.
tl::expected<void, BlobFault>
Shelf::readThrough(const base::ContentId& id, const Volume& volume, const Pace& pace) {
    const auto blob = openForCheck(id, volume);
    if (!blob)
        return tl::unexpected(blob.error());
    const auto isThere = [path = volume.blobPath(id)] {
        std::error_code error;
        return fs::exists(path, error);
    };
    // What is removed meanwhile takes its space until it is closed.
    if (auto checked = (*blob)->check([&](Bytes read) { return pace(read) && isThere(); });
        !checked)
        return checked;
    if (isStopping())
        return tl::unexpected(BlobFault::Unavailable);
    if (!isThere())
        return tl::unexpected(BlobFault::Absent);
    m_index->setVerified(id);
    return {};
}

/// Read without the lock first, which may take as long as `pace` likes. What is not sound may have
/// been removed or changed meanwhile: with the lock it is looked at again.
Shelf::Verdict Shelf::check(const base::ContentId& id, const Pace& pace) {
    if (const auto volume = volumeOf(id)) {
        const auto read = readThrough(id, *volume, pace);
        if (read)
            return Verdict::Sound;
        if (read.error() == BlobFault::Unavailable)
            return Verdict::Undecided;
    }
    {
        const IdLocks::Holder holder(m_idLocks, id);
        const auto volume = volumeOf(id);
        if (!volume)
            return dropMissing(id);
        const auto again = readThrough(id, *volume, [this](Bytes) { return !isStopping(); });
        if (again)
            return Verdict::Sound;
        if (again.error() != BlobFault::Damaged)
            return Verdict::Undecided;
        if (!volume->isPresent()) {
            noticeGoneVolumes();
            return Verdict::Undecided;
        }
        // What it was when it was sound: the files may have become shorter.
        const auto known = m_index->row(id);
        const bool isHere =
            known && known->object.volume == static_cast<std::int64_t>(volume->number());
        m_index->remove(id, RemovalReason::Damaged);
        if (volume->isWritable())
            discard(*volume, id, isHere ? known->disk : chargeOf(*volume, id));
        else
            m_openBlobs.retire(id, nullptr);
    }
    report(id);
    return Verdict::Dropped;
}

Shelf::Verdict Shelf::dropMissing(const base::ContentId& id) {
    noticeGoneVolumes();
    const auto known = m_index->row(id);
    if (!known)
        return Verdict::Absent;
    m_index->remove(id, RemovalReason::Damaged);
    if (known->object.volume >= 0) {
        Volume& volume = *m_volumes[static_cast<std::size_t>(known->object.volume)];
        volume.beginRelease(known->disk);
        volume.endRelease(known->disk);
    }
    report(id);
    return Verdict::Dropped;
}

/// The index lists it on another volume than that, and it is there.
bool Shelf::isElsewhere(const base::ContentId& id, std::size_t volume) const {
    const auto known = m_index->find(id);
    if (!known || known->volume < 0 || known->volume == static_cast<std::int64_t>(volume))
        return false;
    const Volume& other = *m_volumes[static_cast<std::size_t>(known->volume)];
    std::error_code error;
    return other.isReadable() && fs::exists(other.blobPath(id), error);
}

Shelf::Verdict Shelf::recover(const base::ContentId& id, std::size_t volume, const Pace& pace) {
    const Verdict verdict = check(id, pace);
    if (verdict != Verdict::Sound)
        return verdict;
    const IdLocks::Holder holder(m_idLocks, id);
    const auto blob = openForCheck(id, *m_volumes[volume]);
    if (!blob)
        return Verdict::Absent;
    if (isElsewhere(id, volume)) { // fetched anew while this volume was away
        discard(*m_volumes[volume], id, chargeOf(*m_volumes[volume], id));
        return Verdict::Absent;
    }
    const Sidecar& sidecar = (*blob)->sidecar();
    m_index->add(
        {id, sidecar.length, sidecar.sha256, sidecar.meta, sidecar.added, m_clock.wall(), 0,
         static_cast<std::int64_t>(volume), m_clock.wall()},
        chargeOf(*m_volumes[volume], id));
    return Verdict::Sound;
}

} // namespace meson::store
