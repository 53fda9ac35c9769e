// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/registration.h"

#include "engine/crypto/mac.h"
#include "engine/router/answers.h"
#include "engine/router/network_prefix.h"

#include <algorithm>

namespace meson::router {

namespace {

namespace ip = http::asio::ip;

constexpr std::string_view kProbePath = "/.well-known/meson/probe/";
constexpr std::string_view kProbeContext = "meson-probe-v1:";
/// One network may try itself out once in this time, and so many at once in all.
constexpr std::chrono::seconds kTryOutPause{5};
constexpr int kTryOutsAtOnce = 32;

std::string placeOf(const std::string& host, std::uint16_t port) {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" +
           std::to_string(port);
}

/// An IPv4 address, or the /64 of an IPv6 one: what one household has.
std::string networkOf(const ip::address& address) {
    if (address.is_v4())
        return address.to_string();
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6(bytes).to_string();
}

void refuseAddress(http::Exchange& exchange, const std::string& address, const std::string& why) {
    respondProblem(
        exchange,
        {422, "address-refused", "The announced address cannot be used.", address + ": " + why});
}

bool provesKey(
    const protocol::Register& message, const std::string& challenge, std::string_view body) {
    while (!body.empty() && (body.back() == '\n' || body.back() == '\r'))
        body.remove_suffix(1);
    const auto bytes = base::fromBase64Url(body);
    crypto::Signature signature;
    if (!bytes || bytes->size() != signature.size())
        return false;
    std::copy(bytes->begin(), bytes->end(), signature.begin());
    return crypto::verifySignature(
        message.publicKey, base::bytesOf(std::string(kProbeContext) + challenge), signature);
}

} // namespace

Registration::Registration(
    NodeRegistry& registry, StateWriter& writer, NodeNames& names, http::Client& client,
    Rules rules, const base::Clock& clock)
    : m_registry(registry)
    , m_writer(writer)
    , m_names(names)
    , m_client(client)
    , m_rules(std::move(rules))
    , m_clock(clock) {}

void Registration::take(
    const protocol::Register& message, std::shared_ptr<http::Exchange> exchange) {
    auto attempt = std::make_shared<Attempt>();
    attempt->message = message;
    if (message.addresses.empty())
        attempt->addresses.push_back(withoutMapping(exchange->peer().address()));
    for (const std::string& text : message.addresses) {
        boost::system::error_code error;
        const ip::address address = ip::make_address(text, error);
        if (error)
            return refuseAddress(
                *exchange, text, "announce an IP address, or none to use the one you come from.");
        attempt->addresses.push_back(withoutMapping(address));
    }
    for (const ip::address& address : attempt->addresses) {
        if (!m_rules.allowSpecialUse && http::isSpecialUse(address))
            return refuseAddress(
                *exchange, address.to_string(),
                "clients on the internet cannot reach it; announce the public address.");
    }
    attempt->challenge = base::toBase64Url(crypto::randomBytes<32>());
    attempt->exchange = std::move(exchange);
    probe(std::move(attempt));
}

void Registration::tryOut(
    const protocol::Register& message, std::shared_ptr<http::Exchange> exchange) {
    const ip::address address = withoutMapping(exchange->peer().address());
    if (!m_rules.allowSpecialUse && http::isSpecialUse(address))
        return refuseAddress(
            *exchange, address.to_string(), "clients on the internet cannot reach it.");
    if (const std::chrono::seconds wait = takeTryOut(address); wait.count() > 0)
        return respondProblem(
            *exchange,
            {429, "too-many-requests", "This was asked a moment ago.",
             "Ask again in " + std::to_string(wait.count()) + " s."},
            wait);
    auto attempt = std::make_shared<Attempt>();
    attempt->purpose = Purpose::TryOut;
    attempt->message = message;
    attempt->addresses.push_back(address);
    attempt->challenge = base::toBase64Url(crypto::randomBytes<32>());
    attempt->exchange = std::move(exchange);
    ++m_tryingOut;
    probe(std::move(attempt));
}

std::chrono::seconds Registration::takeTryOut(const ip::address& address) {
    const base::SteadyTime now = m_clock.steady();
    std::erase_if(m_triedOut, [&](const auto& last) { return now - last.second >= kTryOutPause; });
    if (m_tryingOut >= kTryOutsAtOnce)
        return kTryOutPause;
    const auto [last, isFirst] = m_triedOut.emplace(networkOf(address), now);
    if (isFirst)
        return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(last->second + kTryOutPause - now);
}

std::string Registration::hostOf(const protocol::Register& message) const {
    if (!message.tls || message.ownCertificate)
        return {};
    return m_names.nameOf(crypto::nodeIdOf(message.publicKey));
}

void Registration::probe(std::shared_ptr<Attempt> attempt) {
    const ip::address& address = attempt->addresses[attempt->next];
    const std::string name = hostOf(attempt->message);
    http::ClientRequest request;
    request.url = (attempt->message.tls ? "https://" : "http://") +
                  placeOf(name.empty() ? address.to_string() : name, attempt->message.port) +
                  std::string(kProbePath) + attempt->challenge;
    request.connectTo = address;
    request.connectTimeout = request.headTimeout = std::chrono::seconds(5);
    request.bodyLimit = base::kibibytes(1);
    m_client.fetch(
        std::move(request),
        [this, attempt = std::move(attempt)](
            const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
            probed(attempt, answer);
        });
}

void Registration::probed(
    const std::shared_ptr<Attempt>& attempt,
    const base::Result<http::SmallAnswer, http::ClientFailure>& answer) {
    const ip::address address = attempt->addresses[attempt->next];
    std::string failure;
    if (!answer && answer.error().code == http::ClientError::TlsFailed) {
        failure = base::explain(answer.error()); // what is wrong with the certificate
        attempt->isUntrusted = true;
    } else if (!answer)
        failure = std::string(sentence(answer.error().code));
    else if (answer->head.status != 200)
        failure = "It answered with status " + std::to_string(answer->head.status) + ".";
    else if (!provesKey(attempt->message, attempt->challenge, answer->body))
        failure = "Somebody else answers there: the proof of the key is wrong.";
    if (attempt->purpose == Purpose::TryOut)
        --m_tryingOut;
    if (failure.empty() && attempt->purpose == Purpose::TryOut)
        return respondEmpty(*attempt->exchange);
    if (failure.empty())
        return enrol(*attempt, address);
    attempt->failures += placeOf(address.to_string(), attempt->message.port) + ": " + failure + " ";
    if (++attempt->next < attempt->addresses.size())
        return probe(attempt);
    refuseUnreachable(*attempt);
}

void Registration::refuseUnreachable(const Attempt& attempt) {
    const std::string remedy =
        attempt.isUntrusted
            ? "Give this Terminal a certificate for that name or address that clients trust."
            : "Open TCP port " + std::to_string(attempt.message.port) +
                  " in the firewall and forward it in the router of this network, then register "
                  "again.";
    respondProblem(
        *attempt.exchange,
        {422, "not-reachable", "The Router cannot reach this Terminal from outside.",
         attempt.failures + remedy});
}

void Registration::enrol(const Attempt& attempt, const ip::address& address) {
    const protocol::Register& message = attempt.message;
    const auto enrolled = m_registry.enrol(
        {message.publicKey, address, message.port, message.tls, hostOf(message), message.name,
         message.software, message.payoutAddress});
    if (!enrolled)
        return respondProblem(
            *attempt.exchange,
            {409, "id-taken", "This node id cannot be used.", base::explain(enrolled.error())});
    m_onEnrolled(*enrolled);
    m_registry.save(
        m_writer, *enrolled, [this, index = *enrolled, exchange = attempt.exchange](bool saved) {
            if (!saved)
                return respondProblem(
                    *exchange, {503, "unavailable", "The Router cannot write its state down.",
                                "Try again later."});
            m_names.changed();
            const Node& node = m_registry.at(index);
            respondMessage(
                *exchange, protocol::Registered{
                               node.id, node.host(), node.enrolment.address.to_string(),
                               node.secret, m_rules.returnUrl, base::unixSeconds(m_clock.wall()),
                               m_rules.heartbeatSeconds});
        });
}

} // namespace meson::router
