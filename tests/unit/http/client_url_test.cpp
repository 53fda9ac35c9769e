// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/client_url.h"

#include <QTest>

using namespace meson::http;

class ClientUrlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsUrls_data() {
        QTest::addColumn<QString>("text");
        const auto row = [](const char* url, const char* text) {
            QTest::newRow(url) << QString::fromLatin1(text);
        };
        row("http://Example.org", "http://example.org/");
        row("HTTPS://example.org:443/a?b#c", "https://example.org/a?b");
        row("http://example.org:8080?q", "http://example.org:8080/?q");
        row("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/");
        row("http://example.org:/", "http://example.org/");
        row("http://example.org:65535/", "http://example.org:65535/");
    }
    void readsUrls() {
        QFETCH(QString, text);
        const auto url = parseUrl(QTest::currentDataTag());
        QVERIFY(url.has_value());
        QCOMPARE(QString::fromStdString(url->text()), text);
    }

    void refusesOthers_data() {
        QTest::addColumn<int>("unused");
        for (const char* text :
             {"", "/path", "ftp://a/", "http://", "http:///a", "http://u@h/", "http://h:0/",
              "http://h:65536/", "http://h:-1/", "http://h:8x/", "http://[::1/", "http://[]/",
              "http://[::1]x/", "http://h /", "http://h/a b", "http://h/\x7f", "http://h/\xc3\xa9"})
            QTest::newRow(*text ? text : "nothing") << 0;
    }
    void refusesOthers() {
        const QByteArray text(QTest::currentDataTag());
        QVERIFY(!parseUrl(text == "nothing" ? "" : text.toStdString()));
    }

    // The examples of RFC 3986 §5.4 on a base of ours.
    void resolvesReferences_data() {
        QTest::addColumn<QString>("text");
        const auto row = [](const char* reference, const char* text) {
            QTest::newRow(reference) << QString::fromLatin1(text);
        };
        row("g", "http://a/b/c/g");
        row("./g", "http://a/b/c/g");
        row("g/", "http://a/b/c/g/");
        row("/g", "http://a/g");
        row("//g", "http://g/");
        row("?y", "http://a/b/c/d;p?y");
        row("g?y", "http://a/b/c/g?y");
        row("#s", "http://a/b/c/d;p?q");
        row("g#s", "http://a/b/c/g");
        row(";x", "http://a/b/c/;x");
        row(".", "http://a/b/c/");
        row("./", "http://a/b/c/");
        row("..", "http://a/b/");
        row("../g", "http://a/b/g");
        row("../..", "http://a/");
        row("../../g", "http://a/g");
        row("../../../../g", "http://a/g");
        row("/./g", "http://a/g");
        row("/../g", "http://a/g");
        row("g.", "http://a/b/c/g.");
        row("..g", "http://a/b/c/..g");
        row("./../g", "http://a/b/g");
        row("g/./h", "http://a/b/c/g/h");
        row("g/../h", "http://a/b/c/h");
        row("g?y/../x", "http://a/b/c/g?y/../x");
        row("https://other/x", "https://other/x");
    }
    void resolvesReferences() {
        QFETCH(QString, text);
        const auto url = resolveUrl(*parseUrl("http://a/b/c/d;p?q"), QTest::currentDataTag());
        QVERIFY(url.has_value());
        QCOMPARE(QString::fromStdString(url->text()), text);
    }

    void refusesReferencesWithBadCharacters() {
        const Url base = *parseUrl("http://a/");
        QVERIFY(!resolveUrl(base, "a b"));
        QVERIFY(!resolveUrl(base, "a\r\nb"));
        QVERIFY(!resolveUrl(base, "javascript:alert(1)"));
    }
};

QTEST_GUILESS_MAIN(ClientUrlTest)
#include "client_url_test.moc"
