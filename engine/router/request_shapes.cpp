// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/request_shapes.h"

#include "engine/crypto/merkle.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace meson::router {

namespace {

constexpr std::string_view kCopied[] = {
    "User-Agent", "Accept", "Accept-Encoding", "Accept-Language"};
constexpr std::size_t kFieldLimit = 512;
// Any piece of this length holds a whole block.
constexpr std::int64_t kShortest = 2 * crypto::kLeafSize - 1;

std::optional<std::int64_t> numberOf(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size() || value < 0)
        return std::nullopt;
    return value;
}

} // namespace

std::optional<Piece> RequestShapes::rangeOf(std::string_view field) {
    constexpr std::string_view kUnit = "bytes=";
    constexpr std::int64_t kOpen = std::numeric_limits<std::int64_t>::max();
    if (!field.starts_with(kUnit))
        return std::nullopt;
    field.remove_prefix(kUnit.size());
    field = field.substr(0, field.find(','));
    const std::size_t dash = field.find('-');
    const auto first = numberOf(field.substr(0, dash));
    if (!first || dash == std::string_view::npos)
        return std::nullopt;
    if (dash + 1 == field.size())
        return Piece{*first, kOpen};
    const auto last = numberOf(field.substr(dash + 1));
    if (!last || *last < *first || *last == kOpen)
        return std::nullopt;
    return Piece{*first, *last + 1};
}

void RequestShapes::note(const http::RequestHead& request) {
    if (request.method != http::Method::Get)
        return;
    RequestShape shape{
        std::string(request.target), rangeOf(request.find("Range").value_or("")), {}};
    for (const std::string_view name : kCopied) {
        const auto value = request.find(name);
        if (value && value->size() <= kFieldLimit)
            shape.fields.emplace_back(name, *value);
    }
    if (m_shapes.size() < kKept)
        m_shapes.emplace_back();
    m_shapes[m_next] = std::move(shape);
    m_next = (m_next + 1) % kKept;
}

const RequestShape* RequestShapes::like(std::string_view target, std::mt19937_64& random) const {
    if (m_shapes.empty())
        return nullptr;
    for (std::size_t i = 1; i <= m_shapes.size(); ++i) {
        const RequestShape& shape = m_shapes[(m_next + m_shapes.size() - i) % m_shapes.size()];
        if (shape.target == target)
            return &shape;
    }
    return &m_shapes[random() % m_shapes.size()];
}

Piece pieceLike(
    const RequestShape* shape, std::string_view target, std::int64_t length, std::int64_t largest,
    std::size_t part, std::size_t parts, std::mt19937_64& random) {
    const bool isRange = shape != nullptr && shape->range;
    if (!isRange && length <= largest)
        return {0, length};
    if (isRange && parts == 1 && shape->target == target && shape->range->first < length) {
        const Piece exact{shape->range->first, std::min(shape->range->end, length)};
        if (exact.length() <= largest && exact.length() >= std::min(kShortest, length))
            return exact;
    }
    const auto count = static_cast<std::int64_t>(std::max<std::size_t>(parts, 1));
    const bool canBeDisjoint = length / count >= kShortest;
    const std::int64_t room = canBeDisjoint ? length / count : length;
    const std::int64_t start = canBeDisjoint ? room * static_cast<std::int64_t>(part) : 0;
    const std::int64_t wanted = isRange ? std::max(shape->range->length(), kShortest) : largest;
    const std::int64_t size = std::min({wanted, largest, room});
    const auto places = static_cast<std::uint64_t>(room - size + 1);
    const std::int64_t first = start + static_cast<std::int64_t>(random() % places);
    return {first, first + size};
}

} // namespace meson::router
