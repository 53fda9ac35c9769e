// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace meson::platform {

enum class FileError {
    NotFound,    ///< The file or one of its folders does not exist.
    NotAllowed,  ///< This user may not do that there.
    ReadOnly,    ///< The file system is mounted read-only.
    NoSpace,     ///< The disk, its quota or its table of files is full.
    Exists,      ///< A file of that name exists already.
    InUse,       ///< Another program holds the lock.
    TooManyOpen, ///< This program or this computer has no file handle left.
    Failed,      ///< The disk or the system refused for another reason.
};
std::string_view sentence(FileError);
template <class T>
using FileResult = tl::expected<T, FileError>;

struct FileStatus {
    std::int64_t length = 0;   ///< bytes
    std::int64_t modified = 0; ///< the system's own unit; fit for comparing only
    bool isOwn = false;        ///< belongs to the user who runs this program
};

enum class FileMode {
    Read,
    ReadWrite,
    Create, ///< must not exist yet; readable and writable by its owner only
    Lock,   ///< created if absent, for FolderLock
};

/// An open file without a position of its own. Thread: any for reads; writes one at a time.
class File {
public:
    File() = default;
    File(File&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    File& operator=(File&& other) noexcept {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~File() { close(); }

    static FileResult<File> open(const std::filesystem::path& path, FileMode mode);

    /// Owned by this File; -1 if none is open.
    int descriptor() const { return m_descriptor; }
    FileResult<FileStatus> status() const;
    /// Reads until `into` is full or the file ends; returns the number of bytes read.
    FileResult<std::size_t> readAt(std::span<std::uint8_t> into, std::int64_t offset) const;
    /// Reads like readAt() but only what needs no disk: returns fewer bytes (also 0) where it would
    /// have to wait or where the system cannot tell.
    std::size_t readCachedAt(std::span<std::uint8_t> into, std::int64_t offset) const;
    FileResult<void> writeAt(base::ByteSpan bytes, std::int64_t offset);
    /// Waits until the bytes are on the disk.
    FileResult<void> sync();
    /// Tells the system that the pages read are not needed soon.
    void dropFromCache() const;
    /// Tells the system to read nothing ahead of what is asked for.
    void readNothingAhead() const;
    void close();

private:
    explicit File(int descriptor)
        : m_descriptor(descriptor) {}

    int m_descriptor = -1;
};

/// Atomic on one file system; replaces `to`.
FileResult<void> renameFile(const std::filesystem::path& from, const std::filesystem::path& to);
FileResult<void> removeFile(const std::filesystem::path& path);
/// Creates the folder and those above it; succeeds if it exists.
FileResult<void> createFolders(const std::filesystem::path& path);

/// What the file system that holds `path` says.
struct DiskSpace {
    std::int64_t free = 0;  ///< bytes this user may still write
    std::int64_t total = 0; ///< bytes
    std::int64_t block = 0; ///< files occupy multiples of this many bytes
};
FileResult<DiskSpace> diskSpace(const std::filesystem::path& path);

/// Starts writing everything cached for the file system of `folder` to disk, and waits for it where
/// the system offers that for a whole file system.
FileResult<void> syncFileSystem(const std::filesystem::path& folder);

/// Lets this program have as many files and connections open as the system grants it: many systems
/// begin with a limit that a few hundred viewers reach. Call at the start.
void raiseOpenFileLimit();
/// How many files this program may have open at once.
std::size_t openFileLimit();

/// Keeps other programs (and other users of the same folder in this one) out while it lives; ends
/// with the process.
class FolderLock {
public:
    /// InUse if someone else holds it.
    static FileResult<FolderLock> acquire(const std::filesystem::path& folder);

private:
    explicit FolderLock(File file)
        : m_file(std::move(file)) {}

    File m_file;
};

} // namespace meson::platform
