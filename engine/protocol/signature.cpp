// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/signature.h"

#include "engine/crypto/hash.h"
#include "engine/crypto/mac.h"

#include <QDateTime>
#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace meson::protocol {
namespace {

constexpr std::string_view kLabel = "meson=";
constexpr std::string_view kWithBody = R"(("@method" "@path" "@query" "content-digest"))";
constexpr std::string_view kWithoutBody = R"(("@method" "@path" "@query"))";
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kLeastNonce = 16;
constexpr std::size_t kMostNonce = 64;

/// What Signature-Input says.
struct Input {
    std::string_view parameters; ///< all after the label: the value of "@signature-params"
    bool coversBody = false;
    std::optional<std::int64_t> created;
    std::optional<std::string_view> nonce;
    std::optional<std::string_view> keyId;
    std::optional<std::string_view> algorithm;

    bool isComplete() const { return created && nonce && keyId && algorithm == "ed25519"; }
};

bool skip(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// `"…"` without escapes: no value of ours needs one.
std::optional<std::string_view> takeQuoted(std::string_view& text) {
    if (!skip(text, "\""))
        return std::nullopt;
    const std::size_t end = text.find('"');
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view value = text.substr(0, end);
    text.remove_prefix(end + 1);
    return value;
}

std::optional<std::int64_t> takeInteger(std::string_view& text) {
    constexpr std::size_t kMostDigits = 15; // RFC 8941 §3.3.1
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    std::int64_t value = 0;
    if (digits == 0 || digits > kMostDigits)
        return std::nullopt;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

template <class T>
bool assignOnce(std::optional<T>& member, std::optional<T> value) {
    if (member || !value)
        return false;
    member = value;
    return true;
}

bool takeParameter(std::string_view& text, Input& input) {
    if (skip(text, ";created="))
        return assignOnce(input.created, takeInteger(text));
    if (skip(text, ";nonce="))
        return assignOnce(input.nonce, takeQuoted(text));
    if (skip(text, ";keyid="))
        return assignOnce(input.keyId, takeQuoted(text));
    return skip(text, ";alg=") && assignOnce(input.algorithm, takeQuoted(text));
}

bool isNonce(std::string_view text) {
    return text.size() >= kLeastNonce && text.size() <= kMostNonce &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_';
           });
}

/// meson=("@method" "@path" "@query" "content-digest");created=1;nonce="…";keyid="…";alg="ed25519"
std::optional<Input> parseInput(std::string_view text) {
    Input input;
    if (!skip(text, kLabel))
        return std::nullopt;
    input.parameters = text;
    input.coversBody = skip(text, kWithBody);
    if (!input.coversBody && !skip(text, kWithoutBody))
        return std::nullopt;
    while (!text.empty()) {
        if (!takeParameter(text, input))
            return std::nullopt;
    }
    if (!input.isComplete() || !isNonce(*input.nonce))
        return std::nullopt;
    return input;
}

/// meson=:<base64>:
std::optional<crypto::Signature> parseSignature(std::string_view text) {
    if (!skip(text, kLabel) || !skip(text, ":") || !text.ends_with(':'))
        return std::nullopt;
    text.remove_suffix(1);
    const auto bytes = base::fromBase64(text);
    crypto::Signature signature;
    if (!bytes || bytes->size() != signature.size())
        return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), signature.begin());
    return signature;
}

std::string baseOf(
    std::string_view method, std::string_view target, std::string_view digest, bool coversBody,
    std::string_view parameters) {
    const std::size_t mark = std::min(target.find('?'), target.size());
    // An absent query is written as a single "?" (RFC 9421 §2.2.7).
    const std::string_view query = mark < target.size() ? target.substr(mark) : "?";
    const std::array<Component, 4> components{{
        {"@method", method},
        {"@path", mark > 0 ? target.substr(0, mark) : "/"},
        {"@query", query},
        {"content-digest", digest},
    }};
    return signatureBase(std::span(components).first(coversBody ? 4 : 3), parameters);
}

std::string utcText(std::int64_t seconds) {
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate).toStdString();
}

SignatureFailure skewOf(std::int64_t created, std::int64_t routerTime) {
    return {
        SignatureError::ClockSkew, "signed at " + utcText(created) + ", Router time is " +
                                       utcText(routerTime) + " (" +
                                       std::to_string(created - routerTime) + " s apart)"};
}

} // namespace

std::string contentDigest(std::string_view body) {
    return "sha-256=:" + base::toBase64(crypto::sha256(base::bytesOf(body)).bytes) + ":";
}

std::string signatureBase(std::span<const Component> components, std::string_view parameters) {
    std::string base;
    for (const auto& [name, value] : components)
        base.append("\"").append(name).append("\": ").append(value).append("\n");
    return base.append("\"@signature-params\": ").append(parameters);
}

std::vector<std::pair<std::string, std::string>> signRequest(
    const crypto::Identity& identity, std::string_view method, std::string_view target,
    std::string_view body, base::WallTime created) {
    const bool coversBody = !body.empty();
    const std::string digest = coversBody ? contentDigest(body) : std::string();
    std::string parameters(coversBody ? kWithBody : kWithoutBody);
    parameters += ";created=" + std::to_string(base::unixSeconds(created)) + ";nonce=\"" +
                  base::toBase64Url(crypto::randomBytes<kNonceBytes>()) + "\";keyid=\"" +
                  toText(identity.nodeId()) + "\";alg=\"ed25519\"";
    const crypto::Signature signature =
        identity.sign(base::bytesOf(baseOf(method, target, digest, coversBody, parameters)));
    std::vector<std::pair<std::string, std::string>> result;
    if (coversBody)
        result.emplace_back("Content-Digest", digest);
    result.emplace_back("Signature-Input", std::string(kLabel) + parameters);
    result.emplace_back("Signature", std::string(kLabel) + ':' + base::toBase64(signature) + ':');
    return result;
}

std::string_view sentence(SignatureError error) {
    switch (error) {
    case SignatureError::Missing:
        return "The request is not signed.";
    case SignatureError::Malformed:
        return "Signature-Input or Signature is not what the protocol describes.";
    case SignatureError::UnknownKey:
        return "This key is not registered: register first.";
    case SignatureError::WrongDigest:
        return "Content-Digest does not match the body.";
    case SignatureError::WrongSignature:
        return "The signature does not match the request.";
    case SignatureError::ClockSkew:
        return "The clock is more than 300 seconds off: set this computer's clock, best by NTP.";
    case SignatureError::Replayed:
        return "This nonce was used before: sign each request with a new one.";
    case SignatureError::TooMany:
        return "Too many signed requests within ten minutes: send fewer.";
    }
    return {};
}

NonceMemory::Verdict NonceMemory::remember(
    const base::NodeId& node, std::string_view nonce, std::int64_t created, base::WallTime now) {
    const base::MutexLock lock(m_mutex);
    forgetBefore(base::unixSeconds(now - kClockTolerance));
    std::tuple key(created, node, std::string(nonce));
    if (m_seen.contains(key))
        return Verdict::Replayed;
    const auto known = m_perNode.find(node);
    if (m_seen.size() >= m_bounds.inAll ||
        (known != m_perNode.end() && known->second.size() >= m_bounds.perNode))
        return Verdict::TooMany;
    m_seen.insert(std::move(key));
    m_perNode[node].insert(created);
    return Verdict::Fresh;
}

std::chrono::seconds NonceMemory::wait(const base::NodeId& node, base::WallTime now) const {
    const base::MutexLock lock(m_mutex);
    std::optional<std::int64_t> oldest;
    const auto known = m_perNode.find(node);
    if (known != m_perNode.end() && known->second.size() >= m_bounds.perNode)
        oldest = *known->second.begin();
    else if (m_seen.size() >= m_bounds.inAll)
        oldest = std::get<0>(*m_seen.begin());
    if (!oldest)
        return std::chrono::seconds(0);
    return std::max(
        std::chrono::seconds(*oldest + 1 - base::unixSeconds(now)) + kClockTolerance,
        std::chrono::seconds(0));
}

void NonceMemory::forgetBefore(std::int64_t created) {
    while (!m_seen.empty() && std::get<0>(*m_seen.begin()) < created) {
        const auto known = m_perNode.find(std::get<1>(*m_seen.begin()));
        known->second.erase(known->second.begin());
        if (known->second.empty())
            m_perNode.erase(known);
        m_seen.erase(m_seen.begin());
    }
}

base::Result<base::NodeId, SignatureFailure> verifyRequest(
    std::string_view method, std::string_view target, std::string_view body,
    const ReceivedSignature& received,
    const std::function<std::optional<crypto::PublicKey>(const base::NodeId&)>& findKey,
    NonceMemory& nonces, base::WallTime routerTime) {
    if (received.signatureInput.empty() || received.signature.empty())
        return base::fail(SignatureError::Missing);
    const auto input = parseInput(received.signatureInput);
    const auto signature = parseSignature(received.signature);
    const auto node =
        input ? base::idFromText<base::NodeId>(*input->keyId) : std::optional<base::NodeId>();
    if (!input || !signature || !node || (!body.empty() && !input->coversBody))
        return base::fail(
            SignatureError::Malformed, input && signature ? "keyid or content-digest" : "");
    if (input->coversBody && received.contentDigest != contentDigest(body))
        return base::fail(SignatureError::WrongDigest);
    const auto key = findKey(*node);
    if (!key || crypto::nodeIdOf(*key) != *node)
        return base::fail(SignatureError::UnknownKey, toText(*node));
    const std::string base =
        baseOf(method, target, received.contentDigest, input->coversBody, input->parameters);
    if (!crypto::verifySignature(*key, base::bytesOf(base), *signature))
        return base::fail(SignatureError::WrongSignature, toText(*node));
    const std::int64_t now = base::unixSeconds(routerTime);
    if (std::abs(*input->created - now) > kClockTolerance.count())
        return tl::unexpected(skewOf(*input->created, now));
    switch (nonces.remember(*node, *input->nonce, *input->created, routerTime)) {
    case NonceMemory::Verdict::Replayed:
        return base::fail(SignatureError::Replayed, toText(*node));
    case NonceMemory::Verdict::TooMany:
        return base::fail(SignatureError::TooMany, toText(*node));
    case NonceMemory::Verdict::Fresh:
        break;
    }
    return *node;
}

} // namespace meson::protocol
