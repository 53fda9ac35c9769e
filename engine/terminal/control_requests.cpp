// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/control_requests.h"

#include "engine/metrics/registry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <boost/asio/post.hpp>
#include <charconv>

namespace meson::terminal {
namespace {

constexpr base::Bytes kBodyLimit = base::kibibytes(64);
constexpr std::chrono::seconds kLongestPause = std::chrono::hours(365 * 24);
constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kSince = "since=";

ControlAnswer leaveAnswer(const LeaveResult& result) {
    const auto receipts = static_cast<qint64>(result.receiptsKept);
    if (!result.confirmed)
        return controlProblem(
            503, "router-away",
            QStringLiteral("The Router did not confirm; it will see that we left. Receipts that "
                           "are kept for the next start: %1.%2")
                .arg(receipts)
                .arg(
                    result.isCacheLeft
                        ? QStringLiteral(" Some of the cache is left: delete its folder.")
                        : QString()));
    return {
        200, QJsonDocument(QJsonObject{
                               {QStringLiteral("receiptsKept"), receipts},
                               {QStringLiteral("cacheLeft"), result.isCacheLeft}})
                 .toJson(QJsonDocument::Compact)};
}

/// A whole number of 0 or more, or nothing.
std::optional<std::int64_t> countOf(const QJsonValue& value) {
    const qint64 count = value.toInteger(-1);
    return value.isDouble() && count >= 0 ? std::optional<std::int64_t>(count) : std::nullopt;
}

/// "since=<Unix seconds>", alone.
std::optional<base::WallTime> sinceOf(std::string_view query) {
    std::int64_t seconds = 0;
    const char* const end = query.data() + query.size();
    const auto [last, error] = std::from_chars(query.data() + kSince.size(), end, seconds);
    constexpr std::int64_t kEndOfTime = 253'402'300'800; // the year 10000
    const bool isTime = error == std::errc() && last == end && seconds >= 0 && seconds < kEndOfTime;
    return isTime ? std::optional(base::fromUnixSeconds(seconds)) : std::nullopt;
}

} // namespace

ControlAnswer controlProblem(int status, const char* type, const QString& title) {
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

ControlAnswer controlAnswer(const QJsonObject& body) {
    return {200, QJsonDocument(body).toJson(QJsonDocument::Compact)};
}

void respond(http::Exchange& exchange, const ControlAnswer& answer) {
    http::Fields fields;
    fields.add("Content-Type", answer.type).add("Cache-Control", "no-store");
    if (answer.status == 401)
        fields.add("WWW-Authenticate", "Bearer");
    exchange.respond(answer.status, std::move(fields), answer.body.toStdString());
}

std::string_view bearerOf(const http::RequestHead& request) {
    std::string_view field = request.find("Authorization").value_or("");
    if (!field.starts_with(kBearer))
        return {};
    field.remove_prefix(kBearer.size());
    return field;
}

std::optional<QJsonObject> ControlRequest::object() const {
    if (body.empty())
        return QJsonObject();
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(body));
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

void ControlGate::handle(std::shared_ptr<http::Exchange> exchange) {
    const http::RequestHead& head = exchange->request();
    if (const auto refusal = refusalOf(head))
        return respond(*exchange, *refusal);
    ControlRequest request{
        std::string(head.methodText) + ' ' + std::string(head.path), std::string(head.query), {}};
    const std::string token(bearerOf(head));
    exchange->readBody(kBodyLimit, [this, exchange, request, token](std::string body) mutable {
        request.body = std::move(body);
        m_control.post([this, exchange, request, token] {
            run(request, token, [exchange](const ControlAnswer& answer) {
                boost::asio::post(
                    exchange->executor(), [exchange, answer] { respond(*exchange, answer); });
            });
        });
    });
}

void ControlRequests::run(const ControlRequest& request, const ControlReply& reply) {
    if (request.route == "GET /v1/status")
        return reply(status(request.query));
    if (request.route == "GET /v1/earnings")
        return reply({200, m_actions.earnings()});
    if (request.route == "GET /v1/pairing")
        return reply(controlAnswer(m_actions.pairedApps()));
    if (request.route == "GET /metrics")
        return reply(
            {200, QByteArray::fromStdString(m_actions.metrics()), metrics::kOpenMetricsType});
    const auto body = request.object();
    if (!body)
        return reply(
            controlProblem(400, "bad-message", QStringLiteral("The body must be a JSON object.")));
    change(request.route, *body, reply);
}

void ControlRequests::change(
    const std::string& route, const QJsonObject& body, const ControlReply& reply) {
    if (route == "POST /v1/pause")
        return reply(pause(body));
    if (route == "POST /v1/resume") {
        m_actions.resume();
        return reply(status({}));
    }
    if (route == "POST /v1/limits")
        return reply(setLimits(body));
    if (route == "POST /v1/pairing")
        return reply(pair(body));
    if (route == "POST /v1/pairing/revoke")
        return reply(revoke(body));
    if (route == "POST /v1/leave") {
        const bool deleteCache = body.value(QStringLiteral("deleteCache")).toBool();
        return m_actions.leave(
            deleteCache ? ControlActions::Cache::Delete : ControlActions::Cache::Keep,
            [reply](const LeaveResult& result) { reply(leaveAnswer(result)); });
    }
    reply(controlProblem(404, "not-found", QStringLiteral("There is no such request here.")));
}

ControlAnswer ControlRequests::status(const std::string& query) {
    const auto since = query.starts_with(kSince) ? sinceOf(query) : std::nullopt;
    if (!query.empty() && !since)
        return controlProblem(
            400, "bad-message", QStringLiteral("since must be a time in Unix seconds."));
    return controlAnswer(m_actions.status(since));
}

ControlAnswer ControlRequests::pause(const QJsonObject& body) {
    const QJsonValue seconds = body.value(QStringLiteral("seconds"));
    const auto count = countOf(seconds);
    if (!seconds.isUndefined() && (!count || *count == 0 || *count > kLongestPause.count()))
        return controlProblem(
            400, "bad-message", QStringLiteral("seconds must be 1 to 31536000 (a year)."));
    m_actions.pause(
        body.value(QStringLiteral("reason")).toString().toStdString(),
        count ? std::optional(std::chrono::seconds(*count)) : std::nullopt);
    return controlAnswer(m_actions.status(std::nullopt));
}

ControlAnswer ControlRequests::setLimits(const QJsonObject& body) {
    ControlActions::Limits limits;
    for (const auto& [name, limit] :
         {std::pair("uploadLimit", &limits.upload),
          std::pair("alternativeLimit", &limits.alternative)}) {
        const QJsonValue value = body.value(QLatin1String(name));
        if (!value.isUndefined() && !countOf(value))
            return controlProblem(
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
            return controlProblem(
                400, "bad-message", QStringLiteral("quotas must be a list of bytes."));
        quotas.emplace_back(*countOf(quota));
    }
    if (const auto refusal = m_actions.setQuotas(quotas))
        return controlProblem(422, "not-possible", QString::fromStdString(*refusal));
    m_actions.setLimits(limits);
    return controlAnswer(m_actions.status(std::nullopt));
}

ControlAnswer ControlRequests::pair(const QJsonObject& body) {
    const auto line = m_actions.pair(body.value(QStringLiteral("host")).toString().toStdString());
    if (!line)
        return controlProblem(409, "not-possible", QString::fromStdString(line.error()));
    return controlAnswer({{QStringLiteral("line"), QString::fromStdString(*line)}});
}

ControlAnswer ControlRequests::revoke(const QJsonObject& body) {
    const auto refusal =
        m_actions.revoke(body.value(QStringLiteral("name")).toString().toStdString());
    if (refusal)
        return controlProblem(409, "not-possible", QString::fromStdString(*refusal));
    return controlAnswer(m_actions.pairedApps());
}

} // namespace meson::terminal
