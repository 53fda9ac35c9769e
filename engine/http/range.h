// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace meson::http {

/// `length` bytes from `offset`.
struct ByteRange {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;

    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// More ranges than this in one request are not honoured: the whole representation is sent (RFC
/// 9110 §14.2).
inline constexpr std::size_t kMaximumRanges = 16;

/// What a Range field asks of a representation.
struct RangeSelection {
    enum class Kind {
        Whole,        ///< no usable field (another unit, bad syntax, too many ranges) or an empty
                      ///< representation
        Parts,        ///< `parts`: at least one, none empty, disjoint
        Unsatisfiable ///< every range begins behind the end
    };
    Kind kind = Kind::Whole;
    std::vector<ByteRange> parts;
};

/// Reads a Range field (RFC 9110 §14.1–14.2) against a representation of `size` bytes. Ranges keep
/// their order unless some overlap or touch; then they are sorted and joined.
RangeSelection selectRanges(std::string_view field, std::uint64_t size);

} // namespace meson::http
