// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/encoding.h"
#include "engine/base/fitness.h"
#include "engine/http/message.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meson::http {

using base::Fitness;

/// The bytes of one stored object as a connection sends them; the store implements it. Immutable
/// once published. A connection calls prepare() for each window (2 MiB at most) and sends that
/// window only while it is Ready, so a wrong byte is never sent. Thread: any.
class Content {
public:
    virtual ~Content() = default;
    virtual std::uint64_t size() const = 0;
    /// The whole object if it is kept in memory, else empty. Always Ready.
    virtual base::ByteSpan memory() const = 0;
    /// An open file whose first byte is the object's first byte, or -1. Lives as long as this
    /// Content.
    virtual int file() const = 0;
    /// The window mapped into memory (the whole object), or empty where the platform or the size
    /// speaks against it. Reading it may fault if the volume vanishes: see platform/mapped_read.h
    /// for the guard.
    virtual base::ByteSpan mapping() const = 0;
    /// Makes [offset, offset + length) fit to send. Never blocks. Pending: `done` is called once,
    /// on a disk thread, with another word.
    virtual Fitness
    prepare(std::uint64_t offset, std::uint64_t length, std::function<void(Fitness)> done) = 0;
};

/// A stored representation; the server selects from it by the request's conditional and range
/// headers (RFC 9110 §13–14).
struct Representation {
    std::shared_ptr<Content> content;
    std::string etag; ///< strong, with its quotes; empty if none
    std::optional<base::WallTime> lastModified;
    Fields fields; ///< Content-Type, Cache-Control, Repr-Digest …; not Content-Length, ETag,
                   ///< Last-Modified, Accept-Ranges
};

} // namespace meson::http
