// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/request_shapes.h"

#include "engine/crypto/merkle.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace meson::router {

namespace {

// A cookie, a page that led here or an account's name are nobody else's business.
constexpr std::string_view kCopied[] = {
    "User-Agent",     "Accept",         "Accept-Encoding",  "Accept-Language",
    "Connection",     "Cache-Control",  "Pragma",           "Priority",
    "Range",          "Sec-CH-UA",      "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform",
    "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site",   "Upgrade-Insecure-Requests"};
constexpr std::string_view kRange = "Range";
constexpr std::size_t kFieldLimit = 512;
// Any piece of this length holds a whole block.
constexpr std::int64_t kShortest = 2 * crypto::kLeafSize - 1;

bool isCopied(const http::Field& field) {
    return field.value.size() <= kFieldLimit &&
           std::any_of(std::begin(kCopied), std::end(kCopied), [&](std::string_view name) {
               return http::sameName(name, field.name);
           });
}

/// Where pieces may lie: [start, start + room) of an object of `length` bytes.
struct Part {
    std::int64_t start = 0;
    std::int64_t room = 0;
    std::int64_t length = 0;
};

/// Anywhere.
Piece pieceIn(const Part& part, std::int64_t size, std::mt19937_64& random) {
    const auto places = static_cast<std::uint64_t>(part.room - size + 1);
    const std::int64_t first = part.start + static_cast<std::int64_t>(random() % places);
    return {first, first + size};
}

/// Where a client's own pieces of `size` bytes lie that began one at `begin`: before the first of
/// them and at the object's end they are shorter.
Piece pieceIn(const Part& part, std::int64_t size, std::int64_t begin, std::mt19937_64& random) {
    const std::int64_t offset = (begin % size - part.start % size + size) % size;
    const bool isLast = part.start + part.room == part.length;
    const std::int64_t head = offset > 0 && part.start == 0 ? 1 : 0;
    const std::int64_t places =
        std::max<std::int64_t>((part.room - offset + (isLast ? size - 1 : 0)) / size, 0);
    if (head + places == 0)
        return pieceIn(part, size, random);
    const std::int64_t place =
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(head + places)) - head;
    if (place < 0)
        return {0, offset};
    const std::int64_t first = part.start + offset + place * size;
    return {first, std::min(first + size, part.length)};
}

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
    for (const http::Field& field : request.fields) {
        const bool isRange = http::sameName(field.name, kRange);
        if (isCopied(field) && (!isRange || shape.range))
            shape.fields.emplace_back(field.name, isRange ? std::string_view() : field.value);
    }
    if (m_shapes.size() < kKept)
        m_shapes.emplace_back();
    m_shapes[m_next] = std::move(shape);
    m_next = (m_next + 1) % kKept;
}

const RequestShape*
RequestShapes::like(std::string_view target, Wanted wanted, std::mt19937_64& random) const {
    const RequestShape* shape = nullptr;
    if (wanted == Wanted::Part)
        shape =
            drawn([](const RequestShape& kept) { return kept.range.has_value(); }, target, random);
    return shape ? shape : drawn([](const RequestShape&) { return true; }, target, random);
}

/// Of those that fit the latest for `target`, else any.
const RequestShape* RequestShapes::drawn(
    const std::function<bool(const RequestShape&)>& fits, std::string_view target,
    std::mt19937_64& random) const {
    const RequestShape* any = nullptr;
    std::uint64_t count = 0;
    for (std::size_t i = 1; i <= m_shapes.size(); ++i) {
        const RequestShape& shape = m_shapes[(m_next + m_shapes.size() - i) % m_shapes.size()];
        if (!fits(shape))
            continue;
        if (shape.target == target)
            return &shape;
        if (random() % ++count == 0)
            any = &shape;
    }
    return any;
}

std::vector<std::pair<std::string, std::string>>
RequestShape::fieldsFor(const Piece& piece, std::int64_t length) const {
    constexpr std::int64_t kOpen = std::numeric_limits<std::int64_t>::max();
    const bool isOpen = range && range->end == kOpen && piece.end == length;
    const std::string value = "bytes=" + std::to_string(piece.first) + "-" +
                              (isOpen ? std::string() : std::to_string(piece.end - 1));
    auto named = fields;
    const auto place = std::find_if(named.begin(), named.end(), [](const auto& field) {
        return http::sameName(field.first, kRange);
    });
    if (place != named.end())
        place->second = value;
    else if (range || piece.length() < length)
        named.emplace_back(kRange, value);
    return named;
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
    const std::int64_t start = canBeDisjoint ? length / count * static_cast<std::int64_t>(part) : 0;
    const bool isCut = canBeDisjoint && part + 1 < parts;
    const std::int64_t room = isCut ? length / count : length - start;
    const std::int64_t wanted = isRange ? std::max(shape->range->length(), kShortest) : largest;
    const std::int64_t size = std::min({wanted, largest, room});
    const Part place{start, room, length};
    const bool isOfBlocks =
        isRange && size % crypto::kLeafSize == 0 && shape->range->first % crypto::kLeafSize == 0;
    return isOfBlocks ? pieceIn(place, size, shape->range->first, random)
                      : pieceIn(place, size, random);
}

} // namespace meson::router
