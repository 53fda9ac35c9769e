// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/range.h"

#include "engine/http/message.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace meson::http {
namespace {

constexpr std::uint64_t kHuge = std::numeric_limits<std::uint64_t>::max();

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// 1*DIGIT; what exceeds 64 bits is as good as infinite.
std::optional<std::uint64_t> parsePosition(std::string_view text) {
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        value = value > (kHuge - digit) / 10 ? kHuge : value * 10 + digit;
    }
    return value;
}

/// One range-spec; length 0 stands for one that cannot be satisfied, nothing for bad syntax.
std::optional<ByteRange> parseSpec(std::string_view spec, std::uint64_t size) {
    const auto dash = spec.find('-');
    if (dash == spec.npos)
        return std::nullopt;
    const std::string_view firstText = spec.substr(0, dash);
    const std::string_view lastText = spec.substr(dash + 1);
    const auto first = parsePosition(firstText);
    const auto last = parsePosition(lastText);
    if ((!first && !firstText.empty()) || (!last && !lastText.empty()) || (!first && !last))
        return std::nullopt;
    if (!first)
        return ByteRange{size - std::min(*last, size), std::min(*last, size)};
    if (last && *last < *first)
        return std::nullopt;
    if (*first >= size)
        return ByteRange{};
    return ByteRange{*first, std::min(last.value_or(kHuge), size - 1) - *first + 1};
}

bool touch(const ByteRange& a, const ByteRange& b) {
    return a.offset <= b.offset + b.length && b.offset <= a.offset + a.length;
}

bool anyTouch(const std::vector<ByteRange>& parts) {
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (std::size_t j = i + 1; j < parts.size(); ++j)
            if (touch(parts[i], parts[j]))
                return true;
    return false;
}

std::vector<ByteRange> joined(std::vector<ByteRange> parts) {
    std::sort(parts.begin(), parts.end(), [](const ByteRange& a, const ByteRange& b) {
        return a.offset < b.offset;
    });
    std::vector<ByteRange> result{parts.front()};
    for (const ByteRange& part : parts) {
        ByteRange& last = result.back();
        if (touch(last, part))
            last.length =
                std::max(last.offset + last.length, part.offset + part.length) - last.offset;
        else
            result.push_back(part);
    }
    return result;
}

} // namespace

RangeSelection selectRanges(std::string_view field, std::uint64_t size) {
    const auto equals = field.find('=');
    if (size == 0 || equals == field.npos || !sameName(field.substr(0, equals), "bytes"))
        return {}; // of an empty representation there is nothing to choose from
    std::vector<ByteRange> parts;
    std::size_t count = 0;
    for (std::string_view rest = field.substr(equals + 1); !rest.empty();) {
        const auto comma = rest.find(',');
        const std::string_view spec = trimmed(rest.substr(0, comma));
        rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
        if (spec.empty()) // an empty list element is skipped (RFC 9110 §5.6.1)
            continue;
        const auto part = parseSpec(spec, size);
        if (!part || ++count > kMaximumRanges)
            return {};
        if (part->length > 0)
            parts.push_back(*part);
    }
    if (count == 0)
        return {};
    if (parts.empty())
        return {RangeSelection::Kind::Unsatisfiable, {}};
    return {RangeSelection::Kind::Parts, anyTouch(parts) ? joined(std::move(parts)) : parts};
}

} // namespace meson::http
