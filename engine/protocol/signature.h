// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/crypto/identity.h"

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

/// HTTP Message Signatures (RFC 9421) as PROTOCOL.md narrows them: one signature labelled "meson"
/// over "@method", "@path", "@query" and, when there is a body, "content-digest" (RFC 9530), with
/// the parameters created, nonce, keyid (the node id) and alg="ed25519". "@authority" and the
/// scheme are left out, so that proxies and port mappings do not break a signature.
namespace meson::protocol {

/// How far a signed request's `created` may be from Router time.
inline constexpr std::chrono::seconds kClockTolerance{300};

/// `sha-256=:…:` of RFC 9530.
std::string contentDigest(std::string_view body);

/// One line of a signature base: a component's name without quotes, and its value.
using Component = std::pair<std::string_view, std::string_view>;
/// The signature base of RFC 9421 §2.5; `parameters` is the value of "@signature-params".
std::string signatureBase(std::span<const Component> components, std::string_view parameters);

/// The fields to add to a request: Content-Digest (if there is a body), Signature-Input and
/// Signature. `target` is path and query, as on the request line.
std::vector<std::pair<std::string, std::string>> signRequest(
    const crypto::Identity& identity, std::string_view method, std::string_view target,
    std::string_view body, base::WallTime created);

enum class SignatureError {
    Missing,        ///< The request is not signed.
    Malformed,      ///< Signature-Input or Signature is not what PROTOCOL.md describes.
    UnknownKey,     ///< The key is not registered: register first.
    WrongDigest,    ///< Content-Digest does not match the body.
    WrongSignature, ///< The signature does not match the request.
    ClockSkew,      ///< `created` is more than 300 s from Router time: set the computer's clock.
    Replayed,       ///< The nonce was used before.
    TooMany,        ///< This node signed more requests in ten minutes than are remembered.
};
std::string_view sentence(SignatureError);
using SignatureFailure = base::Failure<SignatureError>;

/// How many nonces are remembered at most.
struct NonceBounds {
    std::size_t perNode = 8'192;
    std::size_t inAll = 1'000'000;
};

/// Remembers the nonces of signed requests until their `created` is out of tolerance, after which
/// the clock check refuses a replay. Bounded: who signs too much is refused, nobody is forgotten.
/// Thread: any.
class NonceMemory {
public:
    explicit NonceMemory(NonceBounds bounds = {})
        : m_bounds(bounds) {}

    enum class Verdict { Fresh, Replayed, TooMany };
    /// `created` is in Unix seconds, within the tolerance of `now`.
    Verdict remember(
        const base::NodeId& node, std::string_view nonce, std::int64_t created, base::WallTime now);
    /// From `now` until a node that signed too much is heard again; 0: it is heard.
    std::chrono::seconds wait(const base::NodeId& node, base::WallTime now) const;

private:
    void forgetBefore(std::int64_t created) MESON_REQUIRES(m_mutex);

    const NonceBounds m_bounds;
    mutable base::Mutex m_mutex;
    std::set<std::tuple<std::int64_t, base::NodeId, std::string>> m_seen MESON_GUARDED_BY(m_mutex);
    /// When each node's were created.
    std::unordered_map<base::NodeId, std::multiset<std::int64_t>>
        m_perNode MESON_GUARDED_BY(m_mutex);
};

/// The received fields that matter; empty when absent.
struct ReceivedSignature {
    std::string_view contentDigest;
    std::string_view signatureInput;
    std::string_view signature;
};

/// Checks form, digest, key, signature, clock and nonce, in this order; returns who signed.
/// `findKey` gives a node's public key (for registration: the key in the message itself). A
/// ClockSkew failure is about both times.
base::Result<base::NodeId, SignatureFailure> verifyRequest(
    std::string_view method, std::string_view target, std::string_view body,
    const ReceivedSignature& received,
    const std::function<std::optional<crypto::PublicKey>(const base::NodeId&)>& findKey,
    NonceMemory& nonces, base::WallTime routerTime);

} // namespace meson::protocol
