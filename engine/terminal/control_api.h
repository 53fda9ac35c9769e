// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/terminal/control_requests.h"
#include "engine/terminal/terminal.h"

#include <filesystem>
#include <memory>
#include <string>

namespace meson::terminal {

/// The control API for the owner's own programs, on loopback only:
///
///     GET  /v1/status?since=n                      what the Terminal is and does, and what it
///                                                  earned since n (Unix seconds; else: today)
///     GET  /v1/earnings                            every kept statement, and each figure of it
///                                                  computed again
///     POST /v1/pause    {"reason": "…", "seconds": n}   send clients back to the Router; without
///                                                       seconds until resumed
///     POST /v1/resume
///     POST /v1/limits   {"uploadLimit": n, "alternativeLimit": n, "useAlternative": bool,
///                       "quotas": [n, …]}          bytes per second, bytes; each optional
///     POST /v1/leave    {"deleteCache": bool}      {"receiptsKept": n, "cacheLeft": bool}
///                                                  when it has left
///     POST /v1/pairing  {"host": "…"}              {"line": "meson-pair:…"} for an app elsewhere
///     GET  /v1/pairing                             the apps that were paired
///     POST /v1/pairing/revoke {"name": "…"}        lets that one in no more
///     GET  /metrics                                OpenMetrics, for scrapers
///
/// All but /metrics need `Authorization: Bearer <token>`; address and token are in `control.json`,
/// which only the owner can read. /metrics shows figures only and needs none. Requests for other
/// host names than this computer's are refused, so that no web page can reach it by a name of its
/// own. Thread: control.
class ControlApi {
public:
    static base::Result<std::unique_ptr<ControlApi>, TerminalFailure> listen(
        const boost::asio::ip::tcp::endpoint& endpoint, const std::filesystem::path& controlFile,
        ControlQueue& control, ControlRequests& requests, const base::Clock& clock);
    ~ControlApi();

    /// "http://127.0.0.1:<port>"
    const std::string& url() const { return m_url; }

private:
    class Gate;
    ControlApi() = default;
    std::filesystem::path m_controlFile;
    std::string m_url;
    std::unique_ptr<Gate> m_gate;
    std::unique_ptr<http::Server> m_server; ///< before the handler that it calls
};

} // namespace meson::terminal
