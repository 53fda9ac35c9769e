// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/worker.h"
#include "engine/store/id_lock.h"
#include "engine/store/index.h"
#include "engine/store/open_blobs.h"
#include "engine/store/use_counts.h"

#include <unordered_set>

namespace meson::store {

/// Where objects stand: volumes, index and open blobs, and the few operations that change all three
/// together. Thread: any; everything but find() of an open object blocks for the disk.
class Shelf final : public BlobHost {
public:
    using Pace = std::function<bool(base::Bytes)>;
    using Dropped = std::function<void(const base::ContentId&)>;

    Shelf(StoreOptions options, const base::Clock& clock);
    ~Shelf() override;

    /// Attaches the volumes and opens the index.
    StoreResult<void> open();
    /// The last stop was orderly on every volume, and the index is the one of that time.
    bool wasClean() const { return m_wasClean; }

    /// The object for all threads. One that is nowhere, or whose files are damaged, is looked into.
    tl::expected<std::shared_ptr<StoredBlob>, BlobFault> find(const base::ContentId& id);
    Index& index() { return *m_index; }
    UseCounts& uses() { return m_uses; }
    const std::vector<std::shared_ptr<Volume>>& volumes() const { return m_volumes; }
    std::vector<std::string> folders() const;

    /// Space for an object of that length on the volume with most room.
    StoreResult<Reservation> reserve(base::Bytes length);
    /// Makes a reservation good for an object of that length.
    StoreResult<void> grow(Reservation& reservation, base::Bytes length);
    /// Makes a received object visible: `blob` is its file in the reserved volume.
    StoreResult<void> place(
        Reservation& reservation, const std::filesystem::path& blob,
        const crypto::ContentSummary& summary, ObjectMeta meta);
    /// Never waits for a check. Until the volumes' use is known after a crash, the object leaves
    /// the list at once and its files follow then.
    StoreResult<void> remove(const base::ContentId& id, RemovalReason reason);
    /// Copies an object from `from` to the volume with most room, verifies the copy, lists it there
    /// and deletes it here. `pace` is called after each part; false from it gives up.
    StoreResult<void> moveOut(const base::ContentId& id, Volume& from, const Pace& pace);
    StoreResult<void> updateMeta(const base::ContentId& id, ObjectMeta meta);

    enum class Verdict { Sound, Dropped, Absent, Undecided };
    /// Reads an object's bytes; if they are wrong, drops and reports it. It can be removed
    /// meanwhile.
    Verdict check(const base::ContentId& id, const Pace& pace);
    /// Like check(), for a blob that the index does not list: a sound one is listed.
    Verdict recover(const base::ContentId& id, std::size_t volume, const Pace& pace);
    /// Disk blocks that an object's files take now.
    base::Bytes chargeOf(const Volume& volume, const base::ContentId& id) const;
    /// For an object without a file: if the index lists it, it is dropped and reported.
    Verdict dropMissing(const base::ContentId& id);
    void onDamaged(Dropped dropped);
    /// Volumes that do not answer any more leave the content list; their files stay as they are.
    void noticeGoneVolumes();

    /// Until the volumes' use is known after a crash, nobody may write.
    void setAccounted(bool accounted);
    bool isAccounted();
    /// False if the store closes first.
    bool waitUntilAccounted();
    /// Ends all waiting; what runs in the background stops soon.
    void stop();
    bool isStopping() const { return m_isStopping; }
    void setOverhead();
    /// Waits for what suspect() started.
    void settle();

    void runOnDisk(std::function<void()> task) override;
    void suspect(const base::ContentId& id) override;
    const base::Clock& clock() const override { return m_clock; }

private:
    StoreResult<void> attachVolumes(Volume::Attach mode);
    StoreResult<void> openIndex();
    void attachKnownVolumes();
    std::shared_ptr<Volume> volumeOf(const base::ContentId& id) const;
    tl::expected<std::shared_ptr<StoredBlob>, BlobFault> openAnywhere(const base::ContentId& id);
    tl::expected<std::shared_ptr<StoredBlob>, BlobFault>
    openForCheck(const base::ContentId& id, const Volume& volume);
    tl::expected<void, BlobFault>
    readThrough(const base::ContentId& id, const Volume& volume, const Pace& pace);
    StoreResult<void> writeSidecar(
        Volume& volume, const std::filesystem::path& path, const Sidecar& sidecar,
        const crypto::LeafLayer& leaves);
    StoreResult<void> moveIn(
        Volume& volume, const base::ContentId& id, const std::filesystem::path& blob,
        const std::filesystem::path& sidecar);
    StoreResult<void> replaceMeta(Volume& volume, const base::ContentId& id, ObjectMeta meta);
    StoreResult<void> copyVerified(
        const StoredBlob& source, Reservation& reservation, const std::filesystem::path& path,
        const Pace& pace);
    StoreResult<void> switchTo(
        Reservation& reservation, const std::filesystem::path& copy, const base::ContentId& id,
        Volume& from);
    void discard(Volume& volume, const base::ContentId& id, base::Bytes charge);
    bool isElsewhere(const base::ContentId& id, std::size_t volume) const;
    void report(const base::ContentId& id);

    const StoreOptions m_options;
    const base::Clock& m_clock;
    const base::Bytes m_wholeUpTo;
    std::vector<std::shared_ptr<Volume>> m_volumes;
    std::unique_ptr<Index> m_index;
    OpenBlobs m_openBlobs;
    UseCounts m_uses;
    IdLocks m_idLocks;
    bool m_wasClean = true;
    bool m_indexIsInside = false;

    base::Mutex m_mutex;
    base::Condition m_accountedChanged;
    bool m_accounted MESON_GUARDED_BY(m_mutex) = true;
    std::atomic<bool> m_isStopping = false;
    Dropped m_dropped MESON_GUARDED_BY(m_mutex);
    /// Whose check has not begun.
    std::unordered_set<base::ContentId> m_suspected MESON_GUARDED_BY(m_mutex);

    base::Worker m_suspects;                    // one thread; may wait for a check after a crash
    const std::shared_ptr<base::Worker> m_disk; // last: its threads use all of the above
};

} // namespace meson::store
