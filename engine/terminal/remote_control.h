// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/identity.h"
#include "engine/terminal/control_requests.h"
#include "engine/terminal/paired_apps.h"

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace meson::terminal {

/// The control API for the owner's apps on other machines: over TLS 1.3 with the node's own key, so
/// that the node id is all that an app needs to know it by.
///
///     POST   /v1/pair   {"code": "…", "name": "…"}   {"token": "…"}; needs no token
///     DELETE /v1/pair                                the app gives its token back
///     GET    /v1/status, /v1/earnings                as in ControlApi
///     POST   /v1/pause, /v1/resume, /v1/limits       likewise
///
/// Whoever has no token of a paired app gets 401 for all but pairing. Thread: control.
class RemoteControl {
public:
    struct Parts {
        std::filesystem::path folder; ///< with identity.pem
        const crypto::Identity& identity;
        ControlQueue& control;
        ControlRequests& requests;
        const base::Clock& clock;
    };
    /// A sentence says why it cannot be offered there.
    static base::Result<std::unique_ptr<RemoteControl>, std::string>
    listen(std::vector<boost::asio::ip::tcp::endpoint> endpoints, const Parts& parts);
    ~RemoteControl();

    PairedApps& apps() { return m_apps; }
    /// "0.0.0.0:8091"
    std::string address() const;
    /// The line for one app, which reaches this computer by `host` (empty: an address of it); a
    /// sentence for what is no host.
    base::Result<std::string, std::string> newLine(const std::string& host);

private:
    class Gate;
    explicit RemoteControl(const Parts& parts);

    const base::NodeId m_node;
    PairedApps m_apps;
    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<http::Server> m_server; ///< goes before the gate that it calls
};

} // namespace meson::terminal
