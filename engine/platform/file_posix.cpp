// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef _WIN32
#include "engine/platform/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

namespace meson::platform {

namespace {

#ifdef __APPLE__
constexpr rlim_t kMostOpenFiles = 10'240; // more is refused, whatever the limit says
#else
constexpr rlim_t kMostOpenFiles = 65'536;
#endif

FileError errorOf(int code) {
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return FileError::NotFound;
    case EACCES:
    case EPERM:
        return FileError::NotAllowed;
    case EROFS:
        return FileError::ReadOnly;
    case ENOSPC:
    case EDQUOT:
        return FileError::NoSpace;
    case EEXIST:
        return FileError::Exists;
    case EWOULDBLOCK:
        return FileError::InUse;
    case EMFILE:
    case ENFILE:
        return FileError::TooManyOpen;
    default:
        return FileError::Failed;
    }
}

tl::unexpected<FileError> lastError() {
    return tl::unexpected(errorOf(errno));
}

int flagsOf(FileMode mode) {
    switch (mode) {
    case FileMode::Read:
        return O_RDONLY;
    case FileMode::ReadWrite:
        return O_RDWR;
    case FileMode::Create:
        return O_RDWR | O_CREAT | O_EXCL;
    case FileMode::Lock:
        break;
    }
    return O_RDWR | O_CREAT;
}

FileResult<void> checked(int result) {
    if (result != 0)
        return lastError();
    return {};
}

#ifdef __APPLE__
std::int64_t modifiedOf(const struct stat& status) {
    return status.st_mtimespec.tv_sec * 1'000'000'000 + status.st_mtimespec.tv_nsec;
}
#else
std::int64_t modifiedOf(const struct stat& status) {
    return status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
}
#endif

} // namespace

FileResult<File> File::open(const std::filesystem::path& path, FileMode mode) {
    const int descriptor = ::open(path.c_str(), flagsOf(mode) | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return lastError();
    return File(descriptor);
}

void File::close() {
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

FileResult<FileStatus> File::status() const {
    struct stat status {};
    if (::fstat(m_descriptor, &status) != 0)
        return lastError();
    return FileStatus{status.st_size, modifiedOf(status), status.st_uid == ::geteuid()};
}

FileResult<std::size_t> File::readAt(std::span<std::uint8_t> into, std::int64_t offset) const {
    std::size_t done = 0;
    while (done < into.size()) {
        const auto position = static_cast<off_t>(offset + static_cast<std::int64_t>(done));
        const ssize_t got = ::pread(m_descriptor, into.data() + done, into.size() - done, position);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return lastError();
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::size_t File::readCachedAt(std::span<std::uint8_t> into, std::int64_t offset) const {
#ifdef __linux__
    std::size_t done = 0;
    while (done < into.size()) {
        const iovec part{into.data() + done, into.size() - done};
        const auto position = static_cast<off_t>(offset + static_cast<std::int64_t>(done));
        const ssize_t got = ::preadv2(m_descriptor, &part, 1, position, RWF_NOWAIT);
        if (got <= 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
#else
    static_cast<void>(into), static_cast<void>(offset);
    return 0;
#endif
}

FileResult<void> File::writeAt(base::ByteSpan bytes, std::int64_t offset) {
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(m_descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return lastError();
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += put;
    }
    return {};
}

FileResult<void> File::sync() {
    return checked(::fsync(m_descriptor));
}

void File::dropFromCache() const {
#ifdef __linux__
    ::posix_fadvise(m_descriptor, 0, 0, POSIX_FADV_DONTNEED);
#endif
}

void File::readNothingAhead() const {
#ifdef __APPLE__
    ::fcntl(m_descriptor, F_RDAHEAD, 0);
#else
    ::posix_fadvise(m_descriptor, 0, 0, POSIX_FADV_RANDOM);
#endif
}

FileResult<void> renameFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    return checked(::rename(from.c_str(), to.c_str()));
}

FileResult<void> removeFile(const std::filesystem::path& path) {
    return checked(::unlink(path.c_str()));
}

FileResult<DiskSpace> diskSpace(const std::filesystem::path& path) {
    struct statvfs status {};
    if (::statvfs(path.c_str(), &status) != 0)
        return lastError();
    const auto unit = static_cast<std::int64_t>(status.f_frsize);
    return DiskSpace{
        static_cast<std::int64_t>(status.f_bavail) * unit,
        static_cast<std::int64_t>(status.f_blocks) * unit, unit};
}

FileResult<void> syncFileSystem(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return lastError();
#ifdef __linux__
    const auto result = checked(::syncfs(descriptor));
#else
    ::sync();
    const auto result = checked(::fsync(descriptor));
#endif
    ::close(descriptor);
    return result;
}

void raiseOpenFileLimit() {
    struct rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    const auto most = std::min<rlim_t>(limit.rlim_max, kMostOpenFiles);
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= most)
        return;
    limit.rlim_cur = most;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::size_t openFileLimit() {
    struct rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return 65'536;
    return static_cast<std::size_t>(limit.rlim_cur);
}

FileResult<FolderLock> FolderLock::acquire(const std::filesystem::path& folder) {
    auto file = File::open(folder / ".lock", FileMode::Lock);
    if (!file)
        return tl::unexpected(file.error());
    if (::flock(file->descriptor(), LOCK_EX | LOCK_NB) != 0)
        return lastError();
    return FolderLock(std::move(*file));
}

} // namespace meson::platform
#endif
