// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/ticket_keys.h"
#include "engine/http/tls_context.h"

#include <map>
#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

/// The certificates of one moment, as OpenSSL contexts. Immutable; connections share it. Thread:
/// any.
struct TlsContext::State {
    struct Free {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };
    using Context = std::unique_ptr<SSL_CTX, Free>;

    /// The context for a server name, by exact name, then by wildcard, else the first.
    SSL_CTX* find(std::string_view serverName) const;

    std::vector<Context> contexts;
    std::map<std::string, SSL_CTX*, std::less<>>
        names; ///< in lower case; "*.example.org" as ".example.org"
    std::shared_ptr<TicketKeys> tickets;
};

} // namespace meson::http
