// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/stored_blob.h"

#include "engine/crypto/hash.h"

namespace meson::store {

namespace {

using crypto::kLeafSize;

constexpr std::size_t kBookkeeping = 1024; ///< in memory, whatever the object's length
constexpr std::int64_t kReadLeaves = 16;   ///< one read of the disk: 256 KiB
/// Where the system does not tell what left the page cache, leaves are verified again after this
/// time.
constexpr std::chrono::nanoseconds kTrustedFor = std::chrono::seconds(30);

std::int64_t endOf(std::int64_t leaf, base::Bytes length) {
    return std::min((leaf + 1) * kLeafSize, length.count());
}

BlobFault faultOf(platform::FileError error) {
    return error == platform::FileError::NotFound ? BlobFault::Absent : BlobFault::Unavailable;
}

/// A blob without a sidecar is damaged; one whose sidecar cannot be opened now is not.
tl::expected<platform::File, BlobFault> openSidecar(const std::filesystem::path& path) {
    auto file = platform::File::open(path, platform::FileMode::Read);
    if (file)
        return *std::move(file);
    const bool isMissing = file.error() == platform::FileError::NotFound;
    return tl::unexpected(isMissing ? BlobFault::Damaged : BlobFault::Unavailable);
}

tl::expected<Sidecar, BlobFault> readSidecar(const std::filesystem::path& path) {
    const auto file = openSidecar(path);
    if (!file)
        return tl::unexpected(file.error());
    std::vector<std::uint8_t> bytes(kUsualSidecarHeader);
    auto got = file->readAt(bytes, 0);
    const auto length = headerLength(base::ByteSpan(bytes).first(got.value_or(0)));
    if (!length)
        return tl::unexpected(BlobFault::Damaged);
    if (*length > *got) {
        bytes.resize(*length);
        got = file->readAt(bytes, 0);
    }
    if (got.value_or(0) < *length)
        return tl::unexpected(BlobFault::Damaged);
    auto sidecar = parseHeader(base::ByteSpan(bytes).first(*length));
    if (!sidecar)
        return tl::unexpected(BlobFault::Damaged);
    return std::move(*sidecar);
}

tl::expected<crypto::LeafLayer, BlobFault>
readLeaves(const std::filesystem::path& path, const Sidecar& sidecar) {
    const auto file = openSidecar(path);
    if (!file)
        return tl::unexpected(file.error());
    std::array<std::uint8_t, 16> start;
    const auto read = file->readAt(start, 0);
    const auto header = headerLength(base::ByteSpan(start).first(read.value_or(0)));
    if (!header)
        return tl::unexpected(BlobFault::Damaged);
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(crypto::leafCount(sidecar.length)) * 32);
    const auto got = file->readAt(bytes, static_cast<std::int64_t>(*header));
    auto leaves =
        parseLeaves(base::ByteSpan(bytes).first(got.value_or(0)), sidecar.id, sidecar.length);
    if (!leaves)
        return tl::unexpected(BlobFault::Damaged);
    return *std::move(leaves);
}

/// What a removed blob leaves behind, in the order that the system wants: closed, then deleted.
struct Remains {
    std::shared_ptr<RemovedFiles> files;
    std::shared_ptr<const platform::File> file;
    std::optional<platform::FileMapping> mapping;
};

} // namespace

RemovedFiles::~RemovedFiles() {
    static_cast<void>(platform::removeFile(m_blob));
    m_volume->endRelease(m_charge);
}

tl::expected<std::shared_ptr<StoredBlob>, BlobFault> StoredBlob::open(
    const base::ContentId& id, const Volume& volume, BlobHost& host, base::Bytes wholeUpTo) {
    auto file = platform::File::open(volume.blobPath(id), platform::FileMode::Read);
    if (!file)
        return tl::unexpected(faultOf(file.error()));
    const auto status = file->status();
    if (!status)
        return tl::unexpected(BlobFault::Unavailable);
    auto sidecar = readSidecar(volume.sidecarPath(id));
    if (!sidecar)
        return tl::unexpected(sidecar.error());
    if (sidecar->id != id || sidecar->length.count() != status->length)
        return tl::unexpected(BlobFault::Damaged);
    auto blob =
        std::make_shared<StoredBlob>(Private{}, std::move(*sidecar), volume.sidecarPath(id), host);
    blob->m_file = std::make_shared<const platform::File>(std::move(*file));
    blob->m_modified = status->modified;
    blob->m_isWhole = blob->length() <= wholeUpTo;
    if (blob->m_isWhole) {
        blob->takeWholeIfCached();
        return blob;
    }
    blob->m_file->readNothingAhead();
    if (auto mapping = platform::FileMapping::create(blob->file(), status->length))
        blob->m_mapping.emplace(std::move(*mapping));
    blob->m_canAskCache = status->isOwn && blob->m_mapping;
    return blob;
}

StoredBlob::StoredBlob(Private, Sidecar sidecar, std::filesystem::path sidecarPath, BlobHost& host)
    : m_sidecar(std::move(sidecar))
    , m_sidecarPath(std::move(sidecarPath))
    , m_host(host)
    , m_verified(static_cast<std::size_t>(crypto::leafCount(m_sidecar.length) / 64 + 1)) {}

StoredBlob::~StoredBlob() {
    delete m_leaves.load();
    const auto disk = m_removedFiles.use_count() == 1 ? m_removedFiles->disk() : nullptr;
    if (!disk)
        return;
    // The last of a long file's blocks is given back by whoever closes it last: not a data loop.
    auto remains = std::make_shared<Remains>(
        Remains{std::move(m_removedFiles), std::move(m_file), std::move(m_mapping)});
    disk->post([remains = std::move(remains)] {});
}

base::Bytes StoredBlob::footprint() const {
    const ObjectMeta& meta = m_sidecar.meta;
    const std::size_t header = meta.etag.size() + meta.fields.size() + meta.binding.size();
    const auto layer = static_cast<std::size_t>(crypto::leafCount(length())) * 32;
    const base::Bytes kept(
        static_cast<std::int64_t>(kBookkeeping + header + layer + m_verified.size() * 8));
    return m_isWhole ? kept + length() : kept;
}

std::shared_ptr<const platform::File> StoredBlob::openFile() const {
    const base::MutexLock lock(m_waitingMutex);
    return m_file;
}

void StoredBlob::retire(std::shared_ptr<RemovedFiles> files) {
    m_removedFiles = std::move(files);
    m_isRetired.store(true, std::memory_order_release);
}

base::ByteSpan StoredBlob::memory() const {
    return m_isLoaded.load(std::memory_order_acquire) ? base::ByteSpan(m_memory) : base::ByteSpan();
}

base::ByteSpan StoredBlob::mapping() const {
    return m_mapping ? m_mapping->bytes() : base::ByteSpan();
}

Fitness StoredBlob::damaged() {
    if (!m_isDamaged.exchange(true))
        m_host.suspect(id());
    return Fitness::Damaged;
}

Fitness
StoredBlob::prepare(std::uint64_t offset, std::uint64_t length, std::function<void(Fitness)> done) {
    if (m_isDamaged.load(std::memory_order_acquire))
        return Fitness::Damaged;
    if (m_isWhole)
        return prepareWhole(std::move(done));
    if (!noticeChanges())
        return damaged();
    if (length == 0)
        return Fitness::Ready;
    const auto from = static_cast<std::int64_t>(offset), count = static_cast<std::int64_t>(length);
    const std::int64_t first = from / kLeafSize;
    const std::int64_t last = (from + count - 1) / kLeafSize;
    if (isRangeVerified(first, last) && isStillCached(from, count))
        return Fitness::Ready;
    m_host.runOnDisk([self = shared_from_this(), first, last, done = std::move(done)] {
        done(self->verify(first, last));
    });
    return Fitness::Pending;
}

/// False if the file cannot hold the object any more. A file that was written to counts as
/// unverified.
bool StoredBlob::noticeChanges() {
    const auto status = m_file->status();
    if (!status || status->length != length().count())
        return false;
    if (m_modified.exchange(status->modified) != status->modified)
        forgetVerified();
    return true;
}

void StoredBlob::forgetVerified() {
    m_epoch.fetch_add(1);
    for (auto& bits : m_verified)
        bits.store(0);
}

/// What left the page cache since it was verified must not count as verified when it is back.
/// Asked before each read of ours: that brings back the pages of [first, last], and neighbours
/// where the system reads ahead all the same or its pages are larger than a leaf.
void StoredBlob::forgetWhatLeftTheCache(std::int64_t first, std::int64_t last) const {
    if (!m_canAskCache)
        return;
    const auto begin = static_cast<std::size_t>(std::max<std::int64_t>(first / 64 - 1, 0));
    const auto end = std::min(static_cast<std::size_t>(last / 64 + 2), m_verified.size());
    for (std::size_t word = begin; word < end; ++word) {
        if (m_verified[word].load() == 0)
            continue;
        const std::int64_t from = static_cast<std::int64_t>(word) * 64 * kLeafSize;
        const std::int64_t until = std::min(from + 64 * kLeafSize, length().count());
        if (m_mapping->residency(from, until - from) != platform::Residency::Resident)
            m_verified[word].store(0);
    }
}

bool StoredBlob::isRangeVerified(std::int64_t first, std::int64_t last) const {
    for (std::int64_t leaf = first; leaf <= last; ++leaf) {
        const auto bits =
            m_verified[static_cast<std::size_t>(leaf / 64)].load(std::memory_order_acquire);
        if ((bits >> (leaf % 64) & 1) == 0)
            return false;
    }
    return true;
}

bool StoredBlob::isStillCached(std::int64_t offset, std::int64_t length) {
    using platform::Residency;
    const Residency residency =
        m_canAskCache ? m_mapping->residency(offset, length) : Residency::Unknown;
    if (residency != Residency::Unknown)
        return residency == Residency::Resident;
    const std::chrono::nanoseconds now = m_host.clock().steady().time_since_epoch();
    if (now - std::chrono::nanoseconds(m_verifiedSince.load()) < kTrustedFor)
        return true;
    forgetVerified();
    return false;
}

Fitness StoredBlob::verify(std::int64_t first, std::int64_t last) {
    const std::uint32_t epoch = m_epoch.load();
    const std::chrono::nanoseconds now = m_host.clock().steady().time_since_epoch();
    forgetWhatLeftTheCache(first, last);
    if (const auto checked = checkLeaves(first, last); !checked)
        return checked.error() == BlobFault::Unavailable ? Fitness::Unavailable : damaged();
    const bool isFirst = std::all_of(
        m_verified.begin(), m_verified.end(), [](const auto& bits) { return bits.load() == 0; });
    if (isFirst)
        m_verifiedSince.store(now.count());
    for (std::int64_t leaf = first; leaf <= last; ++leaf)
        m_verified[static_cast<std::size_t>(leaf / 64)].fetch_or(std::uint64_t{1} << (leaf % 64));
    if (m_epoch.load() != epoch) // the file changed meanwhile: what was read may be gone
        forgetVerified();
    return Fitness::Ready;
}

tl::expected<void, BlobFault> StoredBlob::checkLeaves(std::int64_t first, std::int64_t last) const {
    const auto expected = leafLayer();
    if (!expected)
        return tl::unexpected(expected.error());
    thread_local std::vector<std::uint8_t> buffer(kReadLeaves * kLeafSize);
    for (std::int64_t at = first; at <= last; at += kReadLeaves) {
        const std::int64_t until = std::min(last, at + kReadLeaves - 1);
        const auto size = static_cast<std::size_t>(endOf(until, length()) - at * kLeafSize);
        const auto part = std::span(buffer).first(size);
        if (m_file->readAt(part, at * kLeafSize).value_or(0) != size)
            return tl::unexpected(BlobFault::Damaged);
        for (std::int64_t leaf = at; leaf <= until; ++leaf) {
            const auto begin = static_cast<std::size_t>((leaf - at) * kLeafSize);
            const auto bytes = part.subspan(begin, std::min<std::size_t>(kLeafSize, size - begin));
            if (crypto::hashLeaf(bytes) != (**expected)[static_cast<std::size_t>(leaf)])
                return tl::unexpected(BlobFault::Damaged);
        }
    }
    return {};
}

tl::expected<const crypto::LeafLayer*, BlobFault> StoredBlob::leafLayer() const {
    if (const auto* known = m_leaves.load())
        return known;
    auto read = readLeaves(m_sidecarPath, m_sidecar);
    if (!read)
        return tl::unexpected(read.error());
    auto fresh = std::make_unique<const crypto::LeafLayer>(std::move(*read));
    const crypto::LeafLayer* known = nullptr;
    if (!m_leaves.compare_exchange_strong(known, fresh.get()))
        return known;
    return fresh.release();
}

tl::expected<void, BlobFault>
StoredBlob::check(const std::function<bool(base::Bytes)>& pace) const {
    const auto status = m_file->status();
    if (!status || status->length != length().count())
        return tl::unexpected(BlobFault::Damaged);
    if (const auto leaves = leafLayer(); !leaves)
        return tl::unexpected(leaves.error());
    const std::int64_t count = crypto::leafCount(length());
    for (std::int64_t first = 0; first < count; first += kReadLeaves) {
        const std::int64_t last = std::min(count, first + kReadLeaves) - 1;
        if (auto checked = checkLeaves(first, last); !checked)
            return checked;
        if (!pace(base::Bytes(endOf(last, length()) - first * kLeafSize)))
            break;
    }
    return {};
}

crypto::LeafLayer StoredBlob::leaves() const {
    const auto layer = leafLayer();
    return layer ? **layer : crypto::LeafLayer();
}

std::optional<std::vector<std::uint8_t>> StoredBlob::leaf(std::int64_t index) const {
    const auto layer = leafLayer();
    if (!layer || index < 0 || index >= static_cast<std::int64_t>((*layer)->size()))
        return std::nullopt;
    forgetWhatLeftTheCache(index, index);
    const std::int64_t begin = index * kLeafSize;
    const std::int64_t end = endOf(index, length());
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(end - begin));
    if (const auto file = openFile())
        bytes.resize(file->readAt(bytes, begin).value_or(0));
    else
        bytes.assign(m_memory.begin() + begin, m_memory.begin() + end);
    if (crypto::hashLeaf(bytes) == (**layer)[static_cast<std::size_t>(index)])
        return bytes;
    m_host.suspect(id());
    return std::nullopt;
}

Fitness StoredBlob::prepareWhole(std::function<void(Fitness)> done) {
    if (m_isLoaded.load(std::memory_order_acquire))
        return Fitness::Ready;
    {
        const base::MutexLock lock(m_waitingMutex);
        m_waiting.push_back(std::move(done));
        if (m_waiting.size() > 1)
            return Fitness::Pending;
    }
    m_host.runOnDisk([self = shared_from_this()] { self->loadWhole(); });
    return Fitness::Pending;
}

bool StoredBlob::isWholeRight(base::ByteSpan bytes) const {
    crypto::ContentHasher hasher;
    hasher.update(bytes);
    return hasher.finish().id == id();
}

/// Small objects that need no disk are ready when opened, without a way over the disk pool.
bool StoredBlob::takeWholeIfCached() {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(length().count()));
    if (m_file->readCachedAt(bytes, 0) != bytes.size() || !isWholeRight(bytes))
        return false;
    m_memory = std::move(bytes);
    m_file.reset();
    m_isLoaded.store(true, std::memory_order_release);
    return true;
}

void StoredBlob::loadWhole() {
    if (!m_isLoaded.load(std::memory_order_acquire)) {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(length().count()));
        if (openFile()->readAt(bytes, 0).value_or(0) == bytes.size() && isWholeRight(bytes)) {
            m_memory = std::move(bytes);
            m_isLoaded.store(true, std::memory_order_release);
        } else {
            damaged();
        }
    }
    std::vector<std::function<void(Fitness)>> waiting;
    {
        const base::MutexLock lock(m_waitingMutex);
        waiting.swap(m_waiting);
        if (m_isLoaded)
            m_file.reset();
    }
    const Fitness fitness = m_isLoaded ? Fitness::Ready : Fitness::Damaged;
    for (const auto& done : waiting)
        done(fitness);
}

} // namespace meson::store
