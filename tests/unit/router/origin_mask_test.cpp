// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/answer_fields.h"

using namespace meson::router;

class OriginMaskTest : public QObject {
    Q_OBJECT

    static FieldList
    answerOf(const QByteArray& name, const QByteArray& value, const QByteArray& origin) {
        meson::http::AnswerHead head;
        head.status = 200;
        head.fields = {{name.toStdString(), value.toStdString()}};
        Binding binding;
        binding.domain = "site.test";
        binding.origin = origin.toStdString();
        return originAnswer(head, binding);
    }

private Q_SLOTS:
    void putsTheDomainInPlaceOfTheOrigin_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char* name, const char* value, const char* masked) {
            QTest::addRow("%s: %s", name, value)
                << QByteArray(name) << QByteArray(value) << QByteArray(masked);
        };
        row("Location", "http://host.test/a?b#c", "/a?b#c");
        row("Location", "HTTPS://Host.Test:8443", "/");
        row("location", "https://host.test.?b", "/?b");
        row("Location", "//host.test/a", "/a");
        row("Location", "https://host.test//evil.test/", "/.//evil.test/");
        row("Location", "/host.test/a", "/site.test/a");
        row("Location", "https://u@host.test/", "https://u@site.test/");
        row("Location", "wss://host.test:1/", "wss://site.test/");
        row("Location", "https://site.test:8443/a", "https://site.test:8443/a");
        row("Location", "https://a.test/?to=https%3A%2F%2Fhost.test%3a8443%2Fb",
            "https://a.test/?to=https%3A%2F%2Fsite.test%2Fb");
        row("Link", "<http://host.test/a>; rel=preload, <//host.test:80>; rel=next",
            "</a>; rel=preload, </>; rel=next");
        row("Refresh", "1; url=http://host.test/a", "1; url=/a");
        row("Set-Cookie", "a=b; Domain=host.test; Path=/", "a=b; Domain=site.test; Path=/");
        row("Access-Control-Allow-Origin", "https://host.test", "https://site.test");
        row("Content-Security-Policy", "img-src https://host.test:444 'self'",
            "img-src https://site.test 'self'");
        row("X-Backend", "host.test", "site.test");
        row("X-Backend", "host.testhost.test host.test:1 host.test",
            "host.testhost.test site.test site.test");
    }
    void putsTheDomainInPlaceOfTheOrigin() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, masked);
        const FieldList fields = answerOf(name, value, "https://host.test");
        QCOMPARE(fields.size(), std::size_t{1});
        QCOMPARE(fields[0].second, masked.toStdString());
    }

    void leavesNamesThatAreOthers_data() {
        QTest::addColumn<QByteArray>("value");
        for (const char* value :
             {"www.host.test", "myhost.test", "my-host.test", "host.test.example", "host.tests",
              "host.test-1", "host", ""})
            QTest::newRow(*value ? value : "nothing") << QByteArray(value);
    }
    void leavesNamesThatAreOthers() {
        QFETCH(QByteArray, value);
        for (const char* name : {"Location", "X-Backend"})
            QCOMPARE(answerOf(name, value, "http://host.test")[0].second, value.toStdString());
    }

    void knowsAddresses_data() {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("masked");
        const auto row = [](const char* origin, const char* value, const char* masked) {
            QTest::addRow("%s", value)
                << QByteArray(origin) << QByteArray(value) << QByteArray(masked);
        };
        row("http://10.0.0.1:80", "http://10.0.0.1:8080/a", "/a");
        row("http://10.0.0.1", "10.0.0.1:80 10.0.0.10 110.0.0.1", "site.test 10.0.0.10 110.0.0.1");
        row("http://[2001:db8::5]:80", "https://[2001:DB8::5]:444/a", "/a");
        row("http://[2001:db8::5]", "2001:db8::5, 2001:db8::5:1, 1:2001:db8::5",
            "site.test, 2001:db8::5:1, 1:2001:db8::5");
    }
    void knowsAddresses() {
        QFETCH(QByteArray, origin);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, masked);
        QCOMPARE(answerOf("Location", value, origin)[0].second, masked.toStdString());
    }

    void dropsWhatIsAboutTheOriginItself() {
        for (const char* name : {"Server", "via", "Alt-Svc", "Content-Location", "Connection"})
            QVERIFY(answerOf(name, "anything", "http://host.test").empty());
    }
};

QTEST_GUILESS_MAIN(OriginMaskTest)
#include "origin_mask_test.moc"
