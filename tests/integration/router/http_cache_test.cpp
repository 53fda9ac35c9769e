// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_cache_fixture.h"
#include "tests/support/patience.h"

using namespace meson;
using test::RawAnswer;

/// What the Router's cache does with stale and withdrawn answers, fields, validations and requests
/// that change something, one rule of RFC 9110, 9111 or 5861 a row.
class HttpCacheTest : public test::HttpCacheFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { start(); }
    void cleanupTestCase() { stop(); }

    void servesStaleWhileItRevalidates_data() {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<bool>("isBehind");
        QTest::newRow("inside") << QByteArray("") << 30 << true;
        QTest::newRow("at the end") << QByteArray("") << 70 << false;
        QTest::newRow("last second") << QByteArray("") << 69 << true;
        QTest::newRow("must-revalidate") << QByteArray(", must-revalidate") << 30 << false;
        QTest::newRow("s-maxage") << QByteArray(", s-maxage=10") << 30 << false;
    }
    void servesStaleWhileItRevalidates() {
        QFETCH(QByteArray, more);
        QFETCH(int, seconds);
        QFETCH(bool, isBehind);
        const std::string target = newTarget();
        say(target, {answer(
                         "200 OK",
                         "ETag: \"e\"\r\nCache-Control: max-age=10, stale-while-revalidate=60" +
                             more.toStdString() + "\r\n",
                         "one"),
                     answer("200 OK", "Cache-Control: max-age=100000\r\n", "two")});
        ask(target);
        wait(seconds);
        QCOMPARE(ask(target).body, std::string(isBehind ? "one" : "two"));
        MESON_TRY_COMPARE(requests(target).size(), std::size_t{2});
        QVERIFY(isConditional(requests(target).back()));
        MESON_TRY_COMPARE(ask(target).body, std::string("two"));
        QCOMPARE(requests(target).size(), std::size_t{2});
    }

    void servesStaleForAFailingOriginOnlyIfItMay_data() {
        QTest::addColumn<QByteArray>("control");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("status");
        QTest::newRow("allowed") << QByteArray("max-age=1, stale-if-error=60") << 30 << 200;
        QTest::newRow("too late") << QByteArray("max-age=1, stale-if-error=60") << 61 << 503;
        QTest::newRow("not said") << QByteArray("max-age=1") << 30 << 503;
        QTest::newRow("must-revalidate")
            << QByteArray("max-age=1, stale-if-error=60, must-revalidate") << 30 << 503;
        QTest::newRow("proxy-revalidate")
            << QByteArray("max-age=1, stale-if-error=60, proxy-revalidate") << 30 << 503;
        QTest::newRow("s-maxage") << QByteArray("s-maxage=1, stale-if-error=60") << 30 << 503;
        QTest::newRow("no-cache") << QByteArray("no-cache, stale-if-error=60") << 30 << 503;
    }
    void servesStaleForAFailingOriginOnlyIfItMay() {
        QFETCH(QByteArray, control);
        QFETCH(int, seconds);
        QFETCH(int, status);
        const std::string target = newTarget();
        say(target, {answer("200 OK", "Cache-Control: " + control.toStdString() + "\r\n", "one"),
                     answer("503 No", "Cache-Control: no-store\r\n", "")});
        ask(target);
        wait(seconds);
        QCOMPARE(ask(target).status, status);
    }

    // RFC 9111 §4.3.3: a full answer says that what is stored is not good any more.
    void asksFirstBeforeItReusesWhatWasWithdrawn_data() {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("isWithdrawn");
        QTest::newRow("forbidden") << QByteArray("403 No") << QByteArray("") << true;
        QTest::newRow("for members") << QByteArray("401 No") << QByteArray("") << true;
        QTest::newRow("moved") << QByteArray("302 Other") << QByteArray("") << true;
        QTest::newRow("not to be stored")
            << QByteArray("200 OK") << QByteArray("Cache-Control: no-store\r\n") << true;
        QTest::newRow("private") << QByteArray("200 OK") << QByteArray("Cache-Control: private\r\n")
                                 << true;
        QTest::newRow("for one client")
            << QByteArray("200 OK") << QByteArray("Set-Cookie: a=b\r\n") << true;
        QTest::newRow("fails") << QByteArray("503 No") << QByteArray("") << false;
        QTest::newRow("cannot") << QByteArray("505 No") << QByteArray("") << false;
    }
    void asksFirstBeforeItReusesWhatWasWithdrawn() {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, fields);
        QFETCH(bool, isWithdrawn);
        const std::string target = newTarget();
        const std::string then = answer(status.toStdString(), fields.toStdString(), "two");
        say(target,
            {answer(
                 "200 OK",
                 "ETag: \"e\"\r\nCache-Control: max-age=1, stale-while-revalidate=600\r\n", "one"),
             then, then, answer("304 Same", "ETag: \"e\"\r\nCache-Control: max-age=100\r\n", "")});
        ask(target);
        wait(10);
        QCOMPARE(ask(target).body, std::string("one"));
        bool isSeen = false; // and not asked for again
        if (isWithdrawn)
            MESON_TRY_VERIFY(isSeen = isSeen || ask(target).body == "two");
        else
            MESON_TRY_VERIFY(ask(target).body == "one" && requests(target).size() > 2);
        for (int times = 0; times < 2; ++times) // good again
            QCOMPARE(ask(target).body, std::string("one"));
        MESON_TRY_COMPARE(requests(target).size(), std::size_t{4});
        QVERIFY(isConditional(requests(target).back()));
    }

    void standsInWithNothingThatWasWithdrawn() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "Cache-Control: max-age=1, stale-if-error=600\r\n", "one"),
                     answer("403 No", "", "two"), answer("503 No", "", "")});
        ask(target);
        wait(10);
        QCOMPARE(ask(target).body, std::string("two"));
        QCOMPARE(ask(target).status, 503);
    }

    void tellsTheAge_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QByteArray>("age");
        QTest::newRow("stored here") << QByteArray("") << 7 << QByteArray("7");
        QTest::newRow("received") << QByteArray("Age: 20\r\n") << 7 << QByteArray("27");
        QTest::newRow("by Date") << QByteArray("Date: @-30\r\n") << 7 << QByteArray("37");
        QTest::newRow("the larger")
            << QByteArray("Date: @-30\r\nAge: 50\r\n") << 0 << QByteArray("50");
        QTest::newRow("no number") << QByteArray("Age: x\r\n") << 7 << QByteArray("7");
        QTest::newRow("negative") << QByteArray("Age: -9\r\n") << 7 << QByteArray("7");
        QTest::newRow("Date ahead") << QByteArray("Date: @+30\r\n") << 7 << QByteArray("7");
    }
    void tellsTheAge() {
        QFETCH(QByteArray, fields);
        QFETCH(int, seconds);
        QFETCH(QByteArray, age);
        const std::string target = newTarget();
        const std::string said = fields.toStdString();
        say(target, {answer("200 OK", said + "Cache-Control: max-age=1000\r\n", "one")});
        ask(target);
        wait(seconds);
        QCOMPARE(ask(target).field("age"), age.toStdString());
        QCOMPARE(requests(target).size(), std::size_t{1});
    }

    void keepsTheOriginsDate() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "Cache-Control: max-age=100\r\nDate: @-5\r\n", "one")});
        const std::string date = withDates("@-5");
        ask(target);
        wait(20);
        QCOMPARE(ask(target).field("date"), date);
    }

    void datesWhatComesWithoutADate() {
        const std::string target = newTarget();
        say(target, {"HTTP/1.1 200 OK\r\nCache-Control: max-age=100\r\nContent-Length: 0\r\n\r\n"});
        const std::string date = withDates("@0");
        ask(target);
        wait(20);
        QCOMPARE(ask(target).field("date"), date);
    }

    void keepsNoFieldsOfOneConnection() {
        const std::string target = newTarget();
        say(target, {answer(
                        "200 OK",
                        "Cache-Control: max-age=100\r\nConnection: X-Hop, x-other\r\nX-Hop: 1\r\n"
                        "X-Other: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\n"
                        "Proxy-Connection: keep-alive\r\nX-Kept: 1\r\n",
                        "one")});
        for (int i = 0; i < 2; ++i) {
            const RawAnswer answered = ask(target);
            for (const char* name :
                 {"x-hop", "x-other", "keep-alive", "proxy-authenticate", "proxy-connection"})
                QVERIFY2(!answered.has(name), name);
            QVERIFY(answered.has("x-kept"));
        }
        QCOMPARE(requests(target).size(), std::size_t{1});
    }

    void sendsNoFieldsOfOneConnectionToTheOrigin() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "", "")});
        ask(target, "Connection: X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nX-Kept: 1\r\nVia: 1.0 a\r\n");
        const std::string head = requests(target).front();
        QVERIFY(head.find("X-Hop") == std::string::npos);
        QVERIFY(head.find("TE:") == std::string::npos);
        QVERIFY(head.find("X-Kept: 1") != std::string::npos);
        QVERIFY(head.find("Via: 1.0 a, 1.1 127.0.0.1:") != std::string::npos);
    }

    void updatesWhatIsStoredByA304_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("replaces") << QByteArray("X-Old: 2\r\n") << QByteArray("x-old")
                                  << QByteArray("2");
        QTest::newRow("adds") << QByteArray("X-New: 3\r\n") << QByteArray("x-new")
                              << QByteArray("3");
        QTest::newRow("keeps") << QByteArray("") << QByteArray("x-old") << QByteArray("1");
        QTest::newRow("not Content-Type") << QByteArray("Content-Type: a/b\r\n")
                                          << QByteArray("content-type") << QByteArray("text/plain");
        QTest::newRow("not Content-Encoding") << QByteArray("Content-Encoding: gzip\r\n")
                                              << QByteArray("content-encoding") << QByteArray("");
        QTest::newRow("not Content-Length") << QByteArray("Content-Length: 0\r\n")
                                            << QByteArray("content-length") << QByteArray("3");
        QTest::newRow("not Content-Range") << QByteArray("Content-Range: bytes 0-1/2\r\n")
                                           << QByteArray("content-range") << QByteArray("");
        QTest::newRow("no hop-by-hop") << QByteArray("Connection: X-Old\r\nX-Old: 9\r\n")
                                       << QByteArray("x-old") << QByteArray("1");
        QTest::newRow("the age") << QByteArray("Age: 5\r\n") << QByteArray("age")
                                 << QByteArray("15");
    }
    void updatesWhatIsStoredByA304() {
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        const std::string target = newTarget();
        m_clock.advance(std::chrono::seconds(1));
        const std::string old = answer(
            "200 OK",
            "ETag: \"e\"\r\nCache-Control: max-age=10\r\nX-Old: 1\r\nContent-Type: text/plain\r\n",
            "one");
        const auto at = m_clock.wall() + std::chrono::seconds(20);
        say(target,
            {old, "HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\nDate: " + http::formatHttpDate(at) +
                      "\r\nCache-Control: max-age=60\r\n" + fields.toStdString() + "\r\n"});
        ask(target);
        wait(20);
        QCOMPARE(ask(target).body, std::string("one"));
        wait(10);
        const RawAnswer updated = ask(target);
        QCOMPARE(updated.body, std::string("one"));
        QCOMPARE(updated.field(name.toStdString()), value.toStdString());
        QCOMPARE(requests(target).size(), std::size_t{2}); // fresh for longer now
    }

    void takesNo304AboutAnotherAnswer() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "ETag: \"e\"\r\nCache-Control: no-cache\r\n", "one"),
                     answer("304 Not Modified", "ETag: \"other\"\r\n", ""),
                     answer("200 OK", "ETag: \"other\"\r\n", "two")});
        ask(target);
        QCOMPARE(ask(target).body, std::string("two"));
    }

    void forgetsWhatUnsafeRequestsChange_data() {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("reference"); ///< "%" is the origin, "#" the stored target
        QTest::addColumn<bool>("isForgotten");
        for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "FROBNICATE"})
            QTest::addRow("%s", method)
                << QByteArray(method) << QByteArray("200 OK") << QByteArray("same") << true;
        QTest::newRow("redirecting")
            << QByteArray("POST") << QByteArray("303 See") << QByteArray("same") << true;
        for (const char* status : {"400 Bad", "403 No", "500 Bad", "503 Bad"})
            QTest::addRow("fails with %s", status)
                << QByteArray("POST") << QByteArray(status) << QByteArray("same") << false;
        QTest::newRow("OPTIONS is safe")
            << QByteArray("OPTIONS") << QByteArray("200 OK") << QByteArray("same") << false;
        for (const char* name : {"Location", "Content-Location"}) {
            const QByteArray field = QByteArray(name) + ": ";
            QTest::addRow("%s, path", name)
                << QByteArray("POST") << QByteArray("201 Made") << field + "#" << true;
            QTest::addRow("%s, origin", name)
                << QByteArray("POST") << QByteArray("201 Made") << field + "%#" << true;
            QTest::addRow("%s, domain", name) << QByteArray("POST") << QByteArray("201 Made")
                                              << field + "http://site.test#" << true;
            QTest::addRow("%s, another host", name) << QByteArray("POST") << QByteArray("201 Made")
                                                    << field + "http://other.test#" << false;
            QTest::addRow("%s of a failure", name)
                << QByteArray("POST") << QByteArray("500 Bad") << field + "#" << false;
        }
    }
    void forgetsWhatUnsafeRequestsChange() {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, reference);
        QFETCH(bool, isForgotten);
        const std::string stored = newTarget();
        say(stored, {answer("200 OK", "Cache-Control: max-age=60\r\n", "one")});
        QCOMPARE(ask(stored).body, std::string("one"));
        std::string target = stored;
        QByteArray field;
        if (reference != "same") {
            target = newTarget();
            field = reference;
            field.replace("%", QByteArray::fromStdString(originUrl()));
            field.replace("#", QByteArray::fromStdString(stored));
            field += "\r\n";
        }
        const std::string changed = answer(status.toStdString(), field.toStdString(), "");
        if (target == stored)
            say(stored, {changed, answer("200 OK", "", "two")});
        else
            say(target, {changed});
        QCOMPARE(
            ask(target, "Content-Length: 0\r\n", method.toStdString()).status,
            status.left(3).toInt());
        if (target != stored)
            say(stored, {answer("200 OK", "", "two")});
        QCOMPARE(ask(stored).body, std::string(isForgotten ? "two" : "one"));
    }

    void answersHeadFromAStoredGet() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "Cache-Control: max-age=60\r\nX-A: 1\r\n", "one")});
        ask(target);
        const RawAnswer head = ask(target, "", "HEAD");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.field("content-length"), std::string("3"));
        QCOMPARE(head.field("x-a"), std::string("1"));
        QCOMPARE(requests(target).size(), std::size_t{1});
    }

    void validatesForAHeadAndKeepsTheResult() {
        const std::string target = newTarget();
        say(target, {answer("200 OK", "ETag: \"1\"\r\nCache-Control: max-age=5\r\n", "one"),
                     answer("200 OK", "ETag: \"2\"\r\nCache-Control: max-age=60\r\n", "changed")});
        ask(target);
        wait(10);
        QCOMPARE(ask(target, "", "HEAD").field("content-length"), std::string("7"));
        QCOMPARE(ask(target).body, std::string("changed"));
        QCOMPARE(requests(target).size(), std::size_t{2});
    }

    void storesNothingOfAHeadOrAPost() {
        for (const char* method : {"HEAD", "POST"}) {
            const std::string target = newTarget();
            say(target, {answer("200 OK", "Cache-Control: max-age=60\r\n", "one")});
            ask(target, "Content-Length: 0\r\n", method);
            QCOMPARE(ask(target).body, std::string("one"));
            QCOMPARE(requests(target).size(), std::size_t{2});
        }
    }

    void evaluatesConditionsAgainstWhatIsStored_data() {
        QTest::addColumn<QByteArray>("condition");
        QTest::addColumn<int>("status");
        QTest::newRow("same tag") << QByteArray("If-None-Match: \"e\"\r\n") << 304;
        QTest::newRow("weakly the same") << QByteArray("If-None-Match: W/\"e\"\r\n") << 304;
        QTest::newRow("in a list") << QByteArray("If-None-Match: \"a\", \"e\"\r\n") << 304;
        QTest::newRow("any") << QByteArray("If-None-Match: *\r\n") << 304;
        QTest::newRow("another tag") << QByteArray("If-None-Match: \"x\"\r\n") << 200;
        QTest::newRow("not modified") << QByteArray("If-Modified-Since: @-50\r\n") << 304;
        QTest::newRow("modified") << QByteArray("If-Modified-Since: @-500\r\n") << 200;
        QTest::newRow("tag before date")
            << QByteArray("If-None-Match: \"x\"\r\nIf-Modified-Since: @-50\r\n") << 200;
        QTest::newRow("range") << QByteArray("Range: bytes=1-1\r\n") << 206;
        QTest::newRow("range behind the end") << QByteArray("Range: bytes=9-\r\n") << 416;
        QTest::newRow("If-Range holds")
            << QByteArray("Range: bytes=1-1\r\nIf-Range: \"e\"\r\n") << 206;
        QTest::newRow("If-Range fails")
            << QByteArray("Range: bytes=1-1\r\nIf-Range: \"x\"\r\n") << 200;
    }
    void evaluatesConditionsAgainstWhatIsStored() {
        QFETCH(QByteArray, condition);
        QFETCH(int, status);
        const std::string target = newTarget();
        say(target,
            {answer(
                "200 OK", "ETag: \"e\"\r\nLast-Modified: @-100\r\nCache-Control: max-age=60\r\n",
                "one")});
        ask(target);
        QCOMPARE(ask(target, condition.toStdString()).status, status);
        QCOMPARE(requests(target).size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(HttpCacheTest)
#include "http_cache_test.moc"
