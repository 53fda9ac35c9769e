// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/control_api.h"

#include "engine/crypto/mac.h"
#include "engine/metrics/registry.h"
#include "engine/platform/private_file.h"
#include "engine/terminal/drained.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <boost/asio/post.hpp>

namespace meson::terminal {
namespace {

constexpr base::Bytes kBodyLimit = base::kibibytes(64);
constexpr std::chrono::milliseconds kLastAnswers{1000}; ///< what they may take when it ends
constexpr std::chrono::seconds kLongestPause = std::chrono::hours(365 * 24);

struct Answer {
    int status = 200;
    QByteArray body = "{}";
    const char* type = "application/json";
};
using Reply = std::function<void(Answer)>;

Answer problem(int status, const char* type, const QString& title) {
    return {
        status,
        QJsonDocument(
            QJsonObject{
                {QStringLiteral("type"), QLatin1String("/problems/") + QLatin1String(type)},
                {QStringLiteral("title"), title},
                {QStringLiteral("status"), status}})
            .toJson(QJsonDocument::Compact),
        "application/problem+json"};
}

Answer leaveAnswer(const LeaveResult& result) {
    const auto kept = static_cast<qint64>(result.receiptsKept);
    if (!result.confirmed)
        return problem(
            503, "router-away",
            QStringLiteral("The Router did not confirm; it will see that we left. Receipts that "
                           "are kept for the next start: %1.")
                .arg(kept));
    return {
        200, QJsonDocument(QJsonObject{{QStringLiteral("receiptsKept"), kept}})
                 .toJson(QJsonDocument::Compact)};
}

void respond(http::Exchange& exchange, const Answer& answer) {
    http::Fields fields;
    fields.add("Content-Type", answer.type).add("Cache-Control", "no-store");
    if (answer.status == 401)
        fields.add("WWW-Authenticate", "Bearer");
    exchange.respond(answer.status, std::move(fields), answer.body.toStdString());
}

/// "127.0.0.1", "[::1]" or "localhost", with or without a port.
bool isOwnName(std::string_view host) {
    const std::size_t colon = host.rfind(':');
    if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
        host = host.substr(0, colon);
    return host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

/// A whole number of 0 or more, or nothing.
std::optional<std::int64_t> countOf(const QJsonValue& value) {
    const qint64 count = value.toInteger(-1);
    return value.isDouble() && count >= 0 ? std::optional<std::int64_t>(count) : std::nullopt;
}

} // namespace

/// Thread: handle() the API's own loop; the rest control.
class ControlApi::Requests final : public http::Handler {
public:
    Requests(ControlQueue& control, ControlActions actions, std::string token)
        : m_control(control)
        , m_actions(std::move(actions))
        , m_token(std::move(token)) {}

    void handle(std::shared_ptr<http::Exchange> exchange) override {
        const http::RequestHead& request = exchange->request();
        if (!isOwnName(request.host))
            return respond(
                *exchange,
                problem(403, "wrong-host", QStringLiteral("Ask for 127.0.0.1, not another name.")));
        if (request.path != "/metrics" && !isAllowed(request))
            return respond(
                *exchange,
                problem(
                    401, "token-needed",
                    QStringLiteral("Send the token of control.json as Authorization: Bearer.")));
        const std::string route = std::string(request.methodText) + ' ' + std::string(request.path);
        exchange->readBody(kBodyLimit, [this, exchange, route](std::string body) {
            m_control.post([this, exchange, route, body = std::move(body)] {
                run(route, body, [exchange](const Answer& answer) {
                    boost::asio::post(
                        exchange->executor(), [exchange, answer] { respond(*exchange, answer); });
                });
            });
        });
    }

private:
    bool isAllowed(const http::RequestHead& request) const {
        const std::string expected = "Bearer " + m_token;
        return crypto::equalInConstantTime(
            base::bytesOf(request.find("Authorization").value_or("")), base::bytesOf(expected));
    }

    void run(const std::string& route, const std::string& body, const Reply& reply) {
        if (route == "GET /v1/status")
            return reply({200, m_actions.status()});
        if (route == "GET /v1/earnings")
            return reply({200, m_actions.earnings()});
        if (route == "GET /metrics")
            return reply(
                {200, QByteArray::fromStdString(m_actions.metrics()), metrics::kOpenMetricsType});
        QJsonParseError error;
        const QJsonDocument document =
            body.empty() ? QJsonDocument(QJsonObject())
                         : QJsonDocument::fromJson(QByteArray::fromStdString(body), &error);
        if (!document.isObject())
            return reply(
                problem(400, "bad-message", QStringLiteral("The body must be a JSON object.")));
        change(route, document.object(), reply);
    }

    void change(const std::string& route, const QJsonObject& body, const Reply& reply) {
        if (route == "POST /v1/pause")
            return reply(pause(body));
        if (route == "POST /v1/resume") {
            m_actions.resume();
            return reply({200, m_actions.status()});
        }
        if (route == "POST /v1/limits")
            return reply(setLimits(body));
        if (route == "POST /v1/leave") {
            const bool deleteCache = body.value(QStringLiteral("deleteCache")).toBool();
            return m_actions.leave(
                deleteCache ? ControlActions::Cache::Delete : ControlActions::Cache::Keep,
                [reply](const LeaveResult& result) { reply(leaveAnswer(result)); });
        }
        reply(problem(404, "not-found", QStringLiteral("There is no such request here.")));
    }

    Answer pause(const QJsonObject& body) {
        const QJsonValue seconds = body.value(QStringLiteral("seconds"));
        const auto count = countOf(seconds);
        if (!seconds.isUndefined() && (!count || *count == 0 || *count > kLongestPause.count()))
            return problem(
                400, "bad-message", QStringLiteral("seconds must be 1 to 31536000 (a year)."));
        m_actions.pause(
            body.value(QStringLiteral("reason")).toString().toStdString(),
            count ? std::optional(std::chrono::seconds(*count)) : std::nullopt);
        return {200, m_actions.status()};
    }

    Answer setLimits(const QJsonObject& body) {
        ControlActions::Limits limits;
        for (const auto& [name, limit] :
             {std::pair("uploadLimit", &limits.upload),
              std::pair("alternativeLimit", &limits.alternative)}) {
            const QJsonValue value = body.value(QLatin1String(name));
            if (!value.isUndefined() && !countOf(value))
                return problem(
                    400, "bad-message",
                    QLatin1String(name) + QStringLiteral(" must be bytes per second, 0 for none."));
            if (!value.isUndefined())
                *limit = base::BytesPerSecond(*countOf(value));
        }
        if (const QJsonValue use = body.value(QStringLiteral("useAlternative")); use.isBool())
            limits.useAlternative = use.toBool();
        std::vector<base::Bytes> quotas;
        for (const QJsonValue quota : body.value(QStringLiteral("quotas")).toArray()) {
            if (!countOf(quota))
                return problem(
                    400, "bad-message", QStringLiteral("quotas must be a list of bytes."));
            quotas.emplace_back(*countOf(quota));
        }
        if (const auto refusal = m_actions.setQuotas(quotas))
            return problem(422, "not-possible", QString::fromStdString(*refusal));
        m_actions.setLimits(limits);
        return {200, m_actions.status()};
    }

    ControlQueue& m_control;
    const ControlActions m_actions;
    const std::string m_token;
};

base::Result<std::unique_ptr<ControlApi>, base::Failure<http::ServerError>> ControlApi::listen(
    const boost::asio::ip::tcp::endpoint& endpoint, const std::filesystem::path& controlFile,
    ControlQueue& control, ControlActions actions, const base::Clock& clock) {
    if (!endpoint.address().is_loopback())
        return base::fail(
            http::ServerError::AddressNotAllowed,
            "the control API on " + endpoint.address().to_string() + ", which is not loopback");
    std::unique_ptr<ControlApi> api(new ControlApi);
    const std::string token = base::toBase64Url(crypto::randomBytes<32>());
    api->m_requests = std::make_unique<Requests>(control, std::move(actions), token);
    http::ServerOptions options;
    options.endpoints = {endpoint};
    options.profile = http::Profile::Full;
    options.limits.connections = 64;
    auto server = http::Server::listen(std::move(options), *api->m_requests, clock);
    if (!server)
        return tl::unexpected(server.error());
    api->m_server = *std::move(server);
    const auto bound = api->m_server->endpoints().front();
    const std::string host = bound.address().to_string();
    api->m_url = "http://" + (bound.address().is_v6() ? '[' + host + ']' : host) + ':' +
                 std::to_string(bound.port());
    api->m_controlFile = controlFile;
    if (!platform::savePrivateFile(
            controlFile, R"({"url":")" + api->m_url + R"(","token":")" + token + "\"}\n"))
        return base::fail(http::ServerError::CannotListen, controlFile.string());
    api->m_server->start();
    return api;
}

ControlApi::~ControlApi() {
    if (m_server) {
        drainFor(*m_server, kLastAnswers);
        m_server->stop();
    }
    std::error_code ignored;
    std::filesystem::remove(m_controlFile, ignored);
}

} // namespace meson::terminal
