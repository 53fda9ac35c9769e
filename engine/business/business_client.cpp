// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/business/business_client.h"

#include "engine/base/encoding.h"
#include "engine/crypto/mac.h"
#include "engine/http/blocking_fetch.h"

#include <QJsonDocument>
#include <QUrl>

namespace meson::business {
namespace {

QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

/// A refusal as RFC 9457 describes it, in one line.
BusinessFailure refusal(int status, const QJsonObject& problem) {
    const QString title = problem.value(QLatin1String("title")).toString();
    const QString detail = problem.value(QLatin1String("detail")).toString();
    QString about = title.isEmpty() ? QStringLiteral("status %1").arg(status) : title;
    if (!detail.isEmpty() && detail != title)
        about += QLatin1Char(' ') + detail;
    return {BusinessError::Refused, about.toStdString()};
}

} // namespace

std::string_view sentence(BusinessError error) {
    switch (error) {
    case BusinessError::Unreachable:
        return "The Router did not answer.";
    case BusinessError::BadAnswer:
        return "The answer is not a Router's: check the address.";
    case BusinessError::Refused:
        return "The Router refused.";
    }
    return {};
}

BusinessAnswer BusinessClient::bind(const BindingRequest& request) const {
    using enum BindingRequest::Origin;
    return send(
        "POST", "/v1/business/bindings",
        {{QStringLiteral("domain"), text(request.domain)},
         {QStringLiteral("origin"), text(request.origin)},
         {QStringLiteral("originIsPublic"), request.visibility == Public},
         {QStringLiteral("relay"), request.delivery == BindingRequest::Delivery::Relay},
         {QStringLiteral("bindClientNetwork"),
          request.tokens == BindingRequest::Tokens::ClientNetwork}});
}

BusinessAnswer BusinessClient::unbind(const std::string& domain) const {
    const QByteArray escaped = QUrl::toPercentEncoding(text(domain));
    return send("DELETE", "/v1/business/bindings/" + escaped.toStdString());
}

BusinessAnswer BusinessClient::list() const {
    return send("GET", "/v1/business/bindings");
}

BusinessAnswer BusinessClient::usage() const {
    return send("GET", "/v1/business/usage");
}

BusinessAnswer BusinessClient::purgeUrl(const std::string& url) const {
    return send("POST", "/v1/business/purge", {{QStringLiteral("url"), text(url)}});
}

BusinessAnswer BusinessClient::purgeDomain(const std::string& domain) const {
    return send("POST", "/v1/business/purge", {{QStringLiteral("domain"), text(domain)}});
}

BusinessAnswer BusinessClient::topUp(
    base::MicroCredits amount, const std::string& account, const std::string& reference) const {
    return send(
        "POST", "/v1/business/top-up",
        {{QStringLiteral("amount"), qint64(amount.count())},
         {QStringLiteral("account"), text(account)},
         {QStringLiteral("reference"),
          text(reference.empty() ? base::toHex(crypto::randomBytes<12>()) : reference)}});
}

BusinessAnswer BusinessClient::createAccount(const std::string& name) const {
    return send("POST", "/v1/admin/accounts", {{QStringLiteral("name"), text(name)}});
}

BusinessAnswer BusinessClient::send(
    const std::string& method, const std::string& path, const QJsonObject& body) const {
    http::ClientRequest request;
    request.method = method;
    request.url = m_access.routerUrl + path;
    request.fields = {
        {"Authorization", "Bearer " + m_access.apiKey}, {"Accept", "application/json"}};
    if (!body.isEmpty()) {
        request.fields.emplace_back("Content-Type", "application/json");
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
    }
    request.bodyLimit = base::mebibytes(16);
    http::ClientOptions options;
    options.addresses = http::AddressPolicy::Any;
    options.trustedCertificates = m_access.trustedCertificates;
    const auto answer = http::blockingFetch(std::move(request), options);
    if (!answer)
        return base::fail(
            BusinessError::Unreachable,
            m_access.routerUrl + " (" + base::explain(answer.error()) + ")");
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(answer->body));
    if (answer->head.status >= 300)
        return tl::unexpected(refusal(answer->head.status, json.object()));
    if (!json.isObject())
        return base::fail(BusinessError::BadAnswer, m_access.routerUrl);
    return json.object();
}

} // namespace meson::business
