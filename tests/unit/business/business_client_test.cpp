// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/business/business_client.h"
#include "tests/support/loopback_origin.h"

using namespace meson;
using business::BusinessClient;
using business::BusinessError;
using test::LoopbackOrigin;
using test::OriginConnection;

namespace {

/// A Router that says one thing, and what it was asked.
class Scripted {
public:
    Scripted(const std::string& status, const std::string& body)
        : m_router([this, status, body](OriginConnection& connection) {
            asked = connection.nextRequest();
            sent = connection.body();
            connection.send(
                "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\nConnection: close\r\n\r\n" + body);
        }) {}

    BusinessClient client() const { return BusinessClient({m_router.url({}), "meson_key", {}}); }

    std::string asked;
    std::string sent;

private:
    LoopbackOrigin m_router;
};

} // namespace

class BusinessClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenNobodyAnswers() {
        std::string url;
        {
            const LoopbackOrigin gone([](OriginConnection&) {});
            url = gone.url({});
        }
        const auto answer = BusinessClient({url, "meson_key", {}}).list();
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, BusinessError::Unreachable);
        QVERIFY(answer.error().about.find(url) != std::string::npos);
    }

    void saysWhenTheAnswerIsNoRouters_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a page") << QByteArray("<html>");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another kind of JSON") << QByteArray("[1]");
        QTest::newRow("half of an object") << QByteArray("{\"bindings\":");
    }
    void saysWhenTheAnswerIsNoRouters() {
        QFETCH(QByteArray, body);
        Scripted router("200 OK", body.toStdString());
        const auto answer = router.client().usage();
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, BusinessError::BadAnswer);
    }

    void tellsARefusalInTheRoutersWords_data() {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("about");
        QTest::newRow("title and detail")
            << QByteArray("409 Conflict")
            << QByteArray(R"({"title":"The domain is bound.","detail":"video.example"})")
            << QByteArray("The domain is bound. video.example");
        QTest::newRow("title alone")
            << QByteArray("401 Unauthorized") << QByteArray(R"({"title":"No key."})")
            << QByteArray("No key.");
        QTest::newRow("no words") << QByteArray("502 Bad Gateway") << QByteArray("<html>")
                                  << QByteArray("status 502");
    }
    void tellsARefusalInTheRoutersWords() {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, about);
        Scripted router(status.toStdString(), body.toStdString());
        const auto answer = router.client().list();
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, BusinessError::Refused);
        QCOMPARE(answer.error().about, about.toStdString());
    }

    void asksWithItsKeyAndSaysWhatItWants() {
        Scripted router("200 OK", R"({"purged":2})");
        const auto answer = router.client().purgeDomain("video.example");
        QVERIFY(answer.has_value());
        QCOMPARE(answer->value(QLatin1String("purged")).toInt(), 2);
        QVERIFY(router.asked.starts_with("POST /v1/business/purge HTTP/1.1\r\n"));
        QVERIFY(router.asked.find("Authorization: Bearer meson_key\r\n") != std::string::npos);
        QCOMPARE(router.sent, std::string(R"({"domain":"video.example"})"));
    }

    void escapesTheDomainThatItUnbinds() {
        Scripted router("200 OK", "{}");
        QVERIFY(router.client().unbind("a/b example").has_value());
        QVERIFY(router.asked.starts_with("DELETE /v1/business/bindings/a%2Fb%20example HTTP/1.1"));
    }
};

QTEST_GUILESS_MAIN(BusinessClientTest)
#include "business_client_test.moc"
