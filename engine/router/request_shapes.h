// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/message.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meson::router {

/// The bytes [first, end) of an object.
struct Piece {
    std::int64_t first = 0;
    std::int64_t end = 0;

    std::int64_t length() const { return end - first; }
};

/// What one client asked for, and how it said so.
struct RequestShape {
    std::string target;         ///< path and query
    std::optional<Piece> range; ///< none: the whole; `end` of an open one is the largest number
    /// What says nothing of the person, in the order of the request: its program and what it
    /// takes. An empty Range stands where the request had one.
    std::vector<std::pair<std::string, std::string>> fields;

    /// The fields of a request for `piece` of an object of `length` bytes: with a Range where the
    /// shape has it, or as the last one if it has none and the piece is not the whole.
    std::vector<std::pair<std::string, std::string>>
    fieldsFor(const Piece& piece, std::int64_t length) const;
};

/// The latest requests that clients were redirected for, so that spot checks ask for the like in
/// the same words (W21). Thread: the Router's loop.
class RequestShapes {
public:
    static constexpr std::size_t kKept = 256;

    /// Takes note of a GET; one of several ranges counts as of the first.
    void note(const http::RequestHead& request);
    /// What the object's size lets a check ask for.
    enum class Wanted {
        Any,
        Part, ///< rather a request for a range than one for the whole
    };
    /// The latest request for `target`, or any of the latest; null if there was none yet.
    const RequestShape* like(std::string_view target, Wanted wanted, std::mt19937_64& random) const;

    /// The first range of a Range field's value, if it has one that starts at a position.
    static std::optional<Piece> rangeOf(std::string_view field);

private:
    const RequestShape* drawn(
        const std::function<bool(const RequestShape&)>& fits, std::string_view target,
        std::mt19937_64& random) const;

    std::vector<RequestShape> m_shapes;
    std::size_t m_next = 0;
};

/// Part `part` of `parts` disjoint ones of an object, cut as `shape` says: the whole if the shape
/// is that and the object is no larger than `largest`; the very range of a request for the same
/// object if it is the only part; else a piece as long as the shape's range, anywhere in the part,
/// or where the client's own pieces lie if they are of whole blocks. A piece holds at least one
/// whole block, unless the object's end cuts it.
Piece pieceLike(
    const RequestShape* shape, std::string_view target, std::int64_t length, std::int64_t largest,
    std::size_t part, std::size_t parts, std::mt19937_64& random);

} // namespace meson::router
