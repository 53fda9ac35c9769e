// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/node_certificates.h"

#include "engine/http/client.h"
#include "engine/router/answers.h"
#include "engine/router/network_prefix.h"

#include <QLoggingCategory>

namespace meson::router {

Q_LOGGING_CATEGORY(lcCertificates, "meson.router.certificates", QtInfoMsg)

namespace {

namespace ip = http::asio::ip;

constexpr std::chrono::hours kAuthorityEndsSoon{24 * 90};

std::vector<std::uint8_t> bytesOf(const ip::address& address) {
    if (address.is_v6()) {
        const auto bytes = address.to_v6().to_bytes();
        return {bytes.begin(), bytes.end()};
    }
    const auto bytes = address.to_v4().to_bytes();
    return {bytes.begin(), bytes.end()};
}

} // namespace

NodeCertificates::NodeCertificates(
    std::optional<crypto::CertificateAuthority> authority, const NodeNames& names, Rules rules,
    const base::Clock& clock)
    : m_authority(std::move(authority))
    , m_names(names)
    , m_rules(rules)
    , m_clock(clock) {
    if (m_authority && m_authority->until() - clock.wall() < kAuthorityEndsSoon)
        qCWarning(
            lcCertificates,
            "The authority for the nodes' certificates ends within 90 days, and they with it: "
            "bring another, and have clients trust both.");
}

void NodeCertificates::take(
    const protocol::CertificateRequest& message, std::shared_ptr<http::Exchange> exchange) {
    if (!m_authority)
        return respondProblem(
            *exchange, {404, "not-found", "This network is not one over https.",
                        "Its nodes have no certificates from the Router: bring your own."});
    const ip::address address = withoutMapping(exchange->peer().address());
    const std::string name = m_names.nameOf(crypto::nodeIdOf(message.publicKey));
    if (name.empty() && !m_rules.allowSpecialUse && http::isSpecialUse(address))
        return respondProblem(
            *exchange, {422, "address-refused", "There is no certificate for this address.",
                        address.to_string() + ": clients on the internet cannot reach it."});
    const auto request = crypto::CertificateRequest::parse(message.request);
    if (!request)
        return respondProblem(
            *exchange, {422, "request-refused", std::string(sentence(request.error().code)),
                        "Make an EC key on P-256 and sign the request with it."});
    const auto chain = m_authority->issue(
        *request,
        name.empty() ? crypto::CertificateName{{}, bytesOf(address)}
                     : crypto::CertificateName{name, {}},
        m_clock.wall(), m_rules.life);
    const base::WallTime until = crypto::validityOf(chain.front())->until;
    const std::string host = name.empty() ? address.to_string() : name;
    qCInfo(
        lcCertificates, "certificate %s for %s", crypto::serialOf(chain.front()).c_str(),
        host.c_str());
    respondMessage(*exchange, protocol::Certificate{host, base::unixSeconds(until), chain});
}

} // namespace meson::router
