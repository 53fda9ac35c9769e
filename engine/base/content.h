// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <cstdint>
#include <functional>

namespace meson::base {

/// Whether bytes of a stored object may be sent.
enum class Fitness {
    Ready,       ///< Verified since they last came from disk.
    Pending,     ///< Being read and verified; the callback will tell.
    Damaged,     ///< The disk holds other bytes than the content id names, or none.
    Unavailable, ///< They cannot be read at present (no file handle is left); the object stays.
};

/// The bytes of one stored object, as the store keeps them and a connection sends them. Immutable.
/// A connection calls prepare() for each window (2 MiB at most) and sends that window only while it
/// is Ready, so a wrong byte is never sent. Thread: any.
class Content {
public:
    virtual ~Content() = default;
    virtual std::uint64_t size() const = 0;
    /// The whole object if it is kept in memory, else empty. Always Ready.
    virtual ByteSpan memory() const = 0;
    /// An open file of exactly the object's bytes, which lives as long as this Content, or -1 when
    /// memory() holds them.
    virtual int file() const { return -1; }
    /// The object mapped into memory, or empty where the platform or the size speaks against it.
    /// Reading it may fault if the volume vanishes: see platform/mapped_read.h for the guard.
    virtual ByteSpan mapping() const { return {}; }
    /// Makes [offset, offset + length) fit to send. Never blocks. Pending: `done` is called once,
    /// on a disk thread, with another word.
    virtual Fitness prepare(
        std::uint64_t /*offset*/, std::uint64_t /*length*/, std::function<void(Fitness)> /*done*/) {
        return Fitness::Ready;
    }
};

} // namespace meson::base
