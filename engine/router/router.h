// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/router/router_options.h"

#include <memory>
#include <string>
#include <vector>

namespace meson::router {

enum class RouterError {
    FolderNotWritable, ///< The state folder cannot be created or written: check its permissions or
                       ///< name another.
    KeyNotUsable,   ///< A key in the state folder cannot be used: restore it from a backup or name
                    ///< another folder.
    StateNotUsable, ///< The state database cannot be used.
    CacheNotUsable, ///< The cache in the state folder cannot be used.
    CannotListen,   ///< The Router cannot listen there: choose another address or port.
    CertificateNotUsable, ///< A certificate or its key cannot be used.
};
std::string_view sentence(RouterError);
using RouterFailure = base::Failure<RouterError>;

/// The whole Router (W10): answers clients, directs Terminals, keeps the books. All of it runs on
/// one event loop; the database has its own thread. Thread: the owner's, never the loop.
class Router {
public:
    /// Opens the state and listens; requests are answered after start(). `clock` outlives the
    /// Router.
    static base::Result<std::unique_ptr<Router>, RouterFailure>
    create(RouterOptions options, const base::Clock& clock);
    ~Router();

    void start();
    /// Takes no new connections, gives running transfers `patience`, writes everything down and
    /// ends.
    void stop(std::chrono::milliseconds patience = std::chrono::milliseconds(2'000));

    /// The addresses listened on, with their real ports.
    std::vector<http::asio::ip::tcp::endpoint> endpoints() const;
    /// Scheme and authority, no trailing slash.
    const std::string& publicUrl() const;

private:
    class Core;
    explicit Router(std::unique_ptr<Core> core);
    std::unique_ptr<Core> m_core;
};

} // namespace meson::router
