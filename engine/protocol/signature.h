// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/crypto/identity.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace meson::protocol {

/// How far a signed request's `created` may be from Router time.
inline constexpr std::chrono::seconds kClockTolerance{300};

/// What a signature covers (RFC 9421 §2): "@method", "@target-uri" is replaced by "@path" and "@query" so that proxies and
/// port mappings do not break it, "@authority" is left out for the same reason, and "content-digest" (RFC 9530).
struct SignedParts {
    std::string_view method;
    std::string_view target;        ///< path and query, as on the request line
    std::string_view contentDigest; ///< the header's value; empty when there is no body
};

/// `sha-256=:…:` of RFC 9530.
std::string contentDigest(std::string_view body);

/// The fields to add to a request: Content-Digest (if there is a body), Signature-Input and Signature, label "meson".
std::vector<std::pair<std::string, std::string>> signRequest(
    const crypto::Identity& identity, std::string_view method, std::string_view target, std::string_view body,
    base::WallTime created);

enum class SignatureError {
    Missing,        ///< The request is not signed.
    Malformed,      ///< Signature-Input or Signature is not what PROTOCOL.md describes.
    UnknownKey,     ///< The key is not registered: register first.
    WrongDigest,    ///< Content-Digest does not match the body.
    WrongSignature, ///< The signature does not match the request.
    ClockSkew,      ///< `created` is more than 300 s from Router time: set this computer's clock (NTP).
    Replayed,       ///< The nonce was used before.
};
std::string_view sentence(SignatureError);
using SignatureFailure = base::Failure<SignatureError>;

/// Remembers nonces for twice the tolerance. Thread: any.
class NonceMemory {
public:
    /// False if the nonce is known already. `created` decides when it may be forgotten.
    bool remember(const base::NodeId& node, std::string_view nonce, std::int64_t created, base::WallTime now);

private:
    std::mutex m_mutex;
    std::set<std::pair<std::int64_t, std::string>> m_byTime;
    std::unordered_map<std::string, std::int64_t> m_seen;
};

/// The received fields that matter; empty when absent.
struct ReceivedSignature {
    std::string_view contentDigest;
    std::string_view signatureInput;
    std::string_view signature;
};

/// Checks digest, key, signature, clock and nonce, in this order; returns who signed. `findKey` gives a node's public key
/// (for registration: the key in the message itself).
base::Result<base::NodeId, SignatureFailure> verifyRequest(
    std::string_view method, std::string_view target, std::string_view body, const ReceivedSignature& received,
    const std::function<std::optional<crypto::PublicKey>(const base::NodeId&)>& findKey, NonceMemory& nonces,
    base::WallTime routerTime);

} // namespace meson::protocol
