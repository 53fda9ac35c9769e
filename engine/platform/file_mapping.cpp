// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/file_mapping.h"

#include <utility>

#ifndef _WIN32
#include <algorithm>
#include <array>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace meson::platform {

FileMapping::FileMapping(FileMapping&& other) noexcept
    : m_bytes(std::exchange(other.m_bytes, {})) {}

#ifdef _WIN32

std::optional<FileMapping> FileMapping::create(int, std::int64_t) {
    return std::nullopt;
}
FileMapping::~FileMapping() = default;
Residency FileMapping::residency(std::int64_t, std::int64_t) const {
    return Residency::Unknown;
}

#else

namespace {

/// mincore() takes `unsigned char*` on Linux and `char*` elsewhere.
template <class Byte>
int askResidency(
    int (*question)(void*, std::size_t, Byte*) noexcept, void* at, std::size_t size, void* into) {
    return question(at, size, static_cast<Byte*>(into));
}

} // namespace

std::optional<FileMapping> FileMapping::create(int descriptor, std::int64_t length) {
    if (length <= 0 || static_cast<std::uint64_t>(length) > SIZE_MAX / 4)
        return std::nullopt;
    const auto size = static_cast<std::size_t>(length);
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes == MAP_FAILED)
        return std::nullopt;
    ::madvise(bytes, size, MADV_RANDOM);
    return FileMapping({static_cast<const std::uint8_t*>(bytes), size});
}

FileMapping::~FileMapping() {
    if (!m_bytes.empty())
        ::munmap(const_cast<std::uint8_t*>(m_bytes.data()), m_bytes.size());
}

Residency FileMapping::residency(std::int64_t offset, std::int64_t length) const {
    static const auto page = static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
    std::array<unsigned char, 512> pages;
    const std::int64_t end = offset + length;
    for (std::int64_t at = offset / page * page; at < end;) {
        const auto part = std::min(end - at, page * static_cast<std::int64_t>(pages.size()));
        auto* const address = const_cast<std::uint8_t*>(m_bytes.data()) + at;
        if (askResidency(&::mincore, address, static_cast<std::size_t>(part), pages.data()) != 0)
            return Residency::Unknown;
        const auto isResident = [](unsigned char state) { return (state & 1) != 0; };
        const auto count = (part + page - 1) / page;
        if (!std::all_of(pages.begin(), pages.begin() + count, isResident))
            return Residency::Absent;
        at += part;
    }
    return Residency::Resident;
}

#endif

} // namespace meson::platform
