// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/worker.h"
#include "engine/platform/file.h"
#include "engine/platform/file_mapping.h"
#include "engine/store/blob.h"
#include "engine/store/sidecar.h"
#include "engine/store/volume.h"

#include <atomic>

namespace meson::store {

/// What blobs need of the store that opened them. Thread: any.
class BlobHost {
public:
    virtual ~BlobHost() = default;
    virtual void runOnDisk(std::function<void()> task) = 0;
    /// The object looked damaged: check it in peace and drop it if it is.
    virtual void suspect(const base::ContentId& id) = 0;
    virtual const base::Clock& clock() const = 0;
};

/// A removed object's files, deleted when nobody holds this any more: the last running transfer has
/// ended. Thread: any; blocks (disk).
class RemovedFiles {
public:
    RemovedFiles(
        std::shared_ptr<Volume> volume, std::filesystem::path blob, base::Bytes charge,
        std::weak_ptr<base::Worker> disk)
        : m_volume(std::move(volume))
        , m_blob(std::move(blob))
        , m_charge(charge)
        , m_disk(std::move(disk)) {}
    ~RemovedFiles();
    RemovedFiles(const RemovedFiles&) = delete;
    RemovedFiles& operator=(const RemovedFiles&) = delete;

    /// Where who must not block lets go of it; nothing once the store has closed.
    std::shared_ptr<base::Worker> disk() const { return m_disk.lock(); }

private:
    std::shared_ptr<Volume> m_volume;
    std::filesystem::path m_blob;
    base::Bytes m_charge;
    std::weak_ptr<base::Worker> m_disk;
};

/// A blob on disk, shared by all threads: which of its leaves were verified since they came from
/// disk is known once for all. Objects up to `wholeUpTo` are read and verified as a whole and then
/// served from memory. Thread: any.
class StoredBlob final : public Blob, public std::enable_shared_from_this<StoredBlob> {
    struct Private {};

public:
    /// Opens blob and sidecar and reads the sidecar's header.
    static tl::expected<std::shared_ptr<StoredBlob>, BlobFault>
    open(const base::ContentId& id, const Volume& volume, BlobHost& host, base::Bytes wholeUpTo);
    StoredBlob(Private, Sidecar sidecar, std::filesystem::path sidecarPath, BlobHost& host);
    ~StoredBlob() override;

    const base::ContentId& id() const override { return m_sidecar.id; }
    base::Bytes length() const override { return m_sidecar.length; }
    const base::Sha256& sha256() const override { return m_sidecar.sha256; }
    const std::string& etag() const override { return m_sidecar.meta.etag; }
    const std::string& fields() const override { return m_sidecar.meta.fields; }
    std::optional<base::WallTime> lastModified() const override {
        return m_sidecar.meta.lastModified;
    }
    base::WallTime expires() const override { return m_sidecar.meta.expires; }
    const std::string& binding() const override { return m_sidecar.meta.binding; }
    base::ByteSpan memory() const override;
    int file() const override { return m_isWhole ? -1 : m_file->descriptor(); }
    base::ByteSpan mapping() const override;
    Fitness
    prepare(std::uint64_t offset, std::uint64_t length, std::function<void(Fitness)> done) override;
    crypto::LeafLayer leaves() const override;
    std::optional<std::vector<std::uint8_t>> leaf(std::int64_t index) const override;

    const Sidecar& sidecar() const { return m_sidecar; }
    /// Kept in memory as a whole, once loaded.
    bool isWhole() const { return m_isWhole; }
    /// What it takes in memory from the first verification on: header, leaf layer, one bit per leaf
    /// and the bytes of a whole one.
    base::Bytes footprint() const;
    /// Reads and compares every byte on disk: Damaged if one differs, Unavailable if the check
    /// could not be done now. `pace` is called after each part with the bytes read; false from it
    /// ends the check early, which is no fault. Blocks.
    tl::expected<void, BlobFault> check(const std::function<bool(base::Bytes)>& pace) const;
    /// The pages that a check read are not needed.
    void dropFromCache() const { openFile()->dropFromCache(); }

    /// Not to be handed out any more; `files` (if any) live until this blob is dropped, and are
    /// then deleted on the disk's threads, unless the caller holds them longer.
    void retire(std::shared_ptr<RemovedFiles> files);
    /// Reads the leaf layer while its file is there, for transfers that go on without it.
    void keepLeaves() const { static_cast<void>(leafLayer()); }
    bool isRetired() const { return m_isRetired.load(std::memory_order_acquire); }

    /// For the cache of open blobs: used since last asked.
    void touch() {
        if (!m_wasUsed.load(std::memory_order_relaxed))
            m_wasUsed.store(true, std::memory_order_relaxed);
    }
    bool takeTouched() { return m_wasUsed.exchange(false, std::memory_order_relaxed); }

private:
    std::shared_ptr<const platform::File> openFile() const;
    bool isRangeVerified(std::int64_t first, std::int64_t last) const;
    bool isStillCached(std::int64_t offset, std::int64_t length);
    bool noticeChanges();
    void forgetVerified();
    void forgetWhatLeftTheCache(std::int64_t first, std::int64_t last) const;
    Fitness verify(std::int64_t first, std::int64_t last);
    tl::expected<void, BlobFault> checkLeaves(std::int64_t first, std::int64_t last) const;
    tl::expected<const crypto::LeafLayer*, BlobFault> leafLayer() const;
    Fitness prepareWhole(std::function<void(Fitness)> done);
    void loadWhole();
    bool takeWholeIfCached();
    bool isWholeRight(base::ByteSpan bytes) const;
    Fitness damaged();

    const Sidecar m_sidecar;
    const std::filesystem::path m_sidecarPath;
    BlobHost& m_host;
    std::shared_ptr<RemovedFiles> m_removedFiles; // before m_file: goes after it is closed
    std::shared_ptr<const platform::File>
        m_file; ///< whole objects: until loaded, guarded by m_waitingMutex
    std::optional<platform::FileMapping> m_mapping;
    bool m_isWhole = false;
    bool m_canAskCache = false;

    std::atomic<bool> m_isRetired = false;
    std::atomic<bool> m_isDamaged = false;
    std::atomic<bool> m_wasUsed = true;

    // Whole objects.
    std::vector<std::uint8_t> m_memory; ///< complete once m_isLoaded
    std::atomic<bool> m_isLoaded = false;
    mutable base::Mutex m_waitingMutex; // never held across I/O
    std::vector<std::function<void(Fitness)>> m_waiting MESON_GUARDED_BY(m_waitingMutex);

    // All others: one bit per leaf, set after its bytes matched.
    mutable std::vector<std::atomic<std::uint64_t>> m_verified;
    std::atomic<std::uint32_t> m_epoch{0};        ///< counts forgetVerified()
    std::atomic<std::int64_t> m_verifiedSince{0}; ///< steady nanoseconds
    std::atomic<std::int64_t> m_modified{0};
    mutable std::atomic<const crypto::LeafLayer*> m_leaves = nullptr; ///< owned
};

} // namespace meson::store
