// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/client.h"
#include "engine/http/message.h"
#include "engine/http/server.h"
#include "engine/router/cache_policy.h"
#include "engine/router/object_record.h"

#include <string>
#include <string_view>

/// The header fields of what the Router says to clients and origins. Pure functions. Thread: any.
namespace meson::router {

/// Without the fields that are about one connection only, those that Connection names included (RFC
/// 9110 §7.6.1), and without Content-Length, which the sender sets.
FieldList endToEnd(const FieldList& fields);
FieldList endToEnd(const http::RequestHead& head);

/// What goes to the origin with a client's request: end-to-end, without Host. `router` is this
/// Router's name in Via.
FieldList forwardedFields(const http::Exchange& exchange, std::string_view router);
/// Whether a request has come through this Router before (RFC 9110 §7.6.3).
bool hasPassed(const http::RequestHead& head, std::string_view router);
/// What of an origin's answer may go further: end-to-end, and no field names the origin (W39). A
/// reference to its host, by whatever scheme and port, becomes one to the site itself; elsewhere
/// the domain stands for that host. Other names of the origin are unknown here.
FieldList originAnswer(const http::AnswerHead& head, const Binding& binding);
/// Hands an origin's 1xx on; 100 is between neighbours only (RFC 9110 §15.2).
void forwardInterim(http::Exchange& exchange, const http::AnswerHead& head, const Binding& binding);
void removeField(FieldList& fields, std::string_view name);

/// What scripts of other sites may see of an answer, and how long loading took; left as the origin
/// says where it does.
http::Fields browserFields(const FieldList& origin = {});
/// The fields of an originAnswer() as clients get them.
http::Fields clientFields(const FieldList& origin);
/// The target that a reference in an answer to `target` means, if it is at the domain or its
/// origin.
std::optional<std::string>
targetOf(const Binding& binding, std::string_view target, std::string_view reference);
/// Whether an origin that is bound over http sends to the very same URL over https. A client would
/// come back with the same request, for ever.
bool leadsToHttps(const http::AnswerHead& head, const Binding& binding, std::string_view target);
/// What a Terminal serves with an object: only fields about the bytes, and an end of freshness as a
/// date instead of an age, which it could not count.
std::string terminalFields(const ResponseMeta& response);
/// Whether an object's fields say the same of its bytes as this response: else Terminals that have
/// it under another name cannot answer for it.
bool describesSameBytes(const ObjectRecord& object, const ResponseMeta& response);
/// Whether all that `told`, an object's terminalFields(), let clients do is what `now` lets them
/// do: by the same directives, and for no longer.
bool promisesNoMore(std::string_view told, std::string_view now);

/// The strong ETag that any bytes can have, whatever their origin says.
std::string etagOfBytes(const base::ContentId& id);
/// What a response whose body is the content is delivered with: the origin's ETag if that is
/// strong and no longer than PROTOCOL.md allows, else etagOfBytes().
std::string strongEtag(const ResponseMeta& response, const base::ContentId& id);
std::optional<base::WallTime> lastModifiedOf(const ResponseMeta& response);
/// Whether Terminals, which answer with the object's validators, evaluate conditions on this
/// response as its origin would. Other URLs may have the same bytes under other validators (RFC
/// 9110 §8.8).
bool hasSameValidators(const ObjectRecord& object, const ResponseMeta& response);

/// The SHA-256 that a whole answer's Repr-Digest or Content-Digest states (RFC 9530), or nothing.
std::optional<base::Sha256> statedDigest(const FieldList& fields);

/// "meson; hit; ttl=30" and the like (RFC 9211).
std::string cacheStatus(std::string_view outcome);
/// An answer of RFC 9457 problem details that scripts of other sites can read.
void respondProblem(
    http::Exchange& exchange, int status, std::string_view type, std::string_view title,
    std::string_view detail, http::Fields more = {});

} // namespace meson::router
