// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/answer_fields.h"

#include "engine/http/client_url.h"
#include "engine/http/http_date.h"
#include "engine/protocol/codec.h"
#include "engine/protocol/limits.h"
#include "engine/router/origin_mask.h"

#include <algorithm>

namespace meson::router {

using http::sameName;

namespace {

constexpr std::string_view kOneConnection[] = {
    "Connection",
    "Keep-Alive",
    "Proxy-Connection",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Content-Length",
    "HTTP2-Settings"};

// They say where the answer comes from, or another way there.
constexpr std::string_view kOfTheOrigin[] = {"Alt-Svc", "Content-Location", "Server", "Via"};

// A URL in them may be relative.
constexpr std::string_view kReferences[] = {"Link", "Location", "Refresh"};

constexpr std::string_view kOfTheBytes[] = {
    "Content-Type", "Content-Language", "Content-Encoding", "Content-Disposition"};

template <std::size_t N>
bool isOneOf(std::string_view name, const std::string_view (&names)[N]) {
    return std::any_of(
        std::begin(names), std::end(names), [&](std::string_view n) { return sameName(n, name); });
}

http::Fields fieldsOfTheBytes(const ResponseMeta& response) {
    http::Fields fields;
    for (const auto& [name, value] : response.fields)
        if (isOneOf(name, kOfTheBytes)) {
            std::string text = value;
            std::replace(text.begin(), text.end(), '\t', ' '); // as good (RFC 9110 §5.5)
            fields.add(name, text);
        }
    return fields;
}

// Directives that still hold on a Terminal; how long is told by Expires. An origin may tell
// browsers to keep nothing of what shared caches keep (RFC 9213).
std::string terminalCacheControl(const FieldList& fields) {
    const auto plain = parseCacheControl(joinedField(fields, "Cache-Control").value_or(""));
    std::string result = plain.noStore ? "no-store" : plain.isPrivate ? "private" : "public";
    for (const char* directive : {"must-revalidate", "immutable", "no-transform", "no-cache"})
        for (const auto& element : listElements(joinedField(fields, "Cache-Control").value_or("")))
            if (sameName(element, directive))
                result += ", " + std::string(directive);
    return result;
}

} // namespace

FieldList endToEnd(const FieldList& fields) {
    const auto named = listElements(joinedField(fields, "Connection").value_or(""));
    FieldList result;
    for (const auto& field : fields) {
        const bool isNamed = std::any_of(named.begin(), named.end(), [&](const auto& name) {
            return sameName(name, field.first);
        });
        if (!isNamed && !isOneOf(field.first, kOneConnection))
            result.push_back(field);
    }
    return result;
}

FieldList endToEnd(const http::RequestHead& head) {
    FieldList fields;
    for (const http::Field& field : head.fields)
        fields.emplace_back(field.name, field.value);
    return endToEnd(fields);
}

FieldList forwardedFields(const http::Exchange& exchange, std::string_view router) {
    FieldList fields = endToEnd(exchange.request());
    removeField(fields, "Host");
    removeField(fields, "Expect");
    // What sites believe of a proxy in front of them: a client's word would be in all clients'
    // page.
    for (const char* name :
         {"Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix",
          "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Server", "X-Host",
          "X-HTTP-Method-Override", "X-Original-Host", "X-Original-URL", "X-Rewrite-URL"})
        removeField(fields, name);
    const auto via = joinedField(fields, "Via");
    removeField(fields, "Via");
    fields.emplace_back("Via", (via ? *via + ", " : "") + "1.1 " + std::string(router));
    fields.emplace_back("X-Forwarded-For", exchange.peer().address().to_string());
    return fields;
}

bool hasPassed(const http::RequestHead& head, std::string_view router) {
    for (const http::Field& field : head.fields) {
        if (!sameName(field.name, "Via"))
            continue;
        for (const std::string& element : listElements(field.value)) {
            const auto begin = element.find_first_of(" \t");
            const auto name = element.find_first_not_of(" \t", begin);
            if (begin == std::string::npos || name == std::string::npos)
                continue;
            if (element.substr(name, element.find_first_of(" \t", name) - name) == router)
                return true;
        }
    }
    return false;
}

FieldList originAnswer(const http::AnswerHead& head, const Binding& binding) {
    FieldList fields;
    const auto origin = http::parseUrl(binding.origin);
    for (const auto& [name, value] : endToEnd(head.fields)) {
        const auto as = isOneOf(name, kReferences) ? MaskAs::Reference : MaskAs::Domain;
        if (origin && !isOneOf(name, kOfTheOrigin))
            fields.emplace_back(name, maskHost(value, origin->host, as, binding.domain));
    }
    return fields;
}

void forwardInterim(
    http::Exchange& exchange, const http::AnswerHead& head, const Binding& binding) {
    if (head.status == 100)
        return;
    http::Fields fields;
    for (const auto& [name, value] : originAnswer(head, binding))
        fields.add(name, value);
    exchange.inform(head.status, std::move(fields));
}

void removeField(FieldList& fields, std::string_view name) {
    const auto isIt = [&](const auto& field) { return sameName(field.first, name); };
    fields.erase(std::remove_if(fields.begin(), fields.end(), isIt), fields.end());
}

http::Fields browserFields(const FieldList& origin) {
    http::Fields fields;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!joinedField(origin, name))
            fields.add(name, value);
    };
    if (!joinedField(origin, "Access-Control-Allow-Origin")) {
        fields.add("Access-Control-Allow-Origin", "*");
        add("Access-Control-Expose-Headers",
            "Accept-Ranges, Age, Cache-Status, Content-Length, Content-Range, Date, ETag, "
            "Last-Modified, Location, Repr-Digest");
    }
    add("Timing-Allow-Origin", "*");
    add("Cross-Origin-Resource-Policy", "cross-origin");
    add("X-Content-Type-Options", "nosniff");
    return fields;
}

http::Fields clientFields(const FieldList& origin) {
    http::Fields fields;
    for (const auto& [name, value] : origin)
        fields.add(name, value);
    fields.append(browserFields(origin));
    fields.add("Via", "1.1 meson");
    return fields;
}

std::optional<std::string>
targetOf(const Binding& binding, std::string_view target, std::string_view reference) {
    const auto base = http::parseUrl(binding.origin + std::string(target));
    const auto url = base ? http::resolveUrl(*base, reference) : std::nullopt;
    if (!url || (url->origin() != base->origin() && url->host != binding.domain))
        return std::nullopt;
    return url->target;
}

bool leadsToHttps(const http::AnswerHead& head, const Binding& binding, std::string_view target) {
    const auto location = head.status / 100 == 3 ? head.find("Location") : std::nullopt;
    const auto asked = http::parseUrl(binding.origin + std::string(target));
    const auto url = asked && location ? http::resolveUrl(*asked, *location) : std::nullopt;
    return url && url->secure && !asked->secure && url->target == asked->target &&
           (url->host == asked->host || url->host == binding.domain);
}

std::string terminalFields(const ResponseMeta& response) {
    http::Fields fields = fieldsOfTheBytes(response);
    fields.add("Cache-Control", terminalCacheControl(response.fields));
    const auto remaining =
        browserFreshnessOf(response).lifetime - ageOf(response, response.received);
    fields.add("Expires", http::formatHttpDate(response.received + remaining));
    return fields.lines();
}

bool describesSameBytes(const ObjectRecord& object, const ResponseMeta& response) {
    const std::string lines = fieldsOfTheBytes(response).lines();
    return object.fields.compare(0, lines.size(), lines) == 0 &&
           object.fields.compare(lines.size(), 14, "Cache-Control:") == 0;
}

bool promisesNoMore(std::string_view told, std::string_view now) {
    constexpr std::string_view kEnd = "Expires: ";
    const std::size_t end = told.rfind(kEnd);
    if (end == std::string_view::npos || end != now.rfind(kEnd) ||
        told.substr(0, end) != now.substr(0, end))
        return false;
    const auto read = [&](std::string_view lines) {
        const std::string_view date = lines.substr(end + kEnd.size());
        return http::parseHttpDate(date.substr(0, date.find('\r')), {});
    };
    return read(told) <= read(now);
}

std::string etagOfBytes(const base::ContentId& id) {
    return '"' + base::toText(id).substr(0, 32) + '"';
}

std::string strongEtag(const ResponseMeta& response, const base::ContentId& id) {
    const std::string etag = joinedField(response.fields, "ETag").value_or("");
    const bool isStrong = etag.size() >= 2 && etag.front() == '"';
    return isStrong && etag.size() <= protocol::limits::kText ? etag : etagOfBytes(id);
}

std::optional<base::WallTime> lastModifiedOf(const ResponseMeta& response) {
    const auto field = joinedField(response.fields, "Last-Modified");
    const auto time = field ? http::parseHttpDate(*field, response.received) : std::nullopt;
    return time && base::unixSeconds(*time) > 0 ? time : std::nullopt; // else it means none
}

bool hasSameValidators(const ObjectRecord& object, const ResponseMeta& response) {
    const auto modified = lastModifiedOf(response);
    return object.etag == strongEtag(response, object.id) &&
           object.lastModified == (modified ? base::unixSeconds(*modified) : 0);
}

std::optional<base::Sha256> statedDigest(const FieldList& fields) {
    constexpr std::string_view kBegin = "sha-256=:";
    for (const char* name : {"Repr-Digest", "Content-Digest"})
        for (const std::string& element : listElements(joinedField(fields, name).value_or(""))) {
            if (element.size() <= kBegin.size() || !element.starts_with(kBegin) ||
                element.back() != ':')
                continue;
            const auto bytes = base::fromBase64(std::string_view(element).substr(
                kBegin.size(), element.size() - kBegin.size() - 1));
            base::Sha256 digest;
            if (!bytes || bytes->size() != digest.bytes.size())
                continue;
            std::copy(bytes->begin(), bytes->end(), digest.bytes.begin());
            return digest;
        }
    return std::nullopt;
}

std::string cacheStatus(std::string_view outcome) {
    return "meson; " + std::string(outcome);
}

void respondProblem(
    http::Exchange& exchange, int status, std::string_view type, std::string_view title,
    std::string_view detail, http::Fields more) {
    const protocol::Problem problem{
        status, std::string(type), std::string(title), std::string(detail)};
    http::Fields fields = browserFields();
    fields.add("Content-Type", "application/problem+json").add("Cache-Control", "no-store");
    if (status == 503)
        fields.add("Retry-After", "5");
    fields.append(more);
    exchange.respond(status, std::move(fields), protocol::encode(problem).toStdString());
}

} // namespace meson::router
