// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/encoding.h"
#include "engine/base/fitness.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/crypto/merkle.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace meson::store {

using BlobFitness = base::Fitness;

/// An open, immutable object. Its bytes stay readable while it is held, even if it is removed
/// meanwhile. Thread: any.
class Blob {
public:
    virtual ~Blob() = default;
    virtual const base::ContentId& id() const = 0;
    virtual base::Bytes length() const = 0;
    virtual const base::Sha256& sha256() const = 0;
    virtual const std::string& etag() const = 0;
    virtual const std::string& fields() const = 0; ///< header lines, each ending in CRLF
    virtual std::optional<base::WallTime> lastModified() const = 0;
    virtual base::WallTime expires() const = 0; ///< by Router time
    virtual const std::string& binding() const = 0;

    /// The whole object if the memory tier keeps it, else empty.
    virtual base::ByteSpan memory() const = 0;
    /// An open file of exactly the object's bytes, or -1 when memory() holds them.
    virtual int file() const = 0;
    /// The object mapped into memory, or empty.
    virtual base::ByteSpan mapping() const = 0;
    /// Makes [offset, offset + length) fit to send; never blocks. If Pending, `done` is called once
    /// on a disk thread. A Damaged object is dropped from the store and reported.
    virtual BlobFitness
    prepare(base::Bytes offset, base::Bytes length, std::function<void(BlobFitness)> done) = 0;
    /// The leaf hashes, for answering spot checks and proofs. Blocks (disk).
    virtual crypto::LeafLayer leaves() const = 0;
    /// Bytes of leaf `index`, verified, or nothing if damaged. Blocks (disk).
    virtual std::optional<std::vector<std::uint8_t>> leaf(std::int64_t index) const = 0;
};

/// One thread's way to blobs, with its own hot set. Thread: the one that uses it.
class BlobReader {
public:
    virtual ~BlobReader() = default;
    /// The object, or nothing if it is not stored. Opening one that is not hot costs two system
    /// calls.
    virtual std::shared_ptr<Blob> find(const base::ContentId& id) = 0;
};

} // namespace meson::store
