// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/demo/role_requests.h"

#include "engine/http/blocking_fetch.h"
#include "engine/platform/private_file.h"

#include <QJsonDocument>

namespace meson::demo {
namespace {

using namespace std::chrono_literals;

void authorize(http::ClientRequest& request, const std::string& token) {
    request.fields = {{"Authorization", "Bearer " + token}};
}

} // namespace

std::optional<QJsonObject> askJson(http::ClientRequest request) {
    http::ClientOptions options;
    options.addresses = http::AddressPolicy::Any;
    request.connectTimeout = 1s;
    request.headTimeout = 5s;
    const auto answer = http::blockingFetch(std::move(request), options);
    if (!answer || answer->head.status != 200)
        return std::nullopt;
    return QJsonDocument::fromJson(QByteArray::fromStdString(answer->body)).object();
}

std::optional<http::ClientRequest> terminalStatus(const QString& folder) {
    const auto json = platform::readFile((folder + QStringLiteral("/control.json")).toStdString());
    if (!json)
        return std::nullopt;
    const QJsonObject control = QJsonDocument::fromJson(QByteArray::fromStdString(*json)).object();
    http::ClientRequest request;
    request.url = control.value(QLatin1String("url")).toString().toStdString() + "/v1/status";
    authorize(request, control.value(QLatin1String("token")).toString().toStdString());
    return request;
}

http::ClientRequest settlement(const QString& folder, const std::string& routerUrl) {
    const auto key = platform::readFile((folder + QStringLiteral("/admin.key")).toStdString());
    http::ClientRequest request;
    request.method = "POST";
    request.url = routerUrl + "/v1/admin/settle";
    authorize(request, QByteArray::fromStdString(key.value_or("")).trimmed().toStdString());
    return request;
}

} // namespace meson::demo
