// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/disk.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#if defined(_WIN32)
#include <windows.h>
// windows.h must come first.
#include <winioctl.h>
#else
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/sysmacros.h>
#endif
#endif

namespace meson::platform {
namespace {

constexpr std::size_t kStep = 1024 * 1024;
constexpr std::size_t kAlignment = 4096; // what unbuffered I/O asks for on Windows

/// A file without a name, or one that goes with its handle, for unbuffered sequential I/O.
class ScratchFile {
public:
    explicit ScratchFile(const std::filesystem::path& folder);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    bool isOpen() const;
    bool write(const std::uint8_t* bytes, std::size_t count);
    bool read(std::uint8_t* bytes, std::size_t count);
    /// On the disk, out of the cache, and back at the first byte.
    bool flushAndRewind();

private:
#if defined(_WIN32)
    HANDLE m_file = INVALID_HANDLE_VALUE;
#else
    int m_file = -1;
#endif
};

#if defined(_WIN32)

ScratchFile::ScratchFile(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / L".speed-test";
    m_file = CreateFileW(
        path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS,
        FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_NO_BUFFERING | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
}

ScratchFile::~ScratchFile() {
    if (isOpen())
        CloseHandle(m_file);
}

bool ScratchFile::isOpen() const {
    return m_file != INVALID_HANDLE_VALUE;
}

bool ScratchFile::write(const std::uint8_t* bytes, std::size_t count) {
    DWORD done = 0;
    return WriteFile(m_file, bytes, static_cast<DWORD>(count), &done, nullptr) && done == count;
}

bool ScratchFile::read(std::uint8_t* bytes, std::size_t count) {
    DWORD done = 0;
    return ReadFile(m_file, bytes, static_cast<DWORD>(count), &done, nullptr) && done == count;
}

bool ScratchFile::flushAndRewind() {
    const LARGE_INTEGER start{};
    return FlushFileBuffers(m_file) && SetFilePointerEx(m_file, start, nullptr, FILE_BEGIN);
}

#else

ScratchFile::ScratchFile(const std::filesystem::path& folder) {
    std::string path = (folder / ".speed-test-XXXXXX").string();
    m_file = mkstemp(path.data());
    if (m_file < 0)
        return;
    unlink(path.c_str());
#if defined(__APPLE__)
    fcntl(m_file, F_NOCACHE, 1);
#endif
}

ScratchFile::~ScratchFile() {
    if (isOpen())
        close(m_file);
}

bool ScratchFile::isOpen() const {
    return m_file >= 0;
}

bool ScratchFile::write(const std::uint8_t* bytes, std::size_t count) {
    return ::write(m_file, bytes, count) == static_cast<ssize_t>(count);
}

bool ScratchFile::read(std::uint8_t* bytes, std::size_t count) {
    return ::read(m_file, bytes, count) == static_cast<ssize_t>(count);
}

bool ScratchFile::flushAndRewind() {
    if (fsync(m_file) != 0 || lseek(m_file, 0, SEEK_SET) != 0)
        return false;
#if defined(__linux__)
    posix_fadvise(m_file, 0, 0, POSIX_FADV_DONTNEED);
#endif
    return true;
}

#endif

base::BytesPerSecond rate(std::size_t bytes, std::chrono::steady_clock::duration time) {
    const double seconds = std::max(std::chrono::duration<double>(time).count(), 1e-6);
    return base::BytesPerSecond(static_cast<std::int64_t>(static_cast<double>(bytes) / seconds));
}

} // namespace

std::optional<DiskSpeed> measureDisk(
    const std::filesystem::path& folder, base::Bytes size, const std::function<bool()>& goesOn) {
    const std::size_t steps = std::min<std::size_t>(size.count() / kStep, 64);
    ScratchFile file(folder);
    if (steps == 0 || !file.isOpen())
        return std::nullopt;
    // Random bytes, so that a compressing file system measures like any other.
    std::vector<std::uint8_t> memory(kStep + kAlignment);
    void* aligned = memory.data();
    std::size_t room = memory.size();
    auto* buffer = static_cast<std::uint8_t*>(std::align(kAlignment, kStep, aligned, room));
    std::mt19937 random(static_cast<std::uint32_t>(steps));
    std::generate(buffer, buffer + kStep, [&] { return static_cast<std::uint8_t>(random()); });

    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < steps; ++i)
        if (!goesOn() || !file.write(buffer, kStep))
            return std::nullopt;
    if (!file.flushAndRewind())
        return std::nullopt;
    const auto written = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < steps; ++i)
        if (!goesOn() || !file.read(buffer, kStep))
            return std::nullopt;
    const auto read = std::chrono::steady_clock::now();
    return DiskSpeed{rate(steps * kStep, written - start), rate(steps * kStep, read - written)};
}

#if defined(_WIN32)

DiskKind diskKind(const std::filesystem::path& folder) {
    std::array<wchar_t, MAX_PATH + 1> volume{};
    std::array<wchar_t, MAX_PATH + 1> name{};
    if (!GetVolumePathNameW(folder.c_str(), volume.data(), MAX_PATH) ||
        !GetVolumeNameForVolumeMountPointW(volume.data(), name.data(), MAX_PATH))
        return DiskKind::Unknown;
    std::wstring device = name.data();
    if (!device.empty() && device.back() == L'\\')
        device.pop_back();
    const HANDLE handle = CreateFileW(
        device.c_str(), 0, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
    if (handle == INVALID_HANDLE_VALUE)
        return DiskKind::Unknown;
    STORAGE_PROPERTY_QUERY query{};
    query.PropertyId = StorageDeviceSeekPenaltyProperty;
    query.QueryType = PropertyStandardQuery;
    DEVICE_SEEK_PENALTY_DESCRIPTOR answer{};
    DWORD size = 0;
    const bool known = DeviceIoControl(
        handle, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, &answer, sizeof answer, &size,
        nullptr);
    CloseHandle(handle);
    if (!known || size < sizeof answer)
        return DiskKind::Unknown;
    return answer.IncursSeekPenalty ? DiskKind::Rotating : DiskKind::SolidState;
}

#elif defined(__linux__)

DiskKind diskKind(const std::filesystem::path& folder) {
    struct stat status {};
    if (stat(folder.c_str(), &status) != 0)
        return DiskKind::Unknown;
    const std::string device = "/sys/dev/block/" + std::to_string(major(status.st_dev)) + ':' +
                               std::to_string(minor(status.st_dev));
    // A partition has no queue of its own: its disk is the folder above.
    for (const char* queue : {"/queue/rotational", "/../queue/rotational"}) {
        std::ifstream file(device + queue);
        char digit = 0;
        if (file.get(digit))
            return digit == '1' ? DiskKind::Rotating : DiskKind::SolidState;
    }
    return DiskKind::Unknown;
}

#else

DiskKind diskKind(const std::filesystem::path&) {
    return DiskKind::Unknown;
}

#endif

} // namespace meson::platform
