// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/conditional.h"

#include "engine/http/http_date.h"

#include <algorithm>

namespace meson::http {
namespace {

using namespace std::chrono_literals;

bool isWeak(std::string_view etag) {
    return etag.substr(0, 2) == "W/";
}
std::string_view opaque(std::string_view etag) {
    return isWeak(etag) ? etag.substr(2) : etag;
}
bool matchesWeakly(std::string_view a, std::string_view b) {
    return !a.empty() && opaque(a) == opaque(b);
}
bool matchesStrongly(std::string_view a, std::string_view b) {
    return !a.empty() && !isWeak(a) && !isWeak(b) && a == b;
}

/// The length of the entity tag that `text` begins with, 0 if it begins with none. A comma may
/// stand inside the quotes.
std::size_t etagLength(std::string_view text) {
    const std::size_t open = isWeak(text) ? 2 : 0;
    if (text.substr(open, 1) != "\"")
        return 0;
    const auto close = text.find('"', open + 1);
    return close == text.npos ? 0 : close + 1;
}

template <class Matches>
bool listMatches(std::string_view list, std::string_view etag, Matches matches) {
    for (;;) {
        const auto start = list.find_first_not_of(" \t,");
        const std::size_t length = start == list.npos ? 0 : etagLength(list.substr(start));
        if (length == 0)
            return false;
        if (matches(list.substr(start, length), etag))
            return true;
        list = list.substr(start + length);
    }
}

/// Whether any line of the field names the tag; nothing if the field is absent. "*" matches all
/// that exists.
template <class Matches>
std::optional<bool> fieldMatches(
    const RequestHead& head, std::string_view name, std::string_view etag, Matches matches) {
    std::optional<bool> result;
    for (const Field& field : head.fields)
        if (sameName(field.name, name))
            result = result.value_or(false) || field.value == "*" ||
                     listMatches(field.value, etag, matches);
    return result;
}

/// The field's date, unless it is absent, repeated or not a date: then the field does not count.
std::optional<base::WallTime>
dateOf(const RequestHead& head, std::string_view name, base::WallTime now) {
    const auto count = std::count_if(head.fields.begin(), head.fields.end(), [&](const Field& f) {
        return sameName(f.name, name);
    });
    return count == 1 ? parseHttpDate(*head.find(name), now) : std::nullopt;
}

base::WallTime wholeSeconds(base::WallTime time) {
    return std::chrono::floor<std::chrono::seconds>(time);
}

bool isSafe(Method method) {
    return method == Method::Get || method == Method::Head;
}

} // namespace

Condition evaluateConditions(const RequestHead& head, const Validators& validators) {
    const auto& modified = validators.lastModified;
    if (const auto match = fieldMatches(head, "If-Match", validators.etag, matchesStrongly)) {
        if (!*match)
            return Condition::Failed;
    } else if (const auto since = dateOf(head, "If-Unmodified-Since", validators.now);
               since && modified && wholeSeconds(*modified) > *since) {
        return Condition::Failed;
    }
    if (const auto match = fieldMatches(head, "If-None-Match", validators.etag, matchesWeakly)) {
        if (*match)
            return isSafe(head.method) ? Condition::NotModified : Condition::Failed;
    } else if (const auto since = dateOf(head, "If-Modified-Since", validators.now);
               since && modified && isSafe(head.method) && wholeSeconds(*modified) <= *since) {
        return Condition::NotModified;
    }
    return Condition::Go;
}

bool rangeApplies(const RequestHead& head, const Validators& validators) {
    const auto field = head.find("If-Range");
    if (!field)
        return true;
    if (etagLength(*field) == field->size())
        return matchesStrongly(*field, validators.etag);
    // A date is a strong validator only if the representation cannot have changed again within its
    // second.
    const auto date = parseHttpDate(*field, validators.now);
    const auto& modified = validators.lastModified;
    return date && modified && wholeSeconds(*modified) == *date && validators.now - *date >= 1s;
}

Selection select(const RequestHead& head, const Validators& validators, std::uint64_t size) {
    switch (evaluateConditions(head, validators)) {
    case Condition::NotModified:
        return {304, {}};
    case Condition::Failed:
        return {412, {}};
    case Condition::Go:
        break;
    }
    const auto isRange = [](const Field& field) { return sameName(field.name, "Range"); };
    if (head.method != Method::Get ||
        std::count_if(head.fields.begin(), head.fields.end(), isRange) != 1 ||
        !rangeApplies(head, validators))
        return {};
    RangeSelection ranges = selectRanges(*head.find("Range"), size);
    switch (ranges.kind) {
    case RangeSelection::Kind::Whole:
        return {};
    case RangeSelection::Kind::Unsatisfiable:
        return {416, {}};
    case RangeSelection::Kind::Parts:
        break;
    }
    return {206, std::move(ranges.parts)};
}

} // namespace meson::http
