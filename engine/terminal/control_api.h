// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/http/server.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/terminal.h"

#include <QByteArray>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// What the control API asks for; all are called on the control thread.
struct ControlActions {
    std::function<QByteArray()> status;   ///< a JSON object
    std::function<QByteArray()> earnings; ///< a JSON object
    std::function<std::string()> metrics; ///< OpenMetrics text
    /// Nothing: until resumed.
    std::function<void(const std::string& reason, std::optional<std::chrono::seconds>)> pause;
    std::function<void()> resume;
    struct Limits {
        std::optional<base::BytesPerSecond> upload;
        std::optional<base::BytesPerSecond> alternative;
        std::optional<bool> useAlternative;
    };
    std::function<void(const Limits&)> setLimits; ///< what is not named stays
    /// A sentence if it cannot be done.
    std::function<std::optional<std::string>(const std::vector<base::Bytes>&)> setQuotas;
    enum class Cache { Keep, Delete };
    std::function<void(Cache, std::function<void(const LeaveResult&)> done)> leave;
};

/// The control API for the owner's own programs, on loopback only:
///
///     GET  /v1/status                              what the Terminal is and does
///     GET  /v1/earnings                            every kept statement, and each figure of it
///                                                  computed again
///     POST /v1/pause    {"reason": "…", "seconds": n}   send clients back to the Router; without
///                                                       seconds until resumed
///     POST /v1/resume
///     POST /v1/limits   {"uploadLimit": n, "alternativeLimit": n, "useAlternative": bool,
///                       "quotas": [n, …]}          bytes per second, bytes; each optional
///     POST /v1/leave    {"deleteCache": bool}      {"receiptsKept": n} when it has left
///     GET  /metrics                                OpenMetrics, for scrapers
///
/// All but /metrics need `Authorization: Bearer <token>`; address and token are in `control.json`,
/// which only the owner can read. /metrics shows figures only and needs none. Requests for other
/// host names than this computer's are refused, so that no web page can reach it by a name of its
/// own. Thread: control.
class ControlApi {
public:
    static base::Result<std::unique_ptr<ControlApi>, base::Failure<http::ServerError>> listen(
        const boost::asio::ip::tcp::endpoint& endpoint, const std::filesystem::path& controlFile,
        ControlQueue& control, ControlActions actions, const base::Clock& clock);
    ~ControlApi();

    /// "http://127.0.0.1:<port>"
    const std::string& url() const { return m_url; }

private:
    class Requests;
    ControlApi() = default;
    std::filesystem::path m_controlFile;
    std::string m_url;
    std::unique_ptr<Requests> m_requests;
    std::unique_ptr<http::Server> m_server; ///< before the handler that it calls
};

} // namespace meson::terminal
