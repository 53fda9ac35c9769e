// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/platform/file.h"
#include "engine/store/content_store.h"

#include <optional>

namespace meson::store {

class Reservation;

/// One cache folder: where its files are, and who may still write how much. Its files:
///
///     <folder>/.lock                   held while a program uses the folder
///     <folder>/.in-use                 there from open() to close(): a crash leaves it behind
///     <folder>/incoming/<name>         downloads under way and removed blobs that are still being
///     sent <folder>/blobs/<a>/<bc>/<id>     exactly the object's bytes
///     <folder>/blobs/<a>/<bc>/<id>.meta   its Sidecar
///
/// Space is promised before it is used: reserved + used never exceed the quota, and what is
/// reserved but not yet written never exceeds the free disk above the owner's reserve. Thread: any.
class Volume : public std::enable_shared_from_this<Volume> {
public:
    struct Usage {
        base::Bytes bytes; ///< disk blocks
        std::int64_t objects = 0;
    };
    enum class Attach { IfPresent, Create };

    /// `number`: its place in the list of volumes.
    Volume(VolumeOptions options, std::size_t number);

    /// Locks the folder and clears its left-overs. A folder that holds no store (the mount point of
    /// a disk that is away) stays unattached with Attach::IfPresent and is made with
    /// Attach::Create.
    StoreResult<void> attach(Attach mode);
    bool isAttached() const { return m_attached; }
    /// The last program that used it closed it in order.
    bool wasClean() const { return m_wasClean; }
    /// Left-overs that attach() deleted.
    std::int64_t leftOvers() const { return m_leftOvers; }
    /// Everything is on disk: the next start needs no check.
    void markClean();

    std::size_t number() const { return m_number; }
    const std::filesystem::path& folder() const { return m_options.folder; }
    std::filesystem::path blobPath(const base::ContentId& id) const;
    std::filesystem::path sidecarPath(const base::ContentId& id) const;
    std::filesystem::path blobsFolder() const { return m_options.folder / "blobs"; }
    bool holdsBlobs() const;
    /// A name that nothing has had yet.
    std::filesystem::path newIncomingPath();

    bool isWritable() const { return m_attached && !m_gone && !m_readOnly; }
    bool isReadable() const { return m_attached && !m_gone; }
    bool isGone() const { return m_gone; }
    void setGone() { m_gone = true; }
    /// A gone volume's disk is here again, and locked. It stays gone until setReturned(), so that
    /// what it holds can be counted before anything is written. Thread: the caretaker's.
    bool isBack();
    void setReturned() { m_gone = false; }
    bool isReadOnly() const { return m_readOnly; }
    bool isLeaving() const { return m_isLeaving; }
    void setUse(VolumeUse use) { m_isLeaving = use == VolumeUse::Leaving; }
    /// Looks whether the folder is still the one that was attached.
    bool isPresent() const;
    /// What a refused write means for this volume.
    StoreFailure failureOf(platform::FileError error);

    /// Disk blocks that an object takes with a sidecar of that size.
    base::Bytes charge(base::Bytes length, std::size_t sidecar) const;
    StoreResult<Reservation> reserve(base::Bytes bytes);
    /// What reserve() would still grant; 0 if nothing.
    base::Bytes available() const;
    /// How much must go so that quota and disk reserve hold again; 0 if they do.
    base::Bytes excess() const;
    void setQuota(base::Bytes quota);
    base::Bytes quota() const;
    /// Files of the store in this folder that are not objects (the index).
    void setOverhead(base::Bytes bytes);
    void setUsage(Usage usage);
    /// An object grew or shrank by that much.
    void addUsage(base::Bytes bytes);
    /// The object left the list; its bytes leave the disk when the last transfer ends.
    void beginRelease(base::Bytes bytes);
    void endRelease(base::Bytes bytes);
    VolumeStatus status() const;
    /// Objects were stored since the last call.
    bool takeUnsynced() { return m_unsynced.exchange(false); }

private:
    friend class Reservation;

    StoreResult<void> prepareFolder();
    void clearIncoming();
    base::Bytes room(const platform::DiskSpace& disk, base::Bytes written) const
        MESON_REQUIRES(m_mutex);
    base::Bytes keptFree(const platform::DiskSpace& disk) const;
    base::Bytes writtenSoFar() const;
    bool resize(base::Bytes from, base::Bytes to);
    void wrote(base::Bytes bytes);
    void giveBack(base::Bytes reserved, base::Bytes written);
    void keep(base::Bytes reserved, base::Bytes written);

    VolumeOptions m_options;
    const std::size_t m_number;
    std::atomic<std::int64_t> m_block = 4096;
    std::optional<platform::FolderLock> m_lock;
    std::atomic<bool> m_attached = false;
    std::atomic<bool> m_gone = false;
    std::atomic<bool> m_readOnly = false;
    std::atomic<bool> m_isLeaving;
    std::atomic<bool> m_unsynced = false;
    std::atomic<std::uint64_t> m_nextName{0};
    bool m_wasClean = true;
    std::int64_t m_leftOvers = 0;

    mutable base::Mutex m_mutex; // never held across I/O
    base::Bytes m_quota MESON_GUARDED_BY(m_mutex);
    base::Bytes m_used MESON_GUARDED_BY(m_mutex);
    base::Bytes m_overhead MESON_GUARDED_BY(m_mutex);
    base::Bytes m_leaving MESON_GUARDED_BY(m_mutex);
    base::Bytes m_reserved MESON_GUARDED_BY(m_mutex);
    /// What downloads ever wrote, and the part of it whose downloads have ended: the rest of it is
    /// what is on disk already of m_reserved.
    base::Bytes m_written MESON_GUARDED_BY(m_mutex);
    base::Bytes m_settled MESON_GUARDED_BY(m_mutex);
    std::int64_t m_objects MESON_GUARDED_BY(m_mutex) = 0;
};

/// Space promised to one download; given back when it is dropped. Thread: one at a time.
class Reservation {
public:
    Reservation(std::shared_ptr<Volume> volume, base::Bytes bytes)
        : m_volume(std::move(volume))
        , m_bytes(bytes) {}
    Reservation(Reservation&&) noexcept = default;
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();

    Volume& volume() const { return *m_volume; }
    base::Bytes bytes() const { return m_bytes; }
    /// Bytes have been written: they are missing from the disk's free space now.
    void wrote(base::Bytes bytes);
    /// Asks for more or gives back a part; NoSpace leaves it as it is.
    StoreResult<void> resize(base::Bytes bytes);
    /// The object is stored: what was reserved is used now.
    void keep();

private:
    std::shared_ptr<Volume> m_volume;
    base::Bytes m_bytes;
    base::Bytes m_written;
};

} // namespace meson::store
