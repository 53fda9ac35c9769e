// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/shelf.h"

namespace meson::store {

namespace {

namespace fs = std::filesystem;
using base::Bytes;

constexpr Bytes kWholeUpTo = base::kibibytes(64);
constexpr Bytes kLeafMemory = base::mebibytes(64); ///< leaf layers of 32 GiB of objects
constexpr std::int64_t kOverheadStep = 1024 * 1024;

std::string shown(const fs::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

std::size_t usualSidecar(Bytes length) {
    return kUsualSidecarHeader / 4 + static_cast<std::size_t>(crypto::leafCount(length)) * 32;
}

/// Half of the program's files, so that connections have the other half.
std::size_t fileBudget() {
    return std::clamp<std::size_t>(platform::openFileLimit() / 2, 16, 4096);
}

bool isInside(const fs::path& file, const fs::path& folder) {
    const auto relative = file.lexically_normal().lexically_relative(folder.lexically_normal());
    return !relative.empty() && *relative.begin() != "..";
}

StoreFailure mostTelling(const StoreFailure& a, const StoreFailure& b) {
    return a.code == StoreError::NoSpace ? a : b;
}

} // namespace

Shelf::Shelf(StoreOptions options, const base::Clock& clock)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_wholeUpTo(std::min(kWholeUpTo, m_options.memoryTier - Bytes(1)))
    , m_openBlobs(m_options.memoryTier, fileBudget(), kLeafMemory)
    , m_disk(std::make_shared<base::Worker>(
          static_cast<std::size_t>(std::max(1, m_options.diskThreads)))) {}

Shelf::~Shelf() {
    stop();
    m_disk->waitUntilIdle();
    m_suspects.waitUntilIdle();
}

StoreResult<void> Shelf::open() {
    for (const VolumeOptions& volume : m_options.volumes)
        m_volumes.push_back(std::make_shared<Volume>(volume, m_volumes.size()));
    if (m_volumes.empty())
        return base::fail(StoreError::FolderNotWritable, "no cache folder is given");
    if (auto attached = attachVolumes(Volume::Attach::IfPresent); !attached)
        return attached;
    if (auto opened = openIndex(); !opened)
        return opened;
    attachKnownVolumes();
    if (auto attached = attachVolumes(Volume::Attach::Create); !attached)
        return attached;
    const auto isAttached = [](const auto& volume) { return volume->isReadable(); };
    if (std::none_of(m_volumes.begin(), m_volumes.end(), isAttached))
        return base::fail(StoreError::VolumeGone, shown(m_volumes.front()->folder()));
    for (const auto& volume : m_volumes) {
        const auto totals = m_index->totals(volume->number());
        volume->setUsage({totals.disk, totals.objects});
        const bool isUnlisted = totals.objects == 0 && volume->holdsBlobs();
        m_wasClean = m_wasClean && volume->wasClean() && !isUnlisted;
    }
    noticeGoneVolumes();
    setOverhead();
    return {};
}

StoreResult<void> Shelf::attachVolumes(Volume::Attach mode) {
    for (const auto& volume : m_volumes) {
        if (volume->isAttached() || volume->isGone())
            continue;
        if (auto attached = volume->attach(mode); !attached)
            return attached;
    }
    return {};
}

StoreResult<void> Shelf::openIndex() {
    auto index = Index::open(m_options.index, m_clock);
    if (!index)
        return tl::unexpected(index.error());
    m_index = std::move(*index);
    return m_index->setVolumes(folders());
}

/// A folder that held objects and is not there now is a disk that is away: it is not made anew on
/// another disk.
void Shelf::attachKnownVolumes() {
    for (const auto& volume : m_volumes) {
        if (!volume->isAttached() && m_index->totals(volume->number()).objects > 0)
            volume->setGone();
    }
}

std::vector<std::string> Shelf::folders() const {
    std::vector<std::string> folders;
    for (const auto& volume : m_volumes)
        folders.push_back(shown(volume->folder()));
    return folders;
}

/// The index is charged to the volume it stands on, up to a MiB ahead, so that its growth does not
/// overshoot.
void Shelf::setOverhead() {
    for (const auto& volume : m_volumes) {
        if (!isInside(m_options.index, volume->folder()))
            continue;
        const std::int64_t steps = m_index->size().count() / kOverheadStep + 1;
        volume->setOverhead(Bytes(steps * kOverheadStep));
        return;
    }
}

tl::expected<std::shared_ptr<StoredBlob>, BlobFault> Shelf::find(const base::ContentId& id) {
    for (;;) {
        if (auto blob = m_openBlobs.find(id))
            return blob;
        const std::uint64_t generation = m_openBlobs.generation();
        auto opened = openAnywhere(id);
        if (opened) {
            if (auto shared = m_openBlobs.insert(*std::move(opened), generation))
                return shared;
            continue;
        }
        if (opened.error() == BlobFault::Absent) {
            if (generation != m_openBlobs.generation())
                continue; // moved to a volume that was looked at before
            suspect(id);  // it may still be listed
        }
        return opened;
    }
}

/// Absent only if no volume has it; Unavailable if one may have it.
tl::expected<std::shared_ptr<StoredBlob>, BlobFault>
Shelf::openAnywhere(const base::ContentId& id) {
    BlobFault fault = BlobFault::Absent;
    for (const auto& volume : m_volumes) {
        if (!volume->isReadable())
            continue;
        auto blob = StoredBlob::open(id, *volume, *this, m_wholeUpTo);
        if (blob)
            return blob;
        if (blob.error() == BlobFault::Damaged)
            suspect(id);
        if (blob.error() != BlobFault::Absent && fault != BlobFault::Unavailable)
            fault = blob.error();
    }
    return tl::unexpected(fault);
}

StoreResult<Reservation> Shelf::reserve(Bytes length) {
    if (!waitUntilAccounted())
        return base::fail(StoreError::NoSpace);
    std::vector<std::pair<Bytes, Volume*>> byRoom;
    for (const auto& volume : m_volumes) {
        if (volume->isWritable() && !volume->isLeaving())
            byRoom.emplace_back(volume->available(), volume.get());
    }
    std::sort(byRoom.rbegin(), byRoom.rend());
    StoreFailure failure{StoreError::FolderNotWritable, {}};
    for (const auto& [room, volume] : byRoom) {
        auto reservation = volume->reserve(volume->charge(length, usualSidecar(length)));
        if (reservation)
            return reservation;
        failure = mostTelling(failure, reservation.error());
    }
    return tl::unexpected(failure);
}

StoreResult<void> Shelf::grow(Reservation& reservation, Bytes length) {
    return reservation.resize(reservation.volume().charge(length, usualSidecar(length)));
}

StoreResult<void> Shelf::writeSidecar(
    Volume& volume, const fs::path& path, const Sidecar& sidecar, const crypto::LeafLayer& leaves) {
    // Leaves that could not be read now must not replace those that are there.
    if (leaves.size() != static_cast<std::size_t>(crypto::leafCount(sidecar.length)))
        return base::fail(StoreError::WriteFailed, shown(path));
    auto bytes = encodeHeader(sidecar);
    if (!bytes)
        return base::fail(StoreError::TooLarge, "header fields");
    const auto layer = encodeLeaves(leaves);
    bytes->insert(bytes->end(), layer.begin(), layer.end());
    auto file = platform::File::open(path, platform::FileMode::Create);
    if (!file)
        return tl::unexpected(volume.failureOf(file.error()));
    if (const auto written = file->writeAt(*bytes, 0); !written) {
        static_cast<void>(platform::removeFile(path));
        return tl::unexpected(volume.failureOf(written.error()));
    }
    return {};
}

/// The sidecar first: a blob that is there is complete.
StoreResult<void> Shelf::moveIn(
    Volume& volume, const base::ContentId& id, const fs::path& blob, const fs::path& sidecar) {
    const fs::path target = volume.blobPath(id);
    auto moved = platform::renameFile(sidecar, volume.sidecarPath(id));
    if (!moved && moved.error() == platform::FileError::NotFound && volume.isPresent()) {
        static_cast<void>(platform::createFolders(target.parent_path()));
        moved = platform::renameFile(sidecar, volume.sidecarPath(id));
    }
    if (moved)
        moved = platform::renameFile(blob, target);
    if (moved)
        return {};
    for (const fs::path& left : {sidecar, volume.sidecarPath(id)})
        static_cast<void>(platform::removeFile(left));
    return tl::unexpected(volume.failureOf(moved.error()));
}

StoreResult<void> Shelf::place(
    Reservation& reservation, const fs::path& blob, const crypto::ContentSummary& summary,
    ObjectMeta meta) {
    Volume& volume = reservation.volume();
    const base::WallTime now = m_clock.wall();
    const Sidecar sidecar{summary.id, summary.length, summary.sha256, now, meta};
    const auto header = encodeHeader(sidecar);
    if (!header)
        return base::fail(StoreError::TooLarge, "header fields");
    const Bytes charge = volume.charge(summary.length, header->size() + summary.leaves.size() * 32);
    if (auto resized = reservation.resize(charge); !resized)
        return resized;
    const fs::path temporary = volume.newIncomingPath();
    if (auto written = writeSidecar(volume, temporary, sidecar, summary.leaves); !written)
        return written;
    const IdLocks::Holder holder(m_idLocks, summary.id);
    if (const auto known = volumeOf(summary.id)) {
        static_cast<void>(platform::removeFile(temporary));
        static_cast<void>(platform::removeFile(blob));
        return replaceMeta(*known, summary.id, std::move(meta));
    }
    if (auto moved = moveIn(volume, summary.id, blob, temporary); !moved)
        return moved;
    reservation.keep();
    m_index->add(
        {summary.id, summary.length, summary.sha256, std::move(meta), now, now, 0,
         static_cast<std::int64_t>(volume.number()), now},
        charge);
    return {};
}

std::shared_ptr<Volume> Shelf::volumeOf(const base::ContentId& id) const {
    for (const auto& volume : m_volumes) {
        std::error_code error;
        if (volume->isReadable() && fs::exists(volume->blobPath(id), error))
            return volume;
    }
    return nullptr;
}

Bytes Shelf::chargeOf(const Volume& volume, const base::ContentId& id) const {
    std::error_code error;
    const auto blob = fs::file_size(volume.blobPath(id), error);
    const auto blobLength = error ? 0 : static_cast<std::int64_t>(blob);
    const auto sidecar = fs::file_size(volume.sidecarPath(id), error);
    return volume.charge(Bytes(blobLength), error ? 0 : static_cast<std::size_t>(sidecar));
}

StoreResult<void> Shelf::remove(const base::ContentId& id, RemovalReason reason) {
    const IdLocks::Holder holder(m_idLocks, id);
    const auto volume = volumeOf(id);
    if (volume && !volume->isWritable())
        return base::fail(StoreError::FolderNotWritable, shown(volume->folder()));
    m_index->remove(id, reason);
    if (!volume)
        return base::fail(StoreError::NotStored, base::toText(id));
    if (isAccounted()) {
        discard(*volume, id, chargeOf(*volume, id));
    } else {
        m_suspects.post([this, id, reason] {
            if (waitUntilAccounted()) // the check may list it anew before that
                static_cast<void>(remove(id, reason));
        });
    }
    return {};
}

/// Moves the blob out of the way, so that it is found no more; it is deleted when its last transfer
/// ends.
void Shelf::discard(Volume& volume, const base::ContentId& id, Bytes charge) {
    const fs::path aside = volume.newIncomingPath();
    const bool isMoved = platform::renameFile(volume.blobPath(id), aside).has_value();
    if (!isMoved)
        static_cast<void>(platform::removeFile(volume.blobPath(id)));
    volume.beginRelease(charge);
    // Held until the blob is closed: what nobody reads is deleted when this returns.
    const auto files =
        std::make_shared<RemovedFiles>(volume.shared_from_this(), aside, charge, m_disk);
    if (const auto blob = m_openBlobs.retire(id, files))
        blob->keepLeaves();
    static_cast<void>(platform::removeFile(volume.sidecarPath(id)));
}

StoreResult<void> Shelf::updateMeta(const base::ContentId& id, ObjectMeta meta) {
    if (!waitUntilAccounted())
        return base::fail(StoreError::NotStored, base::toText(id));
    const IdLocks::Holder holder(m_idLocks, id);
    const auto volume = volumeOf(id);
    if (!volume)
        return base::fail(StoreError::NotStored, base::toText(id));
    if (!volume->isWritable())
        return base::fail(StoreError::FolderNotWritable, shown(volume->folder()));
    return replaceMeta(*volume, id, std::move(meta));
}

/// The caller holds the id's lock.
StoreResult<void> Shelf::replaceMeta(Volume& volume, const base::ContentId& id, ObjectMeta meta) {
    const auto blob = openForCheck(id, volume);
    if (!blob) {
        suspect(id);
        return base::fail(StoreError::NotStored, base::toText(id));
    }
    Sidecar sidecar = (*blob)->sidecar();
    sidecar.meta = meta;
    const Bytes before = chargeOf(volume, id);
    const fs::path temporary = volume.newIncomingPath();
    if (auto written = writeSidecar(volume, temporary, sidecar, (*blob)->leaves()); !written)
        return written;
    if (auto moved = platform::renameFile(temporary, volume.sidecarPath(id)); !moved)
        return tl::unexpected(volume.failureOf(moved.error()));
    const Bytes after = chargeOf(volume, id);
    volume.addUsage(after - before);
    m_openBlobs.retire(id, nullptr);
    m_index->updateMeta(id, std::move(meta), after);
    return {};
}

void Shelf::onDamaged(Dropped dropped) {
    const base::MutexLock lock(m_mutex);
    m_dropped = std::move(dropped);
}

void Shelf::report(const base::ContentId& id) {
    Dropped dropped;
    {
        const base::MutexLock lock(m_mutex);
        dropped = m_dropped;
    }
    if (dropped)
        dropped(id);
}

void Shelf::noticeGoneVolumes() {
    for (const auto& volume : m_volumes) {
        if (volume->isReadable() && !volume->isPresent())
            volume->setGone();
        if (!volume->isGone() || m_index->totals(volume->number()).objects == 0)
            continue;
        for (const base::ContentId& id : m_index->idsOn(volume->number())) {
            m_index->remove(id, RemovalReason::Damaged);
            m_openBlobs.retire(id, nullptr);
        }
        volume->setUsage({});
    }
}

void Shelf::setAccounted(bool accounted) {
    {
        const base::MutexLock lock(m_mutex);
        m_accounted = accounted;
    }
    m_accountedChanged.wakeAll();
}

bool Shelf::isAccounted() {
    const base::MutexLock lock(m_mutex);
    return m_accounted;
}

bool Shelf::waitUntilAccounted() {
    const base::MutexLock lock(m_mutex);
    while (!m_accounted && !m_isStopping)
        m_accountedChanged.wait(m_mutex);
    return m_accounted;
}

void Shelf::stop() {
    {
        const base::MutexLock lock(m_mutex);
        m_isStopping = true;
    }
    m_accountedChanged.wakeAll();
}

void Shelf::settle() {
    m_disk->waitUntilIdle();
    m_suspects.waitUntilIdle();
}

void Shelf::runOnDisk(std::function<void()> task) {
    m_disk->post(std::move(task));
}

void Shelf::suspect(const base::ContentId& id) {
    {
        const base::MutexLock lock(m_mutex);
        if (!m_suspected.insert(id).second)
            return;
    }
    m_suspects.post([this, id] {
        {
            const base::MutexLock lock(m_mutex);
            m_suspected.erase(id);
        }
        m_openBlobs.retire(id, nullptr);
        if (waitUntilAccounted())
            check(id, [this](Bytes) { return !isStopping(); });
    });
}

} // namespace meson::store
