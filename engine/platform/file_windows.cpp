// SPDX-License-Identifier: GPL-3.0-or-later
#ifdef _WIN32
#include "engine/platform/file.h"

#include <algorithm>
#include <fcntl.h>
#include <io.h>
#include <windows.h>

namespace meson::platform {

namespace {

FileError errorOf(DWORD code) {
    switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return FileError::NotFound;
    case ERROR_ACCESS_DENIED:
        return FileError::NotAllowed;
    case ERROR_WRITE_PROTECT:
        return FileError::ReadOnly;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return FileError::NoSpace;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
        return FileError::Exists;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return FileError::InUse;
    case ERROR_TOO_MANY_OPEN_FILES:
        return FileError::TooManyOpen;
    default:
        return FileError::Failed;
    }
}

tl::unexpected<FileError> lastError() {
    return tl::unexpected(errorOf(::GetLastError()));
}

FileResult<void> checked(BOOL succeeded) {
    if (!succeeded)
        return lastError();
    return {};
}

HANDLE handleOf(int descriptor) {
    return reinterpret_cast<HANDLE>(::_get_osfhandle(descriptor));
}

OVERLAPPED positionOf(std::int64_t offset) {
    OVERLAPPED position{};
    position.Offset = static_cast<DWORD>(offset & 0xFFFFFFFF);
    position.OffsetHigh = static_cast<DWORD>(offset >> 32);
    return position;
}

DWORD pieceOf(std::size_t left) {
    return static_cast<DWORD>(std::min<std::size_t>(left, 1u << 30));
}

DWORD dispositionOf(FileMode mode) {
    switch (mode) {
    case FileMode::Create:
        return CREATE_NEW;
    case FileMode::Lock:
        return OPEN_ALWAYS;
    default:
        return OPEN_EXISTING;
    }
}

} // namespace

FileResult<File> File::open(const std::filesystem::path& path, FileMode mode) {
    const DWORD access = mode == FileMode::Read ? GENERIC_READ : GENERIC_READ | GENERIC_WRITE;
    const DWORD share =
        mode == FileMode::Lock ? 0 : FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    const HANDLE handle = ::CreateFileW(
        path.c_str(), access, share, nullptr, dispositionOf(mode), FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        return lastError();
    const int descriptor =
        ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_BINARY | _O_NOINHERIT);
    if (descriptor < 0) {
        ::CloseHandle(handle);
        return tl::unexpected(FileError::TooManyOpen);
    }
    return File(descriptor);
}

void File::close() {
    if (m_descriptor >= 0)
        ::_close(std::exchange(m_descriptor, -1));
}

FileResult<FileStatus> File::status() const {
    BY_HANDLE_FILE_INFORMATION information{};
    if (!::GetFileInformationByHandle(handleOf(m_descriptor), &information))
        return lastError();
    const auto join = [](DWORD high, DWORD low) {
        return static_cast<std::int64_t>((static_cast<std::uint64_t>(high) << 32) | low);
    };
    const FILETIME written = information.ftLastWriteTime;
    return FileStatus{
        join(information.nFileSizeHigh, information.nFileSizeLow),
        join(written.dwHighDateTime, written.dwLowDateTime), true};
}

FileResult<std::size_t> File::readAt(std::span<std::uint8_t> into, std::int64_t offset) const {
    std::size_t done = 0;
    while (done < into.size()) {
        OVERLAPPED position = positionOf(offset + static_cast<std::int64_t>(done));
        DWORD got = 0;
        const BOOL succeeded = ::ReadFile(
            handleOf(m_descriptor), into.data() + done, pieceOf(into.size() - done), &got,
            &position);
        if (!succeeded && ::GetLastError() != ERROR_HANDLE_EOF)
            return lastError();
        if (got == 0)
            break;
        done += got;
    }
    return done;
}

std::size_t File::readCachedAt(std::span<std::uint8_t>, std::int64_t) const {
    return 0;
}

FileResult<void> File::writeAt(base::ByteSpan bytes, std::int64_t offset) {
    while (!bytes.empty()) {
        OVERLAPPED position = positionOf(offset);
        DWORD put = 0;
        const BOOL succeeded = ::WriteFile(
            handleOf(m_descriptor), bytes.data(), pieceOf(bytes.size()), &put, &position);
        if (!succeeded)
            return lastError();
        bytes = bytes.subspan(put);
        offset += put;
    }
    return {};
}

FileResult<void> File::sync() {
    return checked(::FlushFileBuffers(handleOf(m_descriptor)));
}

void File::dropFromCache() const {}

// Only an open with FILE_FLAG_RANDOM_ACCESS could say so; what was read here is trusted by age.
void File::readNothingAhead() const {}

FileResult<void> renameFile(const std::filesystem::path& from, const std::filesystem::path& to) {
    return checked(::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING));
}

FileResult<void> removeFile(const std::filesystem::path& path) {
    return checked(::DeleteFileW(path.c_str()));
}

FileResult<DiskSpace> diskSpace(const std::filesystem::path& path) {
    ULARGE_INTEGER free{};
    ULARGE_INTEGER total{};
    if (!::GetDiskFreeSpaceExW(path.c_str(), &free, &total, nullptr))
        return lastError();
    DWORD sectors = 8;
    DWORD bytesPerSector = 512;
    DWORD ignoredFree = 0;
    DWORD ignoredTotal = 0;
    const auto root = path.root_path();
    ::GetDiskFreeSpaceW(root.c_str(), &sectors, &bytesPerSector, &ignoredFree, &ignoredTotal);
    return DiskSpace{
        static_cast<std::int64_t>(free.QuadPart), static_cast<std::int64_t>(total.QuadPart),
        static_cast<std::int64_t>(sectors) * bytesPerSector};
}

FileResult<void> syncFileSystem(const std::filesystem::path&) {
    return {}; // NTFS keeps its own journal; flushing a volume needs an administrator
}

void raiseOpenFileLimit() {} // sockets and files of Windows have none

std::size_t openFileLimit() {
    return static_cast<std::size_t>(::_getmaxstdio()) < 8192 ? 8192 : ::_getmaxstdio();
}

FileResult<FolderLock> FolderLock::acquire(const std::filesystem::path& folder) {
    auto file = File::open(folder / ".lock", FileMode::Lock); // opened without sharing
    if (!file)
        return tl::unexpected(file.error());
    return FolderLock(std::move(*file));
}

} // namespace meson::platform
#endif
