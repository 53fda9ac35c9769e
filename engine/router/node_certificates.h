// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/crypto/certificate_authority.h"
#include "engine/http/server.h"
#include "engine/protocol/messages.h"
#include "engine/router/node_names.h"

#include <chrono>
#include <memory>
#include <optional>

namespace meson::router {

/// Gives nodes of an https network their certificates: for the name that follows from the node's
/// key, or without a zone for the address that the request came from; never for what a request
/// asks. Whoever has a key may ask: a certificate lets nobody in, it only lets the Router's
/// call-back succeed. Nothing is kept and nothing revoked: they are short-lived.
/// Thread: the Router's loop.
class NodeCertificates {
public:
    struct Rules {
        bool allowSpecialUse = false; ///< loopback and private addresses, for a demo
        std::chrono::seconds life{7 * 86'400};
    };
    /// Without an authority every request is refused.
    NodeCertificates(
        std::optional<crypto::CertificateAuthority> authority, const NodeNames& names, Rules rules,
        const base::Clock& clock);

    /// `message` is signed with the key that it names.
    void
    take(const protocol::CertificateRequest& message, std::shared_ptr<http::Exchange> exchange);

private:
    const std::optional<crypto::CertificateAuthority> m_authority;
    const NodeNames& m_names;
    const Rules m_rules;
    const base::Clock& m_clock;
};

} // namespace meson::router
