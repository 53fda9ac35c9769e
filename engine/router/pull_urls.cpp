// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/pull_urls.h"

#include "engine/base/encoding.h"
#include "engine/crypto/mac.h"

namespace meson::router {

std::string PullUrls::make(const base::ContentId& id) {
    forgetOld();
    std::string secret = base::toBase64Url(crypto::randomBytes<32>());
    m_tickets[secret] = {id, m_clock.steady() + kLife, {}};
    m_oldestFirst.push_back(secret);
    return std::string(kPullPath) + secret;
}

std::optional<base::ContentId>
PullUrls::redeem(std::string_view path, std::string_view fetcher, Use use) {
    forgetOld();
    if (path.substr(0, kPullPath.size()) != kPullPath)
        return std::nullopt;
    const auto found = m_tickets.find(std::string(path.substr(kPullPath.size())));
    if (found == m_tickets.end())
        return std::nullopt;
    Ticket& ticket = found->second;
    if (!ticket.fetcher.empty() && (use != Use::Resume || ticket.fetcher != fetcher))
        return std::nullopt;
    ticket.fetcher = fetcher;
    return ticket.id;
}

void PullUrls::forgetOld() {
    const base::SteadyTime now = m_clock.steady();
    while (!m_oldestFirst.empty()) {
        const auto oldest = m_tickets.find(m_oldestFirst.front());
        if (oldest->second.expires > now)
            return;
        m_tickets.erase(oldest);
        m_oldestFirst.pop_front();
    }
}

} // namespace meson::router
