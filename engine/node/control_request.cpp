// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/node/control_request.h"

#include "engine/http/blocking_fetch.h"
#include "engine/node/role_options.h"
#include "engine/platform/private_file.h"

namespace meson::node {

namespace {

/// Leaving waits for running transfers, the last receipts and the deletion of a large cache.
constexpr std::chrono::hours kLongestTask{1};

} // namespace

base::Result<QJsonDocument, std::string> askTerminal(
    const Settings& settings, const std::string& method, const std::string& path,
    const QJsonObject& body) {
    const std::filesystem::path file = stateFolder(settings, "terminal") / "control.json";
    const auto text = platform::readFile(file);
    if (!text)
        return tl::unexpected(
            file.string() +
            ": No Terminal runs with this state folder: start it, or name its --folder.");
    const QJsonObject control = QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object();
    http::ClientRequest request;
    request.method = method;
    request.url = control.value(QLatin1String("url")).toString().toStdString() + path;
    request.fields = {
        {"Authorization",
         "Bearer " + control.value(QLatin1String("token")).toString().toStdString()}};
    if (method == "POST") {
        request.fields.emplace_back("Content-Type", "application/json");
        request.body = QJsonDocument(body).toJson(QJsonDocument::Compact).toStdString();
        request.headTimeout = kLongestTask;
    }
    http::ClientOptions options;
    options.addresses = http::AddressPolicy::Any;
    const auto answer = http::blockingFetch(std::move(request), options);
    if (!answer)
        return tl::unexpected(
            "The Terminal of " + file.parent_path().string() + " does not answer (" +
            base::explain(answer.error()) + ") Is it running?");
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(answer->body));
    if (answer->head.status >= 300)
        return tl::unexpected(
            json.object().value(QLatin1String("title")).toString().toStdString() + " " +
            json.object().value(QLatin1String("detail")).toString().toStdString());
    return json;
}

} // namespace meson::node
