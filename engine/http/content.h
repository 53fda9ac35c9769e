// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/content.h"
#include "engine/http/message.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace meson::http {

using base::Content;
using base::Fitness;

/// What stands in memory while `owner` is held. Thread: any.
class MemoryContent final : public Content {
public:
    MemoryContent(std::shared_ptr<const void> owner, base::ByteSpan bytes)
        : m_owner(std::move(owner))
        , m_bytes(bytes) {}

    std::uint64_t size() const override { return m_bytes.size(); }
    base::ByteSpan memory() const override { return m_bytes; }

private:
    const std::shared_ptr<const void> m_owner;
    const base::ByteSpan m_bytes;
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
