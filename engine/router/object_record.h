// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/ids.h"
#include "engine/base/units.h"
#include "engine/crypto/merkle.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace meson::router {

/// The Router's number of a business domain; 0 is none.
using BindingNumber = std::uint32_t;

/// How much a domain tells about its origin and how it is delivered.
struct Binding {
    BindingNumber number = 0;
    std::string domain;             ///< lower case, without port
    std::string origin;             ///< scheme and authority, no trailing slash
    std::string owner;              ///< the business account
    bool originIsPublic = false;    ///< Terminals may fetch from the origin itself
    bool relay = false;             ///< "proxy" delivery: the Router relays instead of redirecting
    bool bindClientNetwork = false; ///< tokens are good for one client network only
};

/// One 16 KiB block that the Router keeps secretly, to check Terminals against (W26).
struct SecretShard {
    std::int64_t leaf = 0;
    std::vector<std::uint8_t> bytes;
};

/// What the Router knows of one object that Terminals may hold.
struct ObjectRecord {
    base::ContentId id;
    base::Sha256 sha256;
    base::MerkleRoot root;
    base::Bytes length;
    BindingNumber binding = 0; ///< a domain that it was seen under: the first, if that still has it
    std::string url;           ///< path and query of that sighting
    std::string fields;        ///< header lines a Terminal serves with it, each ending in CRLF
    std::string etag;          ///< strong; of the bytes where URLs differ
    std::int64_t lastModified = 0; ///< Unix seconds, 0: none
    base::WallTime expires;        ///< Router time
};

} // namespace meson::router
