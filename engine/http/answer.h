// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/http/answer_head.h"
#include "engine/http/content.h"
#include "engine/http/message.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

/// A stretch of an answer as it goes out: bytes of its own, or a range of a stored object. Of its
/// own bytes the first `leading` and the last `trailing` are framing (heads, chunk sizes, part
/// heads), the rest is body.
struct Piece {
    std::string bytes;
    std::size_t leading = 0;
    std::size_t trailing = 0;
    std::shared_ptr<Content> content;
    std::uint64_t offset = 0; ///< of the range in `content`
    std::uint64_t length = 0;

    std::uint64_t size() const { return content ? length : bytes.size(); }
    /// How many of the bytes [from, to) of this piece are body.
    std::uint64_t bodyWithin(std::uint64_t from, std::uint64_t to) const;
};

Piece framingPiece(std::string bytes);
Piece bodyPiece(std::string bytes);

/// An answer decided upon: what its head says and the pieces of its body.
struct Answer {
    int status = 200;
    Fields fields;
    BodyFraming framing;
    std::vector<Piece> body;
    std::uint64_t firstByte = 0; ///< offset of the range if there is exactly one, else 0
};

/// True for a status whose answers have no body (RFC 9110 §6.4.1).
bool isBodiless(int status);

Answer makeAnswer(int status, Fields fields, std::string body);
/// What a server refuses by itself, with a problem of RFC 9457: its `type` is "/problems/" and the
/// reason phrase as a word, "/problems/content-too-large".
Answer refusal(int status, Fields fields = {});

/// Selects from a representation by the request's conditions and ranges (RFC 9110 §13–15).
/// `boundary` separates the parts of a multipart answer and must not occur in the content.
Answer makeAnswer(
    const RequestHead& head, const Representation& representation, base::WallTime now,
    std::string_view boundary);

} // namespace meson::http
