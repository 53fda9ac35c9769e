// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/certificate_authority.h"
#include "engine/crypto/identity.h"
#include "engine/http/tls_context.h"
#include "engine/router/database.h"
#include "engine/router/router.h"
#include "engine/store/content_store.h"

#include <memory>
#include <vector>

namespace meson::router {

/// What a Router stands on: all that opening its state folder can yield, or fail at.
///
///     router.db      the state database
///     identity.pem   the Router's Ed25519 key, 0600
///     network.key    the network's master key as hex, 0600: token keys come from it
///     ca.pem, ca.key the authority for the nodes' certificates, if it is an https network: 0600
///     cache/         the Router's own content store
///     cache.db       its index
struct RouterFoundation {
    std::unique_ptr<Database> database;
    crypto::Identity identity;
    std::vector<std::uint8_t> masterKey;
    std::unique_ptr<store::ContentStore> store;
    std::shared_ptr<http::TlsContext> tls; ///< none: plain HTTP
    /// None: not an https network.
    std::optional<crypto::CertificateAuthority> authority;
    std::string authorityFile; ///< its certificate, PEM; empty: none
};

base::Result<RouterFoundation, RouterFailure>
openFoundation(const RouterOptions& options, const base::Clock& clock);

} // namespace meson::router
