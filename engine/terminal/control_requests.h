// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "engine/base/units.h"
#include "engine/http/server.h"
#include "engine/terminal/control_queue.h"
#include "engine/terminal/terminal.h"

#include <QByteArray>
#include <QJsonObject>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// What the control API asks for; all are called on the control thread.
struct ControlActions {
    /// With what was earned since then; nothing: since this computer's day began.
    std::function<QJsonObject(std::optional<base::WallTime> since)> status;
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
    /// The line that lets one app on another machine pair itself, which reaches this computer by
    /// `host` (empty: an address of this computer); else a sentence.
    std::function<base::Result<std::string, std::string>(const std::string& host)> pair;
    std::function<QJsonObject()> pairedApps;
    /// A sentence if it cannot be done.
    std::function<std::optional<std::string>(const std::string& name)> revoke;
};

struct ControlAnswer {
    int status = 200;
    QByteArray body = "{}";
    const char* type = "application/json";
};
using ControlReply = std::function<void(ControlAnswer)>;

/// An RFC 9457 answer of type "/problems/<type>".
ControlAnswer controlProblem(int status, const char* type, const QString& title);
ControlAnswer controlAnswer(const QJsonObject& body);
void respond(http::Exchange& exchange, const ControlAnswer& answer);

/// One request as it was let in.
struct ControlRequest {
    std::string route; ///< "GET /v1/status"
    std::string query;
    std::string body;

    /// The JSON object in it, empty for no body; nothing for what is none.
    std::optional<QJsonObject> object() const;
};

/// Does what the requests of the control API ask for, whoever was let in. Thread: control.
class ControlRequests {
public:
    explicit ControlRequests(ControlActions actions)
        : m_actions(std::move(actions)) {}

    void run(const ControlRequest& request, const ControlReply& reply);

private:
    void change(const std::string& route, const QJsonObject& body, const ControlReply& reply);
    ControlAnswer status(const std::string& query);
    ControlAnswer pause(const QJsonObject& body);
    ControlAnswer setLimits(const QJsonObject& body);
    ControlAnswer pair(const QJsonObject& body);
    ControlAnswer revoke(const QJsonObject& body);

    const ControlActions m_actions;
};

/// Lets requests in, or refuses them before their bodies are read, and takes those that are let in
/// to the control thread. Thread: refusalOf() a loop of the server; run() control.
class ControlGate : public http::Handler {
public:
    explicit ControlGate(ControlQueue& control)
        : m_control(control) {}
    void handle(std::shared_ptr<http::Exchange> exchange) final;

protected:
    virtual std::optional<ControlAnswer> refusalOf(const http::RequestHead& request) = 0;
    /// `token` is the bearer's, empty without one.
    virtual void
    run(const ControlRequest& request, const std::string& token, const ControlReply& reply) = 0;

private:
    ControlQueue& m_control;
};

/// What follows "Bearer " in the Authorization field; empty without one (RFC 6750).
std::string_view bearerOf(const http::RequestHead& request);

} // namespace meson::terminal
