// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/cache_policy.h"

#include "engine/http/http_date.h"
#include "engine/http/message.h"

#include <algorithm>
#include <charconv>

namespace meson::router {

using http::sameName;
using std::chrono::seconds;

namespace {

constexpr seconds kLongest{std::int64_t{1} << 31}; // RFC 9111 §1.2.2
constexpr seconds kLongestGuess{86'400};

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string lowerCase(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return result;
}

// delta-seconds, also in quotes; nothing for any other text.
std::optional<seconds> parseDelta(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() ? std::min(seconds(value), kLongest) : kLongest;
}

void takeSmallest(std::optional<seconds>& slot, std::string_view value) {
    const seconds delta = parseDelta(value).value_or(seconds(0));
    slot = slot ? std::min(*slot, delta) : delta;
}

void takeDirective(CacheControl& control, std::string_view name, std::string_view value) {
    if (sameName(name, "no-store"))
        control.noStore = true;
    else if (sameName(name, "no-cache"))
        control.noCache = true;
    else if (sameName(name, "private"))
        control.isPrivate = true;
    else if (sameName(name, "public"))
        control.isPublic = true;
    else if (sameName(name, "must-revalidate") || sameName(name, "proxy-revalidate"))
        control.mustRevalidate = true;
    else if (sameName(name, "only-if-cached"))
        control.onlyIfCached = true;
    else if (sameName(name, "max-age"))
        takeSmallest(control.maxAge, value);
    else if (sameName(name, "s-maxage"))
        takeSmallest(control.sharedMaxAge, value);
    else if (sameName(name, "min-fresh"))
        takeSmallest(control.minFresh, value);
    else if (sameName(name, "stale-while-revalidate"))
        control.staleWhileRevalidate = parseDelta(value).value_or(seconds(0));
    else if (sameName(name, "stale-if-error"))
        control.staleIfError = parseDelta(value).value_or(seconds(0));
}

std::optional<base::WallTime>
dateField(const FieldList& fields, std::string_view name, base::WallTime now) {
    for (const auto& [fieldName, value] : fields)
        if (sameName(fieldName, name))
            return http::parseHttpDate(value, now);
    return std::nullopt;
}

seconds wholeSeconds(base::WallTime::duration duration) {
    return std::chrono::duration_cast<seconds>(duration);
}

// RFC 9110 §15.1: those that may be stored without the origin saying how long.
bool isHeuristicallyCacheable(int status) {
    constexpr int kStatuses[] = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
    return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

// A cache must understand a status to store it (RFC 9111 §3); 206 and 304 are no whole responses.
bool isUnderstood(int status) {
    return status >= 200 && status <= 599 && status != 206 && status != 304;
}

bool hasExplicitLifetime(const CacheControl& control, const FieldList& fields) {
    return control.maxAge || control.sharedMaxAge || joinedField(fields, "Expires").has_value();
}

std::string normalised(const FieldList& request, std::string_view name) {
    std::string result;
    for (const std::string& element : listElements(joinedField(request, name).value_or("")))
        result += (result.empty() ? "" : ", ") + element;
    return result;
}

} // namespace

std::optional<std::string> joinedField(const FieldList& fields, std::string_view name) {
    std::optional<std::string> result;
    for (const auto& [fieldName, value] : fields)
        if (sameName(fieldName, name))
            result = result ? *result + ", " + value : value;
    return result;
}

std::vector<std::string> listElements(std::string_view list) {
    std::vector<std::string> elements;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= list.size(); ++i) {
        if (i < list.size() && quoted && list[i] == '\\') {
            ++i;
            continue;
        }
        if (i < list.size() && list[i] == '"')
            quoted = !quoted;
        if (i < list.size() && (quoted || list[i] != ','))
            continue;
        if (begin >= list.size())
            break;
        const auto element = trimmed(list.substr(begin, std::min(i, list.size()) - begin));
        if (!element.empty())
            elements.emplace_back(element);
        begin = i + 1;
    }
    return elements;
}

CacheControl parseCacheControl(std::string_view list) {
    CacheControl control;
    for (const std::string& element : listElements(list)) {
        const std::string_view directive = element;
        const std::size_t equals = directive.find('=');
        const auto value =
            equals == std::string_view::npos ? std::string_view() : directive.substr(equals + 1);
        takeDirective(control, trimmed(directive.substr(0, equals)), trimmed(value));
    }
    return control;
}

namespace {

// The field's list if it is a dictionary of RFC 8941 with at least one member, as far as its keys
// tell; members with a string for a number are left out.
std::optional<std::string> targetedControl(const FieldList& fields) {
    const auto field = joinedField(fields, "CDN-Cache-Control");
    if (!field)
        return std::nullopt;
    std::string usable;
    const auto elements = listElements(*field);
    for (const std::string& element : elements) {
        const std::string key = element.substr(0, element.find_first_of("=;"));
        if (key.empty() ||
            key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.*") != std::string::npos)
            return std::nullopt;
        const std::string member = element.substr(0, element.find(';'));
        if (member.compare(key.size(), 2, "=\"") != 0)
            usable += (usable.empty() ? "" : ", ") + member;
    }
    if (elements.empty())
        return std::nullopt;
    return usable;
}

enum class ExpiresField { Counts, Ignored };

Freshness
freshnessBy(const CacheControl& control, const ResponseMeta& response, ExpiresField expiresField) {
    if (control.maxAge)
        return {*control.maxAge, true};
    const base::WallTime date =
        dateField(response.fields, "Date", response.received).value_or(response.received);
    if (expiresField == ExpiresField::Counts && joinedField(response.fields, "Expires")) {
        const auto expires = dateField(response.fields, "Expires", response.received);
        // An invalid date, "0" above all, is in the past (RFC 9111 §5.3).
        return {expires ? std::max(wholeSeconds(*expires - date), seconds(0)) : seconds(0), true};
    }
    const auto modified = dateField(response.fields, "Last-Modified", response.received);
    if (!modified || *modified >= date || !isHeuristicallyCacheable(response.status))
        return {};
    return {std::min(wholeSeconds(date - *modified) / 10, kLongestGuess), false};
}

} // namespace

CacheControl responseCacheControl(const FieldList& fields) {
    if (const auto targeted = targetedControl(fields))
        return parseCacheControl(*targeted);
    return parseCacheControl(joinedField(fields, "Cache-Control").value_or(""));
}

Freshness freshnessOf(const ResponseMeta& response) {
    const CacheControl control = responseCacheControl(response.fields);
    if (control.sharedMaxAge)
        return {*control.sharedMaxAge, true};
    return freshnessBy(
        control, response,
        targetedControl(response.fields) ? ExpiresField::Ignored : ExpiresField::Counts);
}

Freshness browserFreshnessOf(const ResponseMeta& response) {
    return freshnessBy(
        parseCacheControl(joinedField(response.fields, "Cache-Control").value_or("")), response,
        ExpiresField::Counts);
}

seconds ageOf(const ResponseMeta& response, base::WallTime now) {
    const auto date = dateField(response.fields, "Date", response.received);
    const seconds apparent =
        date ? std::max(wholeSeconds(response.received - *date), seconds(0)) : seconds(0);
    // The first value of a repeated or listed Age counts (RFC 9111 §5.1).
    const auto ages = listElements(joinedField(response.fields, "Age").value_or(""));
    const seconds stated =
        ages.empty() ? seconds(0) : parseDelta(ages.front()).value_or(seconds(0));
    const seconds delay =
        std::max(wholeSeconds(response.received - response.requested), seconds(0));
    const seconds initial = std::max(apparent, stated + delay);
    return initial + std::max(wholeSeconds(now - response.received), seconds(0));
}

bool mayStore(const CacheRequest& request, const ResponseMeta& response) {
    if (request.method != "GET" || !isUnderstood(response.status) || request.control.noStore)
        return false;
    const CacheControl control = responseCacheControl(response.fields);
    if (control.noStore || control.isPrivate)
        return false;
    if (joinedField(response.fields, "Set-Cookie"))
        return false;
    if (joinedField(response.fields, "Vary").value_or("").find('*') != std::string::npos)
        return false;
    // RFC 9111 §3.5.
    if (request.hasAuthorization && !control.isPublic && !control.mustRevalidate &&
        !control.sharedMaxAge)
        return false;
    return hasExplicitLifetime(control, response.fields) || control.isPublic || control.noCache ||
           isHeuristicallyCacheable(response.status);
}

Reuse decideReuse(const CacheRequest& request, const ResponseMeta& response, base::WallTime now) {
    const CacheControl control = responseCacheControl(response.fields);
    const seconds age = ageOf(response, now);
    const seconds lifetime = freshnessOf(response).lifetime;
    if (control.noCache || request.control.noCache)
        return Reuse::Validate;
    if (request.control.maxAge && age > *request.control.maxAge)
        return Reuse::Validate;
    if (request.control.minFresh && lifetime - age < *request.control.minFresh)
        return Reuse::Validate;
    if (age < lifetime)
        return Reuse::Fresh;
    const bool mayBeStale =
        !control.mustRevalidate && !control.sharedMaxAge && !request.control.maxAge;
    if (mayBeStale && age < lifetime + control.staleWhileRevalidate)
        return Reuse::StaleWhileRevalidate;
    return Reuse::Validate;
}

bool isServerError(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
}

bool mayServeOnError(const ResponseMeta& response, base::WallTime now) {
    const CacheControl control = responseCacheControl(response.fields);
    if (control.noCache || control.mustRevalidate || control.sharedMaxAge)
        return false;
    return ageOf(response, now) < freshnessOf(response).lifetime + control.staleIfError;
}

bool isAbout(const ResponseMeta& notModified, const ResponseMeta& stored) {
    const auto etag = joinedField(notModified.fields, "ETag");
    return !etag || etag->starts_with("W/") ||
           *etag == joinedField(stored.fields, "ETag").value_or(*etag);
}

void updateStored(ResponseMeta& stored, const ResponseMeta& notModified) {
    constexpr std::string_view kOfTheBody[] = {
        "Content-Length", "Content-Encoding", "Content-Type", "Content-Range", "ETag"};
    const auto describesBody = [&](std::string_view name) {
        return std::any_of(std::begin(kOfTheBody), std::end(kOfTheBody), [&](std::string_view of) {
            return sameName(name, of);
        });
    };
    FieldList updated;
    for (const auto& field : notModified.fields)
        if (!describesBody(field.first))
            updated.push_back(field);
    const auto isReplaced = [&](const auto& field) {
        return sameName(field.first, "Age") ||
               std::any_of(updated.begin(), updated.end(), [&](const auto& other) {
                   return sameName(other.first, field.first);
               });
    };
    auto& fields = stored.fields;
    fields.erase(std::remove_if(fields.begin(), fields.end(), isReplaced), fields.end());
    fields.insert(fields.end(), updated.begin(), updated.end());
    stored.requested = notModified.requested;
    stored.received = notModified.received;
}

std::optional<VaryKey> VaryKey::of(const FieldList& response, const FieldList& request) {
    VaryKey key;
    for (const std::string& name : listElements(joinedField(response, "Vary").value_or(""))) {
        if (name == "*")
            return std::nullopt;
        key.m_fields.emplace_back(lowerCase(name), normalised(request, name));
    }
    std::sort(key.m_fields.begin(), key.m_fields.end());
    const auto end = std::unique(key.m_fields.begin(), key.m_fields.end());
    key.m_fields.erase(end, key.m_fields.end());
    return key;
}

bool VaryKey::matches(const FieldList& request) const {
    return std::all_of(m_fields.begin(), m_fields.end(), [&](const auto& field) {
        return normalised(request, field.first) == field.second;
    });
}

VaryKey VaryKey::fromFields(FieldList fields) {
    VaryKey key;
    key.m_fields = std::move(fields);
    return key;
}

bool invalidates(std::string_view method, int status) {
    const bool isSafe =
        method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
    return !isSafe && status >= 200 && status < 400;
}

} // namespace meson::router
