// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/crypto/merkle.h"
#include "engine/store/blob.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::store {

enum class StoreError {
    FolderNotWritable, ///< The cache folder cannot be created or written: check its permissions or
                       ///< choose another.
    IndexDamaged, ///< The index could not be read; it was kept aside and is rebuilt from the blobs.
    NoSpace,      ///< Neither quota nor disk has room for the object.
    TooLarge,     ///< The object is larger than the whole quota.
    NotStored,    ///< No such object.
    WrongContent, ///< The bytes received are not the ones the content id names.
    VolumeGone,   ///< The volume does not answer any more: check the disk or its cable.
    WriteFailed,  ///< The disk refused to write.
    InUse,        ///< Another program uses this cache folder.
};
std::string_view sentence(StoreError);
using StoreFailure = base::Failure<StoreError>;
template <class T>
using StoreResult = base::Result<T, StoreFailure>;

/// Leaving: the owner takes the folder back. Nothing new is stored there, and what it holds is
/// moved to the other volumes in the background, one object after another: copied, verified,
/// switched, deleted. Going back to Normal ends that at once; what was moved stays where it is.
enum class VolumeUse { Normal, Leaving };

/// One folder on one disk that the owner gives.
struct VolumeOptions {
    std::filesystem::path folder;
    base::Bytes quota;      ///< the store's files here never exceed it
    base::Bytes reserve{0}; ///< free disk space that is left to the owner; 0: max(10 GB, 5 %)
    bool readOnly = false;
    VolumeUse use = VolumeUse::Normal; ///< Leaving: the quota does not matter
};

/// Free space on a disk of that size that stays the owner's.
base::Bytes reserveOf(const VolumeOptions& volume, base::Bytes diskSize);

enum class VolumeState { Ok, Full, ReadOnly, Gone };

struct VolumeStatus {
    std::filesystem::path folder;
    VolumeState state = VolumeState::Ok;
    VolumeUse use = VolumeUse::Normal; ///< Leaving without objects: it can be taken out
    base::Bytes quota;                 ///< of a volume that is Leaving: what it holds
    base::Bytes used;                  ///< blobs, leaf layers and index, rounded up to disk blocks
    base::Bytes reserved;              ///< promised to downloads under way
    base::Bytes diskFree;              ///< what the file system says
    base::Bytes reserve;               ///< of it, the part that stays the owner's
    std::int64_t objects = 0;
};

/// Nothing more fits for want of disk, not of quota.
bool isDiskFull(const VolumeStatus& volume);

struct StoreOptions {
    std::vector<VolumeOptions> volumes;           ///< at least one
    std::filesystem::path index;                  ///< the SQLite file
    base::Bytes memoryTier = base::mebibytes(64); ///< objects ≤ 64 KiB kept whole in RAM
    int diskThreads = 2;
    base::BytesPerSecond scrubRate = base::BytesPerSecond(4 * 1024 * 1024); ///< 0: no scrub
};

/// What the Router said when it ordered an object; kept beside the blob, across restarts.
struct ObjectMeta {
    base::WallTime expires; ///< by Router time
    std::string fields;     ///< header lines to serve with it, each ending in CRLF
    std::string etag;
    std::optional<base::WallTime> lastModified;
    std::string binding; ///< whose content it is (W15), for refusing by binding
};

/// One row of the index (W20).
struct StoredObject {
    base::ContentId id;
    base::Bytes length;
    base::Sha256 sha256;
    ObjectMeta meta;
    base::WallTime added;
    base::WallTime lastUsed;
    std::int64_t uses = 0;
    std::int64_t volume = 0; ///< index into VolumeStatus list
    base::WallTime verified; ///< last time that all of it was checked
};

/// A part of the content list, as a person looks through it.
struct ObjectQuery {
    enum class Order { Added, LastUsed, Uses, Length, Expires, Verified, Binding };
    Order order = Order::LastUsed;
    enum class Direction { Ascending, Descending } direction = Direction::Descending;
    std::string search; ///< in the binding's name, or how the content id begins in hex
    std::optional<StoredObject> after; ///< the row before the first, as an earlier page had it
    std::int64_t offset = 0;           ///< rows to leave out from there, from 0
    int limit = 100;                   ///< rows at most, 1–1000
    /// What an earlier page said of `matching`, where it need not be counted anew.
    std::optional<std::int64_t> matching;
};

struct ObjectPage {
    std::vector<StoredObject> objects;
    std::int64_t matching = 0; ///< rows that the search finds in all
};

enum class RemovalReason { Ordered, Evicted, OwnerLimit, Expired, Damaged, Refused };

/// A change of the content list, for the Router's copy of the index. `sequence` grows by one with
/// each.
struct IndexChange {
    std::int64_t sequence = 0;
    base::ContentId id;
    std::optional<RemovalReason> removed; ///< none: added
};

/// What the check after an unclean stop found (W22).
struct SelfCheckReport {
    bool wasClean = true;          ///< the last stop was orderly: nothing had to be checked
    std::int64_t checked = 0;      ///< objects looked at
    std::int64_t damaged = 0;      ///< dropped: wrong length, missing parts or wrong bytes
    std::int64_t unknownFiles = 0; ///< left-overs deleted
    std::int64_t recovered =
        0; ///< blobs found that the index did not list, verified and listed again
    std::chrono::milliseconds duration{};
    /// Where a content list that could not be read was put; empty: it could.
    std::filesystem::path listKeptAside;
};

/// An object being received: bytes go in in order, are hashed on the way, and become visible only
/// by commit(). Dropping it discards the bytes and gives the reserved space back. Thread: one at a
/// time (blocking disk writes).
class IncomingBlob {
public:
    virtual ~IncomingBlob() = default;
    virtual StoreResult<void> append(base::ByteSpan bytes) = 0;
    virtual base::Bytes length() const = 0;
    /// Reserves for `length` bytes in all instead of what begin() was told, for bodies whose length
    /// shows only at their end. NoSpace leaves the blob as it was.
    virtual StoreResult<void> grow(base::Bytes length) = 0;
    /// A leaf that is complete already, read back and checked; NotStored if it is not complete.
    virtual StoreResult<std::vector<std::uint8_t>> leaf(std::int64_t index) const = 0;
    /// Verifies, renames, indexes. With `expected`, other bytes are WrongContent and nothing is
    /// kept. An object that is stored already keeps its one blob and gets the new meta.
    virtual StoreResult<crypto::ContentSummary>
    commit(std::optional<base::ContentId> expected, ObjectMeta meta) = 0;
};

/// Objects on disk by content id: two-level hash folders over several volumes, an index in SQLite
/// off the request path, and nothing ever served that was not verified since it came from disk. See
/// ARCHITECTURE.md, "Life of a cached object". Thread: any unless said otherwise. Callbacks come on
/// a thread of the store. Readers, blobs and incoming blobs must be gone before the store is.
class ContentStore {
public:
    /// Ready to serve when it returns; after an unclean stop the check goes on in the background.
    static StoreResult<std::unique_ptr<ContentStore>>
    open(StoreOptions options, const base::Clock& clock);
    virtual ~ContentStore() = default;

    // --- reading
    /// Opens an object for one thread's use; a data thread keeps a Reader, whose hot set needs no
    /// lock.
    virtual std::unique_ptr<BlobReader> reader() = 0;

    // --- writing
    /// Reserves the space for `length` bytes first, so that no number of parallel downloads
    /// overshoots quota or reserve.
    virtual StoreResult<std::unique_ptr<IncomingBlob>> begin(base::Bytes length) = 0;
    /// Gone from the content list at once; its files are deleted when the last running transfer
    /// ends, and after an unclean stop when everything has been counted. Waits for no check.
    virtual StoreResult<void> remove(const base::ContentId& id, RemovalReason reason) = 0;
    /// Replaces TTL and header fields.
    virtual StoreResult<void> updateMeta(const base::ContentId& id, ObjectMeta meta) = 0;
    /// Counts requests for eviction; batched. Takes a lock: not for the data threads of a Terminal.
    virtual void noteUse(const base::ContentId& id, std::int64_t uses = 1) = 0;

    // --- the content list
    virtual std::optional<StoredObject> find(const base::ContentId& id) const = 0;
    /// All objects at one moment, with the sequence number of that moment. Blocks for the index
    /// (control thread).
    virtual std::pair<std::vector<StoredObject>, std::int64_t> list() const = 0;
    /// Blocks for the index. Of a million rows the first page of an order takes seconds, once; from
    /// then on a page takes milliseconds, the less the nearer `after` is. A search looks at all
    /// rows.
    virtual ObjectPage page(const ObjectQuery& query) const = 0;
    /// Sequence number and the digest both sides compare: the XOR over all ids of SHA-256(id).
    virtual std::pair<std::int64_t, base::Sha256> indexState() const = 0;
    /// Changes after `sequence`, oldest first, or nothing if they are no longer kept (send the full
    /// list).
    virtual std::optional<std::vector<IndexChange>> changesSince(std::int64_t sequence) const = 0;

    // --- space
    virtual std::vector<VolumeStatus> volumes() const = 0;
    /// Bytes that a new object could use now, over all volumes.
    virtual base::Bytes available() const = 0;
    virtual StoreResult<void> setQuota(std::size_t volume, base::Bytes quota) = 0;
    virtual StoreResult<void> setUse(std::size_t volume, VolumeUse use) = 0;
    /// The least valuable objects to delete so that `bytes` more become available (see Eviction),
    /// on one volume or on all. None while it is not known what is used (after an unclean stop).
    virtual std::vector<base::ContentId> evictionCandidates(
        base::Bytes bytes, std::optional<std::size_t> volume = std::nullopt) const = 0;
    /// Objects whose TTL is over at `routerTime`.
    virtual std::vector<base::ContentId> expired(base::WallTime routerTime) const = 0;
    /// Deletes what exceeds quota or reserve, as much as 200 ms allow: the next call goes on.
    /// Returns what went (reason OwnerLimit).
    virtual std::vector<base::ContentId> enforceLimits() = 0;

    // --- health
    /// Called once when the check after start is done (at once if the last stop was clean).
    virtual void onSelfCheck(std::function<void(const SelfCheckReport&)> done) = 0;
    /// Called for each object dropped because its bytes on disk were wrong or gone.
    virtual void onDamaged(std::function<void(const base::ContentId&)> dropped) = 0;
    /// Checks one object's bytes now; false: it was damaged and is dropped.
    virtual void verify(const base::ContentId& id, std::function<void(bool)> done) = 0;
    /// Before close(): after an unclean stop nobody waits any more until everything is counted, and
    /// the check ends.
    virtual void interrupt() = 0;
    /// Waits until everything queued is on its way to disk, and marks the stop as clean.
    virtual void close() = 0;
};

} // namespace meson::store
