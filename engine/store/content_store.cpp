// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/content_store.h"

#include "engine/store/caretaker.h"
#include "engine/store/download.h"

namespace meson::store {

namespace {

using base::ContentId;

/// How long enforceLimits() deletes in one go.
constexpr std::chrono::milliseconds kDeleteFor{200};

/// A thread's hot set: the blobs it used last, by place. Holds no blob open, so that one that is
/// removed or has to make room goes when its last transfer ends.
class LocalReader final : public BlobReader {
public:
    explicit LocalReader(Shelf& shelf)
        : m_shelf(shelf)
        , m_slots(kSlots) {}

    tl::expected<std::shared_ptr<Blob>, BlobFault> open(const ContentId& id) override {
        Slot& slot = m_slots[std::hash<ContentId>()(id) % kSlots];
        auto blob = slot.id == id ? slot.blob.lock() : nullptr;
        if (!blob || blob->isRetired()) {
            auto found = m_shelf.find(id);
            if (!found)
                return tl::unexpected(found.error());
            blob = *std::move(found);
            slot = {id, blob};
        }
        blob->touch();
        return blob;
    }

private:
    static constexpr std::size_t kSlots = 1024;
    struct Slot {
        ContentId id;
        std::weak_ptr<StoredBlob> blob;
    };

    Shelf& m_shelf;
    std::vector<Slot> m_slots;
};

class LocalStore final : public ContentStore {
public:
    LocalStore(const StoreOptions& options, const base::Clock& clock)
        : m_shelf(options, clock)
        , m_caretaker(m_shelf, options.scrubRate) {}
    ~LocalStore() override { m_caretaker.stop(); }

    StoreResult<void> open() {
        auto opened = m_shelf.open();
        if (opened)
            m_caretaker.start();
        return opened;
    }

    std::unique_ptr<BlobReader> reader() override { return std::make_unique<LocalReader>(m_shelf); }
    StoreResult<std::unique_ptr<IncomingBlob>> begin(base::Bytes length) override {
        return Download::begin(m_shelf, length);
    }
    StoreResult<void> remove(const ContentId& id, RemovalReason reason) override {
        return m_shelf.remove(id, reason);
    }
    StoreResult<void> updateMeta(const ContentId& id, ObjectMeta meta) override {
        return m_shelf.updateMeta(id, std::move(meta));
    }
    void noteUse(const ContentId& id, std::int64_t uses) override { m_shelf.uses().add(id, uses); }

    std::optional<StoredObject> find(const ContentId& id) const override {
        m_caretaker.countUses();
        return m_shelf.index().find(id);
    }
    std::pair<std::vector<StoredObject>, std::int64_t> list() const override {
        m_caretaker.countUses();
        return m_shelf.index().list();
    }
    ObjectPage page(const ObjectQuery& query) const override {
        m_caretaker.countUses();
        return m_shelf.index().page(query);
    }
    std::pair<std::int64_t, base::Sha256> indexState() const override {
        return m_shelf.index().state();
    }
    std::optional<std::vector<IndexChange>> changesSince(std::int64_t sequence) const override {
        return m_shelf.index().changesSince(sequence);
    }

    std::vector<VolumeStatus> volumes() const override;
    base::Bytes available() const override;
    StoreResult<void> setQuota(std::size_t volume, base::Bytes quota) override;
    StoreResult<void> setUse(std::size_t volume, VolumeUse use) override;
    std::vector<ContentId>
    evictionCandidates(base::Bytes bytes, std::optional<std::size_t> volume) const override {
        return leastValuable(volume, bytes);
    }
    std::vector<ContentId> expired(base::WallTime routerTime) const override {
        return m_shelf.index().expired(routerTime);
    }
    std::vector<ContentId> enforceLimits() override;

    void onSelfCheck(std::function<void(const SelfCheckReport&)> done) override {
        m_caretaker.onSelfCheck(std::move(done));
    }
    void onDamaged(std::function<void(const ContentId&)> dropped) override {
        m_shelf.onDamaged(std::move(dropped));
    }
    void verify(const ContentId& id, std::function<void(bool)> done) override;
    void interrupt() override { m_shelf.stop(); }
    void close() override;

private:
    std::vector<ContentId>
    leastValuable(std::optional<std::size_t> volume, base::Bytes bytes) const;

    mutable Shelf m_shelf;
    mutable Caretaker m_caretaker;
    bool m_isClosed = false;
};

std::vector<VolumeStatus> LocalStore::volumes() const {
    std::vector<VolumeStatus> all;
    for (const auto& volume : m_shelf.volumes())
        all.push_back(volume->status());
    return all;
}

base::Bytes LocalStore::available() const {
    base::Bytes sum;
    for (const auto& volume : m_shelf.volumes())
        sum += volume->available();
    return sum;
}

StoreResult<void> LocalStore::setQuota(std::size_t volume, base::Bytes quota) {
    if (volume >= m_shelf.volumes().size())
        return base::fail(StoreError::VolumeGone, "volume " + std::to_string(volume));
    m_shelf.volumes()[volume]->setQuota(quota);
    return {};
}

StoreResult<void> LocalStore::setUse(std::size_t volume, VolumeUse use) {
    if (volume >= m_shelf.volumes().size())
        return base::fail(StoreError::VolumeGone, "volume " + std::to_string(volume));
    m_shelf.volumes()[volume]->setUse(use);
    return {};
}

std::vector<ContentId>
LocalStore::leastValuable(std::optional<std::size_t> volume, base::Bytes bytes) const {
    if (bytes <= base::Bytes(0) || !m_shelf.isAccounted())
        return {};
    m_caretaker.countUses();
    return Eviction::choose(m_shelf.index().candidates(volume), bytes, m_shelf.clock().wall());
}

std::vector<ContentId> LocalStore::enforceLimits() {
    std::vector<ContentId> removed;
    const base::SteadyTime until = m_shelf.clock().steady() + kDeleteFor;
    for (const auto& volume : m_shelf.volumes()) {
        for (const ContentId& id : leastValuable(volume->number(), volume->excess())) {
            if (m_shelf.remove(id, RemovalReason::OwnerLimit))
                removed.push_back(id);
            if (m_shelf.clock().steady() > until)
                return removed;
        }
    }
    return removed;
}

void LocalStore::verify(const ContentId& id, std::function<void(bool)> done) {
    m_shelf.runOnDisk([this, id, done = std::move(done)] {
        const auto verdict =
            m_shelf.check(id, [this](base::Bytes) { return !m_shelf.isStopping(); });
        done(verdict == Shelf::Verdict::Sound);
    });
}

void LocalStore::close() {
    if (std::exchange(m_isClosed, true))
        return;
    m_caretaker.stop();
    m_shelf.settle();
    m_caretaker.countUses();
    if (!m_shelf.index().flush() || !m_caretaker.isCheckDone())
        return; // the next start checks
    for (const auto& volume : m_shelf.volumes())
        volume->markClean();
}

} // namespace

base::Bytes reserveOf(const VolumeOptions& volume, base::Bytes diskSize) {
    constexpr base::Bytes kLeast(10'000'000'000);
    return volume.reserve > base::Bytes(0) ? volume.reserve : std::max(kLeast, diskSize / 20);
}

bool isDiskFull(const VolumeStatus& volume) {
    constexpr base::Bytes kSmallest = base::kibibytes(64); // blocks of any file system, twice
    return volume.state == VolumeState::Full && volume.diskFree < volume.reserve + kSmallest;
}

std::string_view sentence(StoreError error) {
    switch (error) {
    case StoreError::FolderNotWritable:
        return "The cache folder cannot be created or written: check its permissions or choose "
               "another.";
    case StoreError::IndexDamaged:
        return "The index could not be read; it was kept aside and is rebuilt from the blobs.";
    case StoreError::NoSpace:
        return "Neither quota nor disk has room for the object.";
    case StoreError::TooLarge:
        return "The object is larger than the whole quota.";
    case StoreError::NotStored:
        return "No such object is stored here.";
    case StoreError::WrongContent:
        return "The bytes received are not the ones the content id names.";
    case StoreError::VolumeGone:
        return "The volume does not answer any more: check the disk or its cable.";
    case StoreError::WriteFailed:
        return "The disk refused to write.";
    case StoreError::InUse:
        break;
    }
    return "Another program uses this cache folder.";
}

StoreResult<std::unique_ptr<ContentStore>>
ContentStore::open(StoreOptions options, const base::Clock& clock) {
    auto store = std::make_unique<LocalStore>(options, clock);
    if (auto opened = store->open(); !opened)
        return tl::unexpected(opened.error());
    return store;
}

} // namespace meson::store
