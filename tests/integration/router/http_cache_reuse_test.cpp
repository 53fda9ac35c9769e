// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_cache_fixture.h"

using namespace meson;
using test::RawAnswer;

namespace {

/// What the cache does with a second request.
enum class Second {
    Reused,    ///< the stored answer, without the origin
    Validated, ///< the origin is asked with the stored validator
    Fetched,   ///< the origin is asked as if nothing were stored
    Refused,   ///< 504, and the origin is not asked
};

} // namespace

/// Whether a stored answer is used for a second request, one rule of RFC 9110, 9111 or 9213 a row.
class HttpCacheReuseTest : public test::HttpCacheFixture {
    Q_OBJECT

    static void
    row(const char* name, const char* fields, int seconds, Second second, const char* request = "",
        const char* firstRequest = "", const char* status = "200 OK") {
        QTest::newRow(name) << QByteArray(status) << QByteArray(fields) << seconds
                            << QByteArray(firstRequest) << QByteArray(request) << int(second);
    }
    static void lifetimeRows();
    static void ageRows();
    static void statusRows();
    static void storageRows();
    static void requestRows();
    static void varyRows();
    static void targetedRows();

private Q_SLOTS:
    void initTestCase() { start(); }
    void cleanupTestCase() { stop(); }

    void decidesASecondRequest_data() {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("seconds");
        QTest::addColumn<QByteArray>("firstRequest");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("second");
        lifetimeRows();
        ageRows();
        statusRows();
        storageRows();
        requestRows();
        varyRows();
        targetedRows();
    }
    void decidesASecondRequest() {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, fields);
        QFETCH(int, seconds);
        QFETCH(QByteArray, firstRequest);
        QFETCH(QByteArray, request);
        QFETCH(int, second);
        const std::string target = newTarget();
        const std::string one =
            answer(status.toStdString(), "ETag: \"e\"\r\n" + fields.toStdString() + "\r\n", "one");
        say(target, {one, answer("200 OK", "Cache-Control: no-store\r\n", "two")});
        QCOMPARE(ask(target, firstRequest.toStdString()).status, status.left(3).toInt());
        wait(seconds);
        const RawAnswer answered = ask(target, request.toStdString());
        const auto asked = requests(target);
        switch (Second(second)) {
        case Second::Reused:
            QCOMPARE(asked.size(), std::size_t{1});
            QCOMPARE(answered.status, status.left(3).toInt());
            break;
        case Second::Refused:
            QCOMPARE(asked.size(), std::size_t{1});
            QCOMPARE(answered.status, 504);
            break;
        case Second::Validated:
        case Second::Fetched:
            QCOMPARE(asked.size(), std::size_t{2});
            QCOMPARE(answered.body, std::string("two"));
            QCOMPARE(isConditional(asked.back()), Second(second) == Second::Validated);
        }
    }

    void refusesWhatIsNotCachedIfOnlyThatIsWanted() {
        const std::string target = newTarget();
        QCOMPARE(ask(target, "Cache-Control: only-if-cached\r\n").status, 504);
        QVERIFY(requests(target).empty());
    }
};

void HttpCacheReuseTest::lifetimeRows() {
    row("max-age, before", "Cache-Control: max-age=60", 59, Second::Reused);
    row("max-age, at", "Cache-Control: max-age=60", 60, Second::Validated);
    row("s-maxage over max-age", "Cache-Control: max-age=1, s-maxage=60", 30, Second::Reused);
    row("shorter s-maxage", "Cache-Control: max-age=60, s-maxage=1", 30, Second::Validated);
    row("s-maxage over Expires", "Cache-Control: s-maxage=60\r\nExpires: @-9", 30, Second::Reused);
    row("Expires, before", "Expires: @+60", 59, Second::Reused);
    row("Expires, at", "Expires: @+60", 60, Second::Validated);
    row("Expires in the past", "Expires: @-60", 0, Second::Validated);
    row("Expires: 0", "Expires: 0", 0, Second::Validated);
    row("Expires: -1", "Expires: -1", 0, Second::Validated);
    row("Expires is no date", "Expires: tomorrow", 0, Second::Validated);
    row("invalid Expires and Last-Modified", "Expires: 0\r\nLast-Modified: @-10000", 5,
        Second::Validated);
    row("max-age over Expires", "Cache-Control: max-age=60\r\nExpires: @-60", 30, Second::Reused);
    row("max-age=0 over Expires", "Cache-Control: max-age=0\r\nExpires: @+60", 0,
        Second::Validated);
    row("Expires counts from Date", "Date: @-100\r\nExpires: @-40", 0, Second::Validated);
    row("max-age without number", "Cache-Control: max-age=abc", 0, Second::Validated);
    row("max-age without value", "Cache-Control: max-age", 0, Second::Validated);
    row("negative max-age", "Cache-Control: max-age=-60", 0, Second::Validated);
    row("fractional max-age", "Cache-Control: max-age=60.5", 0, Second::Validated);
    row("quoted max-age", "Cache-Control: max-age=\"60\"", 30, Second::Reused);
    row("huge max-age", "Cache-Control: max-age=99999999999999999999", 86'400, Second::Reused);
    row("repeated max-age", "Cache-Control: max-age=60, max-age=5", 30, Second::Validated);
    row("directive in two lines", "Cache-Control: public\r\nCache-Control: max-age=60", 30,
        Second::Reused);
    row("upper case", "CACHE-CONTROL: MAX-AGE=60", 30, Second::Reused);
    row("quoted extension", "Cache-Control: x=\"no-store, max-age=1\", max-age=60", 30,
        Second::Reused);
    row("nothing said", "X-A: 1", 0, Second::Validated);
    row("guess, inside", "Last-Modified: @-1000", 99, Second::Reused);
    row("guess, outside", "Last-Modified: @-1000", 100, Second::Validated);
    row("guess, a day at most", "Last-Modified: @-100000000", 86'400, Second::Validated);
    row("modified in the future", "Last-Modified: @+1000", 1, Second::Validated);
    row("no guess with max-age", "Last-Modified: @-10000\r\nCache-Control: max-age=1", 5,
        Second::Validated);
    row("must-revalidate, fresh", "Cache-Control: max-age=60, must-revalidate", 30, Second::Reused);
    row("must-revalidate, stale", "Cache-Control: max-age=60, must-revalidate", 61,
        Second::Validated);
    row("Pragma in an answer", "Cache-Control: max-age=60\r\nPragma: no-cache", 30, Second::Reused);
}

void HttpCacheReuseTest::ageRows() {
    row("Age, inside", "Cache-Control: max-age=60\r\nAge: 50", 9, Second::Reused);
    row("Age, outside", "Cache-Control: max-age=60\r\nAge: 50", 10, Second::Validated);
    row("Age over the lifetime", "Cache-Control: max-age=60\r\nAge: 100", 0, Second::Validated);
    row("old Date, inside", "Cache-Control: max-age=60\r\nDate: @-50", 9, Second::Reused);
    row("old Date, outside", "Cache-Control: max-age=60\r\nDate: @-50", 10, Second::Validated);
    row("Date ahead", "Cache-Control: max-age=60\r\nDate: @+50", 59, Second::Reused);
    row("the larger of both", "Cache-Control: max-age=60\r\nDate: @-20\r\nAge: 50", 10,
        Second::Validated);
    row("first of two Ages", "Cache-Control: max-age=60\r\nAge: 50\r\nAge: 5", 10,
        Second::Validated);
    row("Age is no number", "Cache-Control: max-age=60\r\nAge: old", 59, Second::Reused);
    row("huge Age", "Cache-Control: max-age=60\r\nAge: 99999999999999999999", 0, Second::Validated);
}

void HttpCacheReuseTest::statusRows() {
    for (const char* status :
         {"203 A", "204 A", "300 A", "301 A", "308 A", "404 A", "405 A", "410 A", "414 A", "501 A"})
        row(QByteArray("guess for ").append(status).constData(), "Last-Modified: @-1000", 50,
            Second::Reused, "", "", status);
    for (const char* status :
         {"201 A", "302 A", "303 A", "307 A", "400 A", "403 A", "500 A", "502 A", "503 A",
          "599 A"}) {
        row(QByteArray("no guess for ").append(status).constData(), "Last-Modified: @-1000", 50,
            Second::Fetched, "", "", status);
        row(QByteArray("max-age for ").append(status).constData(), "Cache-Control: max-age=60", 50,
            Second::Reused, "", "", status);
    }
}

void HttpCacheReuseTest::storageRows() {
    row("no-store", "Cache-Control: no-store", 0, Second::Fetched);
    row("no-store with max-age", "Cache-Control: no-store, max-age=60", 0, Second::Fetched);
    row("private", "Cache-Control: private, max-age=60", 0, Second::Fetched);
    row("private fields", "Cache-Control: private=\"X-A\", max-age=60", 0, Second::Fetched);
    row("no-cache", "Cache-Control: no-cache, max-age=60", 0, Second::Validated);
    row("no-cache fields", "Cache-Control: no-cache=\"X-A\", max-age=60", 0, Second::Validated);
    row("Set-Cookie", "Cache-Control: max-age=60\r\nSet-Cookie: a=b", 0, Second::Fetched);
    row("Vary: *", "Cache-Control: max-age=60\r\nVary: *", 0, Second::Fetched);
    row("authorized", "Cache-Control: max-age=60", 0, Second::Fetched, "",
        "Authorization: Basic eA==\r\n");
    row("authorization on what is stored", "Cache-Control: max-age=60", 0, Second::Fetched,
        "Authorization: Basic eA==\r\n");
    row("no-store in the first request", "Cache-Control: max-age=60", 0, Second::Fetched, "",
        "Cache-Control: no-store\r\n");
}

void HttpCacheReuseTest::requestRows() {
    const char* const fresh = "Cache-Control: max-age=60";
    row("asks no-cache", fresh, 1, Second::Validated, "Cache-Control: no-cache\r\n");
    row("asks no-store", fresh, 1, Second::Fetched, "Cache-Control: no-store\r\n");
    row("asks max-age=0", fresh, 1, Second::Validated, "Cache-Control: max-age=0\r\n");
    row("asks max-age, younger", fresh, 9, Second::Reused, "Cache-Control: max-age=10\r\n");
    row("asks max-age, older", fresh, 11, Second::Validated, "Cache-Control: max-age=10\r\n");
    row("asks min-fresh, enough", fresh, 30, Second::Reused, "Cache-Control: min-fresh=30\r\n");
    row("asks min-fresh, less", fresh, 31, Second::Validated, "Cache-Control: min-fresh=30\r\n");
    row("asks Pragma", fresh, 1, Second::Validated, "Pragma: no-cache\r\n");
    row("Pragma beside Cache-Control", fresh, 1, Second::Reused,
        "Pragma: no-cache\r\nCache-Control: max-age=60\r\n");
    row("only-if-cached, fresh", fresh, 1, Second::Reused, "Cache-Control: only-if-cached\r\n");
    row("only-if-cached, stale", fresh, 61, Second::Refused, "Cache-Control: only-if-cached\r\n");
}

void HttpCacheReuseTest::varyRows() {
    const char* const one = "Cache-Control: max-age=60\r\nVary: Foo";
    const char* const two = "Cache-Control: max-age=60\r\nVary: Foo, BAR";
    row("Vary, same", one, 0, Second::Reused, "Foo: 1\r\n", "Foo: 1\r\n");
    row("Vary, other", one, 0, Second::Fetched, "Foo: 2\r\n", "Foo: 1\r\n");
    row("Vary, now absent", one, 0, Second::Fetched, "", "Foo: 1\r\n");
    row("Vary, now present", one, 0, Second::Fetched, "Foo: 1\r\n", "");
    row("Vary, both absent", one, 0, Second::Reused);
    row("Vary, another field", one, 0, Second::Reused, "Foo: 1\r\nX: 2\r\n", "Foo: 1\r\nX: 1\r\n");
    row("Vary, name in any case", one, 0, Second::Reused, "foo: 1\r\n", "FOO: 1\r\n");
    row("Vary, spaces in a list", one, 0, Second::Reused, "Foo: 1,2\r\n", "Foo: 1, 2\r\n");
    row("Vary, lines of a list", one, 0, Second::Reused, "Foo: 1\r\nFoo: 2\r\n", "Foo: 1, 2\r\n");
    row("Vary, order of a list", one, 0, Second::Fetched, "Foo: 2, 1\r\n", "Foo: 1, 2\r\n");
    row("Vary on two, same", two, 0, Second::Reused, "Foo: 1\r\nBar: 2\r\n",
        "Foo: 1\r\nBar: 2\r\n");
    row("Vary on two, one other", two, 0, Second::Fetched, "Foo: 1\r\nBar: 3\r\n",
        "Foo: 1\r\nBar: 2\r\n");
    row("Vary in two lines", "Cache-Control: max-age=60\r\nVary: Foo\r\nVary: Bar", 0,
        Second::Fetched, "Foo: 1\r\nBar: 3\r\n", "Foo: 1\r\nBar: 2\r\n");
    row("Vary on a field and *", "Cache-Control: max-age=60\r\nVary: Foo, *", 0, Second::Fetched);
}

void HttpCacheReuseTest::targetedRows() {
    row("targeted, longer", "CDN-Cache-Control: max-age=60\r\nCache-Control: max-age=1", 30,
        Second::Reused);
    row("targeted, shorter", "CDN-Cache-Control: max-age=1\r\nCache-Control: max-age=60", 30,
        Second::Validated);
    row("targeted over no-store", "CDN-Cache-Control: max-age=60\r\nCache-Control: no-store", 30,
        Second::Reused);
    row("targeted over no-cache", "CDN-Cache-Control: max-age=60\r\nCache-Control: no-cache", 30,
        Second::Reused);
    row("targeted no-store", "CDN-Cache-Control: no-store\r\nCache-Control: max-age=60", 0,
        Second::Fetched);
    row("targeted private", "CDN-Cache-Control: private\r\nCache-Control: max-age=60", 0,
        Second::Fetched);
    row("targeted no-cache", "CDN-Cache-Control: no-cache\r\nCache-Control: max-age=60", 0,
        Second::Validated);
    row("targeted, empty", "CDN-Cache-Control: \r\nCache-Control: max-age=60", 30, Second::Reused);
    row("targeted, malformed", "CDN-Cache-Control: max-age=60, &\r\nCache-Control: max-age=1", 30,
        Second::Validated);
    row("targeted, upper case", "CDN-Cache-Control: Max-Age=60\r\nCache-Control: max-age=1", 30,
        Second::Validated);
    row("targeted string", "CDN-Cache-Control: max-age=\"60\"\r\nCache-Control: max-age=60", 30,
        Second::Validated);
    row("targeted parameters", "CDN-Cache-Control: max-age=60;a=1\r\nCache-Control: max-age=1", 30,
        Second::Reused);
    row("targeted over Expires", "CDN-Cache-Control: must-revalidate\r\nExpires: @+60", 30,
        Second::Validated);
}

QTEST_GUILESS_MAIN(HttpCacheReuseTest)
#include "http_cache_reuse_test.moc"
