// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <cstdint>

namespace meson::platform {

/// Whether a failing read of a mapped file is survived and leaves no trace: not on every system,
/// and no more from when the pages of a file could not be put back. Where not, mapped files are not
/// read. Thread: any.
bool mappedReadsAreGuarded();

/// While it lives, this thread may read `window`, a part of a file mapped into memory, although the
/// file may be truncated or its volume vanish meanwhile: a page that cannot be read is replaced by
/// zeros instead of ending the program, and failed() tells. What was read is then worthless. The
/// destructor puts the file's pages back, so that no later reader takes the zeros for content. One
/// at a time per thread. Thread: the one that makes it.
class MappedReadGuard {
public:
    /// `window` maps `file` from `offset`, and was mapped read-only.
    MappedReadGuard(base::ByteSpan window, int file, std::uint64_t offset);
    ~MappedReadGuard();
    MappedReadGuard(const MappedReadGuard&) = delete;
    MappedReadGuard& operator=(const MappedReadGuard&) = delete;

    /// Brings the window into memory as far as it can; false if some of it cannot be read.
    bool populate();
    /// Whether the file no longer reaches to the window's end, any guarded read failed anywhere in
    /// the program since this guard was made, or mapped reads are no longer guarded.
    bool failed() const;

private:
    base::ByteSpan m_window;
    int m_file;
    std::uint64_t m_offset;
    std::uint64_t m_failuresBefore;
};

} // namespace meson::platform
