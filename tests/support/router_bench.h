// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include "engine/platform/private_file.h"
#include "engine/platform/system_clock.h"
#include "engine/router/router.h"
#include "tests/support/hand_terminal.h"

#include <memory>
#include <string>

namespace meson::test {

/// A real Router, to which video.example is bound, with an origin behind it that offers the same
/// object at each path. Thread: the test's.
class RouterBench {
    QTemporaryDir m_folder; // first: it goes last

public:
    RouterBench()
        : origin([this](auto exchange) {
            http::Fields fields;
            fields.add("Cache-Control", "max-age=3600").add("Content-Type", "video/mp4");
            exchange->respond(200, std::move(fields), bytes);
        }) {
        options.endpoints = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.folder = m_folder.path().toStdString();
        options.demo = true;
        options.cacheQuota = base::mebibytes(64);
        options.cacheReserve = base::Bytes(1);
        options.spotCheckInterval = std::chrono::milliseconds(0);
    }

    /// The Router with `options`, again after a stop; the binding stays.
    bool start() {
        router.reset();
        auto created = router::Router::create(options, clock);
        if (!created) {
            qWarning("%s", base::explain(created.error()).c_str());
            return false;
        }
        router = std::move(*created);
        router->start();
        return !businessKey.empty() || (origin.start() && bind());
    }

    http::SmallAnswer
    ask(const std::string& method, const std::string& path, const std::string& key = {},
        const std::string& body = {}, const std::string& host = {}) {
        http::ClientRequest request;
        request.method = method;
        request.url = router->publicUrl() + path;
        request.body = body;
        if (!key.empty())
            request.fields.emplace_back("Authorization", "Bearer " + key);
        if (!body.empty())
            request.fields.emplace_back("Content-Type", "application/json");
        if (!host.empty())
            request.fields.emplace_back("Host", host);
        return fetchLocally(std::move(request)).value_or(http::SmallAnswer());
    }
    http::SmallAnswer askAsClient(const std::string& path) {
        return ask("GET", path, {}, {}, "video.example");
    }
    static QJsonObject json(const http::SmallAnswer& answer) {
        return QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    }
    QJsonObject status() { return json(ask("GET", "/v1/status")); }
    QJsonObject firstTerminal() {
        return status()[QStringLiteral("terminals")].toArray().at(0).toObject();
    }
    std::string operatorKey() const {
        const auto text = platform::readFile(options.folder / "admin.key");
        return text->substr(0, text->find('\n'));
    }

    const std::string bytes = patternBytes(300'000);
    platform::SystemClock clock;
    TestServer origin;
    router::RouterOptions options; ///< may be changed before start()
    std::unique_ptr<router::Router> router;
    std::string businessKey; ///< of the account that the domain belongs to

private:
    bool bind() {
        const auto account =
            ask("POST", "/v1/admin/accounts", operatorKey(), R"({"name":"alice"})");
        businessKey = json(account)[QStringLiteral("apiKey")].toString().toStdString();
        const std::string url = "http://127.0.0.1:" + std::to_string(origin.endpoint().port());
        const auto bound =
            ask("POST", "/v1/business/bindings", businessKey,
                R"({"domain":"video.example","origin":")" + url + R"("})");
        return bound.head.status / 100 == 2;
    }
};

} // namespace meson::test
