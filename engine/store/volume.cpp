// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/volume.h"

namespace meson::store {

namespace {

using base::Bytes;
namespace fs = std::filesystem;

fs::path folderOf(const fs::path& blobs, const std::string& name) {
    return blobs / name.substr(0, 1) / name.substr(1, 2) / name;
}

std::string shown(const fs::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

} // namespace

Volume::Volume(VolumeOptions options, std::size_t number)
    : m_options(std::move(options))
    , m_number(number)
    , m_readOnly(m_options.readOnly)
    , m_isLeaving(m_options.use == VolumeUse::Leaving)
    , m_quota(m_options.quota) {}

StoreResult<void> Volume::attach(Attach mode) {
    std::error_code error;
    if (mode == Attach::IfPresent && !fs::is_directory(blobsFolder(), error))
        return {};
    if (!m_options.readOnly) {
        if (auto prepared = prepareFolder(); !prepared)
            return prepared;
    }
    const auto disk = platform::diskSpace(m_options.folder);
    if (!disk)
        return base::fail(StoreError::VolumeGone, shown(m_options.folder));
    m_block = std::max<std::int64_t>(disk->block, 512);
    m_readOnly = m_options.readOnly;
    m_attached = true;
    return {};
}

bool Volume::isBack() {
    std::error_code error;
    if (!m_gone || !fs::is_directory(blobsFolder(), error))
        return false;
    m_lock.reset(); // of a file on a disk that was away
    return attach(Attach::IfPresent).has_value();
}

StoreResult<void> Volume::prepareFolder() {
    const auto refused = [this](StoreError code) {
        return base::fail(code, shown(m_options.folder));
    };
    for (const fs::path& folder :
         {m_options.folder, m_options.folder / "incoming", blobsFolder()}) {
        if (!platform::createFolders(folder))
            return refused(StoreError::FolderNotWritable);
    }
    auto lock = platform::FolderLock::acquire(m_options.folder);
    if (!lock && lock.error() == platform::FileError::InUse)
        return refused(StoreError::InUse);
    if (!lock)
        return refused(StoreError::FolderNotWritable);
    m_lock = std::move(*lock);
    const auto marker =
        platform::File::open(m_options.folder / ".in-use", platform::FileMode::Create);
    m_wasClean = marker.has_value();
    if (!marker && marker.error() != platform::FileError::Exists)
        return refused(StoreError::FolderNotWritable);
    clearIncoming();
    return {};
}

void Volume::clearIncoming() {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_options.folder / "incoming", error)) {
        if (platform::removeFile(entry.path()))
            ++m_leftOvers;
    }
}

void Volume::markClean() {
    if (!isWritable())
        return;
    if (platform::syncFileSystem(m_options.folder))
        static_cast<void>(platform::removeFile(m_options.folder / ".in-use"));
}

fs::path Volume::blobPath(const base::ContentId& id) const {
    return folderOf(blobsFolder(), base::toText(id));
}

fs::path Volume::sidecarPath(const base::ContentId& id) const {
    fs::path path = blobPath(id);
    path += ".meta";
    return path;
}

bool Volume::holdsBlobs() const {
    std::error_code error;
    return isReadable() && !fs::is_empty(blobsFolder(), error) && !error;
}

fs::path Volume::newIncomingPath() {
    return m_options.folder / "incoming" / std::to_string(m_nextName++);
}

bool Volume::isPresent() const {
    std::error_code error;
    const fs::path sign = m_options.readOnly ? blobsFolder() : m_options.folder / ".in-use";
    return fs::exists(sign, error) && !error;
}

StoreFailure Volume::failureOf(platform::FileError error) {
    const std::string about = shown(m_options.folder);
    if (error == platform::FileError::NoSpace)
        return {StoreError::NoSpace, about};
    if (!isPresent()) {
        m_gone = true;
        return {StoreError::VolumeGone, about};
    }
    if (error == platform::FileError::ReadOnly)
        m_readOnly = true;
    return {StoreError::WriteFailed, about};
}

Bytes Volume::charge(Bytes length, std::size_t sidecar) const {
    const std::int64_t block = m_block;
    const auto blocks = [block](std::int64_t bytes) { return (bytes + block - 1) / block; };
    return Bytes((blocks(length.count()) + blocks(static_cast<std::int64_t>(sidecar))) * block);
}

Bytes Volume::keptFree(const platform::DiskSpace& disk) const {
    return reserveOf(m_options, Bytes(disk.total));
}

/// `written`: as it was before `disk` was asked, so that bytes written meanwhile, by downloads that
/// may have ended since, count twice rather than never.
Bytes Volume::room(const platform::DiskSpace& disk, Bytes written) const {
    const Bytes byQuota = m_quota - m_used - m_overhead - m_reserved;
    const Bytes unwritten = std::max(m_reserved - (written - m_settled), Bytes(0));
    return std::min(byQuota, Bytes(disk.free) - unwritten - keptFree(disk));
}

StoreResult<Reservation> Volume::reserve(Bytes bytes) {
    if (bytes > quota())
        return base::fail(StoreError::TooLarge, shown(m_options.folder));
    const Bytes written = writtenSoFar();
    const auto disk = platform::diskSpace(m_options.folder);
    if (!disk)
        return tl::unexpected(failureOf(disk.error()));
    const base::MutexLock lock(m_mutex);
    if (bytes > room(*disk, written))
        return base::fail(StoreError::NoSpace, shown(m_options.folder));
    m_reserved += bytes;
    return Reservation(shared_from_this(), bytes);
}

Bytes Volume::available() const {
    if (!isWritable() || isLeaving())
        return Bytes(0);
    const Bytes written = writtenSoFar();
    const auto disk = platform::diskSpace(m_options.folder);
    const base::MutexLock lock(m_mutex);
    return disk ? std::max(room(*disk, written), Bytes(0)) : Bytes(0);
}

Bytes Volume::excess() const {
    const auto disk = platform::diskSpace(m_options.folder);
    if (!isWritable() || isLeaving() || !disk)
        return Bytes(0);
    const base::MutexLock lock(m_mutex);
    const Bytes overQuota = m_used - m_leaving + m_overhead + m_reserved - m_quota;
    const Bytes underReserve = keptFree(*disk) - Bytes(disk->free) - m_leaving;
    return std::max({overQuota, underReserve, Bytes(0)});
}

void Volume::setQuota(Bytes quota) {
    const base::MutexLock lock(m_mutex);
    m_quota = quota;
}

Bytes Volume::quota() const {
    const base::MutexLock lock(m_mutex);
    return m_quota;
}

void Volume::setOverhead(Bytes bytes) {
    const base::MutexLock lock(m_mutex);
    m_overhead = bytes;
}

void Volume::setUsage(Usage usage) {
    const base::MutexLock lock(m_mutex);
    m_used = usage.bytes + m_leaving;
    m_objects = usage.objects;
}

void Volume::addUsage(Bytes bytes) {
    const base::MutexLock lock(m_mutex);
    m_used += bytes;
}

void Volume::beginRelease(Bytes bytes) {
    const base::MutexLock lock(m_mutex);
    m_leaving += bytes;
    --m_objects;
}

void Volume::endRelease(Bytes bytes) {
    const base::MutexLock lock(m_mutex);
    m_leaving -= bytes;
    m_used -= bytes;
}

VolumeStatus Volume::status() const {
    VolumeStatus status;
    status.folder = m_options.folder;
    const Bytes room = available();
    const auto disk = platform::diskSpace(m_options.folder);
    status.diskFree = Bytes(disk && isReadable() ? disk->free : 0);
    status.reserve = disk ? keptFree(*disk) : Bytes(0);
    if (!isReadable() || !isPresent())
        status.state = VolumeState::Gone;
    else if (m_readOnly)
        status.state = VolumeState::ReadOnly;
    else if (!isLeaving() && room < Bytes(2 * m_block)) // the smallest object takes two blocks
        status.state = VolumeState::Full;
    const base::MutexLock lock(m_mutex);
    status.use = isLeaving() ? VolumeUse::Leaving : VolumeUse::Normal;
    status.used = m_used + m_overhead;
    status.quota = isLeaving() ? status.used : m_quota;
    status.reserved = m_reserved;
    status.objects = m_objects;
    return status;
}

bool Volume::resize(Bytes from, Bytes to) {
    const Bytes written = writtenSoFar();
    const auto disk = platform::diskSpace(m_options.folder);
    const base::MutexLock lock(m_mutex);
    if (to > from && (!disk || to - from > room(*disk, written)))
        return false;
    m_reserved += to - from;
    return true;
}

Bytes Volume::writtenSoFar() const {
    const base::MutexLock lock(m_mutex);
    return m_written;
}

void Volume::wrote(Bytes bytes) {
    const base::MutexLock lock(m_mutex);
    m_written += bytes;
}

void Volume::giveBack(Bytes reserved, Bytes written) {
    const base::MutexLock lock(m_mutex);
    m_reserved -= reserved;
    m_settled += written;
}

void Volume::keep(Bytes reserved, Bytes written) {
    m_unsynced = true;
    const base::MutexLock lock(m_mutex);
    m_reserved -= reserved;
    m_written += reserved - written; // its sidecar, and blocks that are not full
    m_settled += reserved;
    m_used += reserved;
    ++m_objects;
}

Reservation::~Reservation() {
    if (m_volume)
        m_volume->giveBack(m_bytes, m_written);
}

void Reservation::wrote(Bytes bytes) {
    m_written += bytes;
    m_volume->wrote(bytes);
}

StoreResult<void> Reservation::resize(Bytes bytes) {
    if (!m_volume->resize(m_bytes, bytes))
        return base::fail(StoreError::NoSpace, shown(m_volume->folder()));
    m_bytes = bytes;
    return {};
}

void Reservation::keep() {
    m_volume->keep(m_bytes, m_written);
    m_volume.reset();
}

} // namespace meson::store
