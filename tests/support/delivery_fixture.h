// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

#include "engine/platform/system_clock.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/test_server.h"

#include <atomic>
#include <future>
#include <memory>
#include <string>

namespace meson::test {

/// Opens for all who wait.
class Gate {
public:
    void open() {
        if (!m_isOpen.exchange(true))
            m_promise.set_value();
    }
    void wait() const { m_future.wait(); }

private:
    std::atomic<bool> m_isOpen = false;
    std::promise<void> m_promise;
    std::shared_future<void> m_future = m_promise.get_future().share();
};

/// A Router's delivery, the clients who ask it, and what origins say. Thread: the test's.
class DeliveryFixture : public QObject {
protected:
    void start(DeliveryOptions options = {}) {
        stop();
        m_folder = std::make_unique<QTemporaryDir>();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock, std::move(options));
    }
    /// With what it has on disk.
    void restart() {
        stop();
        m_router = std::make_unique<DeliveryRouter>(*m_folder, m_clock);
    }
    void stop() { m_router.reset(); }

    std::unique_ptr<RawClient> client() const {
        auto client = std::make_unique<RawClient>(m_router->endpoint());
        client->setPatience(std::chrono::milliseconds(kPatience));
        return client;
    }
    static std::string requestFor(
        const std::string& target, const std::string& fields = {},
        const std::string& method = "GET", const std::string& host = "site.test") {
        return method + ' ' + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
    }
    RawAnswer
    ask(const std::string& target, const std::string& fields = {},
        const std::string& method = "GET", const std::string& host = "site.test") const {
        return client()->request(
            requestFor(target, fields, method, host),
            method == "HEAD" ? RawClient::Body::None : RawClient::Body::Expected);
    }
    std::future<RawAnswer> askLater(const std::string& target, const std::string& fields = {}) {
        return std::async(std::launch::async, [=, this] { return ask(target, fields); });
    }

    std::string pullPath(const base::ContentId& id) {
        std::string url;
        m_router->onLoop([&] { url = m_router->catalogue->pullUrl(id, {}); });
        return url.substr(m_router->url().size());
    }
    void evict(const base::ContentId& id) {
        QVERIFY(m_router->store->remove(id, store::RemovalReason::Evicted).has_value());
    }

    static base::ContentId idOf(const std::string& body) {
        crypto::ContentHasher hasher;
        hasher.update(base::bytesOf(body));
        return hasher.finish().id;
    }
    /// The head of an answer that may be kept for a minute.
    static std::string headOf(std::size_t length, const std::string& fields = {}) {
        return "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n" + fields +
               "Content-Length: " + std::to_string(length) + "\r\n\r\n";
    }
    /// An origin that answers all with a body that may be kept.
    static LoopbackOrigin::Script offering(const std::string& body) {
        return LoopbackOrigin::answering(
            [=](const std::string&) { return headOf(body.size()) + body; });
    }

    platform::SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<DeliveryRouter> m_router;
};

} // namespace meson::test
