// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace meson::router {

/// Header fields in order, names in their case.
using FieldList = std::vector<std::pair<std::string, std::string>>;

/// All values of a field as one comma-separated list (RFC 9110 §5.3); nothing if it is absent.
std::optional<std::string> joinedField(const FieldList& fields, std::string_view name);
/// The trimmed elements of a comma-separated list; commas in quoted strings do not separate.
std::vector<std::string> listElements(std::string_view list);

/// The directives of Cache-Control that a shared cache acts on (RFC 9111 §5.2, RFC 5861).
struct CacheControl {
    bool noStore = false;
    bool noCache = false;   ///< also with field names: when in doubt, validate
    bool isPrivate = false; ///< also with field names
    bool isPublic = false;
    bool mustRevalidate = false; ///< or proxy-revalidate, or s-maxage
    bool onlyIfCached = false;
    std::optional<std::chrono::seconds> maxAge;
    std::optional<std::chrono::seconds> sharedMaxAge;
    std::optional<std::chrono::seconds> minFresh;
    std::chrono::seconds staleWhileRevalidate{0};
    std::chrono::seconds staleIfError{0};
};
/// A delta that is no number is 0: what cannot be understood is stale. Repeated deltas: the
/// smallest counts.
CacheControl parseCacheControl(std::string_view list);
/// A response's: CDN-Cache-Control takes the place of Cache-Control and Expires if it is there and
/// is not malformed (RFC 9213 §2.2).
CacheControl responseCacheControl(const FieldList& fields);

/// An origin's answer as the cache keeps it.
struct ResponseMeta {
    int status = 200;
    FieldList fields;         ///< end-to-end fields only
    base::WallTime requested; ///< when the request that brought it (or validated it last) was sent
    base::WallTime received;
};

struct Freshness {
    std::chrono::seconds lifetime{0};
    bool isExplicit = false; ///< the origin said it; else it is a guess from Last-Modified
};

/// RFC 9111 §4.2.1–4.2.2; the guess is 10 % of the time since Last-Modified, a day at most.
Freshness freshnessOf(const ResponseMeta& response);
/// What it is for a browser: the rules that are for shared caches only do not count.
Freshness browserFreshnessOf(const ResponseMeta& response);
/// RFC 9111 §4.2.3.
std::chrono::seconds ageOf(const ResponseMeta& response, base::WallTime now);

/// What of a request decides on the use of a cache.
struct CacheRequest {
    std::string_view method;
    bool hasAuthorization = false;
    CacheControl control; ///< Pragma: no-cache counts where there is no Cache-Control
};

/// Whether a shared cache may store the answer to a GET (RFC 9111 §3). One with Set-Cookie is never
/// stored.
bool mayStore(const CacheRequest& request, const ResponseMeta& response);

/// What a stored response is good for.
enum class Reuse {
    Fresh,                ///< answer with it
    StaleWhileRevalidate, ///< answer with it and validate meanwhile (RFC 5861 §3)
    Validate,             ///< ask the origin first
};
Reuse decideReuse(const CacheRequest& request, const ResponseMeta& response, base::WallTime now);
/// Whether an answer says that the origin failed (RFC 5861 §4).
bool isServerError(int status);
/// Whether a stale response may stand in for an origin that fails (RFC 5861 §4).
bool mayServeOnError(const ResponseMeta& response, base::WallTime now);

/// Whether a 304 is about this response; one with another strong validator is not (RFC 9111
/// §4.3.4).
bool isAbout(const ResponseMeta& notModified, const ResponseMeta& stored);
/// Takes over the fields of a 304 (RFC 9111 §3.2) except those that describe the body.
void updateStored(ResponseMeta& stored, const ResponseMeta& notModified);

/// How a response depends on request fields (RFC 9110 §12.5.5).
class VaryKey {
public:
    /// Nothing for "Vary: *": such a response fits no other request.
    static std::optional<VaryKey> of(const FieldList& response, const FieldList& request);
    bool matches(const FieldList& request) const;
    /// Name and value pairs; names in lower case, values normalised.
    const FieldList& fields() const { return m_fields; }
    static VaryKey fromFields(FieldList fields);

    friend bool operator==(const VaryKey&, const VaryKey&) = default;

private:
    FieldList m_fields;
};

/// Whether an answer to a method other than GET, HEAD and OPTIONS makes what is stored under its
/// URL invalid (RFC 9111 §4.4).
bool invalidates(std::string_view method, int status);

} // namespace meson::router
