// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <cstdint>
#include <optional>

namespace meson::platform {

enum class Residency {
    Resident, ///< in the page cache
    Absent,   ///< at least one page would come from disk
    Unknown,  ///< this system does not tell
};

/// A file's bytes mapped read-only. Reading them may fault: see mapped_read.h; a fault reads
/// nothing ahead. Thread: any.
class FileMapping {
public:
    /// Maps the first `length` bytes of an open file; nothing where the system refuses, or where it
    /// has no guard for reads of a vanished file (Windows).
    static std::optional<FileMapping> create(int descriptor, std::int64_t length);
    FileMapping(FileMapping&& other) noexcept;
    FileMapping& operator=(FileMapping&&) = delete;
    ~FileMapping();

    base::ByteSpan bytes() const { return m_bytes; }
    /// Whether [offset, offset + length) is in memory; one system call per 2 MiB. The system may
    /// drop pages right after it answered. Says Resident for files of other users.
    Residency residency(std::int64_t offset, std::int64_t length) const;

private:
    explicit FileMapping(base::ByteSpan bytes)
        : m_bytes(bytes) {}

    base::ByteSpan m_bytes;
};

} // namespace meson::platform
