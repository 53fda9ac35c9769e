// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/http/http_date.h"
#include "engine/platform/system_clock.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "tests/support/test_server.h"

using namespace meson;
using namespace std::chrono_literals;
using test::DeliveryRouter;
using test::LoopbackOrigin;
using test::RawClient;

namespace {

/// This computer's clock, which a test can push on.
class PushedClock final : public base::Clock {
public:
    base::WallTime wall() const override { return m_system.wall() + m_ahead.load(); }
    base::SteadyTime steady() const override { return m_system.steady() + m_ahead.load(); }
    void push(std::chrono::hours by) { m_ahead = m_ahead.load() + by; }

private:
    platform::SystemClock m_system;
    std::atomic<std::chrono::seconds> m_ahead{0s};
};

/// What an origin says of bytes that stay the same.
class TalkativeOrigin {
public:
    TalkativeOrigin()
        : m_origin(LoopbackOrigin::answering([this](const std::string& head) {
            const std::lock_guard lock(m_mutex);
            const std::string fields = "ETag: \"e\"\r\nCache-Control: " + m_cacheControl + "\r\n";
            if (head.find("If-None-Match: ") != std::string::npos)
                return "HTTP/1.1 304 Not Modified\r\n" + fields + "\r\n";
            return "HTTP/1.1 200 OK\r\n" + fields +
                   "Content-Length: " + std::to_string(m_body.size()) + "\r\n\r\n" + m_body;
        })) {}

    std::string url() const { return m_origin.url(""); }
    void say(const std::string& cacheControl) {
        const std::lock_guard lock(m_mutex);
        m_cacheControl = cacheControl;
    }

private:
    const std::string m_body = test::patternBytes(300'000);
    std::mutex m_mutex;
    std::string m_cacheControl;
    LoopbackOrigin m_origin;
};

} // namespace

/// What Terminals are told of an object that its origin goes on to call good.
class DeliveryRenewalTest : public QObject {
    Q_OBJECT

    PushedClock m_clock;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void tellsTerminalsWhatTheOriginSaysNowOfTheSameBytes() {
        TalkativeOrigin origin;
        DeliveryRouter router(m_folder, m_clock);
        router.bind(origin.url());
        const auto ask = [&](const std::string& path) {
            RawClient client(router.endpoint());
            QCOMPARE(
                client.request("GET " + path + " HTTP/1.1\r\nHost: site.test\r\n\r\n").status, 200);
        };
        const auto told = [&] {
            std::string fields;
            router.onLoop([&] { fields = router.scheduler.added.back().fields; });
            return QByteArray::fromStdString(fields);
        };
        const auto sayLater = [&](const std::string& cacheControl) {
            m_clock.push(2h); // longer than s-maxage
            origin.say(cacheControl);
            ask("/film");
        };
        origin.say("max-age=864000, s-maxage=3600");
        ask("/film");
        MESON_TRY_COMPARE(router.objects(), std::size_t(1));
        QVERIFY(told().contains("Cache-Control: public\r\n"));

        sayLater("max-age=864000, s-maxage=3600"); // for longer: not worth an order
        QCOMPARE(router.objects(), std::size_t(1));
        sayLater("max-age=60, s-maxage=3600"); // not as long as clients were told
        QCOMPARE(router.objects(), std::size_t(2));
        const base::WallTime end = m_clock.wall() + 60s;
        const auto date = told().mid(told().indexOf("Expires: ") + 9).trimmed();
        const auto expires = http::parseHttpDate(date.toStdString(), end);
        QVERIFY2(expires && *expires <= end && *expires > end - 50s, date.constData());
        sayLater("max-age=60, s-maxage=3600, must-revalidate");
        QCOMPARE(router.objects(), std::size_t(3));
        QVERIFY(told().contains("Cache-Control: public, must-revalidate\r\n"));
        router.onLoop([&] { // a later end has holders told
            const auto& added = router.scheduler.added;
            QVERIFY(added[1].expires > added[0].expires && added[2].expires > added[1].expires);
        });

        origin.say("max-age=9, s-maxage=3600, immutable"); // of another URL with the same bytes
        ask("/other");
        QCOMPARE(router.objects(), std::size_t(3));
        m_clock.push(12h);
        sayLater("max-age=600, s-maxage=3600, must-revalidate"); // it stays, which is told anyhow
        QCOMPARE(router.objects(), std::size_t(4));
    }
};

QTEST_GUILESS_MAIN(DeliveryRenewalTest)
#include "delivery_renewal_test.moc"
