// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/content.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/crypto/merkle.h"

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

namespace meson::store {

using base::Fitness;

/// An open, immutable object. Its bytes stay readable while it is held, even if it is removed
/// meanwhile. One that is found Damaged is dropped from the store and reported. Thread: any.
class Blob : public base::Content {
public:
    virtual const base::ContentId& id() const = 0;
    virtual base::Bytes length() const = 0;
    std::uint64_t size() const final { return static_cast<std::uint64_t>(length().count()); }
    virtual const base::Sha256& sha256() const = 0;
    virtual const std::string& etag() const = 0;
    virtual const std::string& fields() const = 0; ///< header lines, each ending in CRLF
    virtual std::optional<base::WallTime> lastModified() const = 0;
    virtual base::WallTime expires() const = 0; ///< by Router time
    virtual const std::string& binding() const = 0;

    /// The leaf hashes, for answering spot checks and proofs. Blocks (disk).
    virtual crypto::LeafLayer leaves() const = 0;
    /// Bytes of leaf `index`, verified, or nothing if damaged. Blocks (disk).
    virtual std::optional<std::vector<std::uint8_t>> leaf(std::int64_t index) const = 0;
};

/// Why a blob cannot be had.
enum class BlobFault {
    Absent,      ///< There is no such blob here.
    Unavailable, ///< It cannot be opened at present: no file handle left, or the volume does not
                 ///< answer.
    Damaged,     ///< Blob or sidecar are not what they should be.
};

/// One thread's way to blobs, with its own hot set. Thread: the one that uses it.
class BlobReader {
public:
    virtual ~BlobReader() = default;
    /// The object, or why there is none. Opening one that is not hot costs two system calls. One
    /// that is Absent though listed leaves the list within a second; so does a Damaged one.
    virtual tl::expected<std::shared_ptr<Blob>, BlobFault> open(const base::ContentId& id) = 0;
    /// open() for those to whom all faults are the same: nothing.
    std::shared_ptr<Blob> find(const base::ContentId& id) { return open(id).value_or(nullptr); }
};

} // namespace meson::store
