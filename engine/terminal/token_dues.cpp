// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/token_dues.h"

#include "engine/protocol/delivery_token.h"

#include <algorithm>

namespace meson::terminal {

namespace {

constexpr std::chrono::seconds kClockMargin{60};
constexpr std::chrono::seconds kForgetPause{60}; // it looks at all tokens

} // namespace

std::optional<TokenDues::Entry> TokenDues::entryOf(const protocol::Receipt& receipt) {
    const auto token = protocol::parseToken(receipt.token);
    if (!token)
        return std::nullopt;
    return Entry{token->nonce, token->length, receipt.bytes, token->expires};
}

TokenDues::Due TokenDues::enter(const Entry& entry, base::WallTime routerTime) {
    Token& token = m_tokens.try_emplace(entry.nonce, Token{{}, entry.expires}).first->second;
    const base::Bytes due = std::clamp(
        entry.stated, base::Bytes(0), std::max(entry.length - token.stated, base::Bytes(0)));
    token.stated += due;
    return {due, isLate(entry.expires, routerTime) ? due : base::Bytes(0)};
}

bool TokenDues::isLate(std::int64_t expires, base::WallTime routerTime) {
    return expires <= base::unixSeconds(routerTime - protocol::kReceiptGrace + kClockMargin);
}

void TokenDues::forget(base::WallTime routerTime) {
    if (routerTime < m_nextForget)
        return;
    m_nextForget = routerTime + kForgetPause;
    std::erase_if(
        m_tokens, [&](const auto& item) { return isLate(item.second.expires, routerTime); });
}

} // namespace meson::terminal
