// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/http/http_date.h"
#include "tests/support/delivery_router.h"
#include "tests/support/loopback_origin.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"

#include <map>

using namespace meson;
using test::DeliveryRouter;
using test::LoopbackOrigin;
using test::RawAnswer;
using test::RawClient;

namespace {

/// What the cache does with a second request.
enum class Second {
    Reused,    ///< the stored answer, without the origin
    Validated, ///< the origin is asked with the stored validator
    Fetched,   ///< the origin is asked as if nothing were stored
    Refused,   ///< 504, and the origin is not asked
};

/// What an origin says to the requests for one target, and what it was asked.
struct Target {
    std::vector<std::string> answers; ///< the last one again and again
    std::vector<std::string> requests;
};

} // namespace

/// The Router as an HTTP cache, from outside: requests against a real server with a real origin
/// behind it, one rule of RFC 9110, 9111, 9213 or 5861 a row.
class HttpCacheTest : public QObject {
    Q_OBJECT

    base::ManualClock m_clock;
    QTemporaryDir m_folder;
    std::unique_ptr<DeliveryRouter> m_router;
    std::mutex m_mutex;
    std::map<std::string, Target> m_targets;
    std::unique_ptr<LoopbackOrigin> m_origin;
    int m_lastTarget = 0;

    std::string newTarget() { return "/t" + std::to_string(++m_lastTarget); }

    // "@-30" in fields is the date of half a minute ago.
    std::string withDates(std::string text) const {
        for (auto at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
            const auto end = text.find_first_not_of("+-0123456789", at + 1);
            const auto offset = std::chrono::seconds(std::stoll(text.substr(at + 1, end - at - 1)));
            const std::string date = http::formatHttpDate(m_clock.wall() + offset);
            text.replace(at, end == std::string::npos ? end : end - at, date);
        }
        return text;
    }
    std::string
    answer(const std::string& status, const std::string& fields, const std::string& body) const {
        std::string head = "HTTP/1.1 " + status + "\r\n" + withDates(fields);
        if (fields.find("Date:") == std::string::npos)
            head += withDates("Date: @0\r\n");
        const bool hasBody = status.substr(0, 3) != "204" && status.substr(0, 3) != "304";
        if (hasBody)
            head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        return head + "\r\n" + (hasBody ? body : "");
    }
    void say(const std::string& target, std::vector<std::string> answers) {
        const std::lock_guard lock(m_mutex);
        m_targets[target] = {std::move(answers), {}};
    }
    std::vector<std::string> requests(const std::string& target) {
        const std::lock_guard lock(m_mutex);
        return m_targets[target].requests;
    }
    std::string answerTo(const std::string& head) {
        const std::lock_guard lock(m_mutex);
        const auto begin = head.find(' ') + 1;
        Target& target = m_targets[head.substr(begin, head.find(' ', begin) - begin)];
        target.requests.push_back(head);
        const std::size_t index = std::min(target.requests.size(), target.answers.size());
        std::string said = index ? target.answers[index - 1] : answer("404 No", "", "");
        if (head.substr(0, 5) == "HEAD ")
            said.erase(said.find("\r\n\r\n") + 4);
        return said;
    }
    RawAnswer
    ask(const std::string& target, const std::string& fields = {},
        const std::string& method = "GET") {
        RawClient client(m_router->endpoint());
        return client.request(
            method + " " + target + " HTTP/1.1\r\nHost: site.test\r\n" + withDates(fields) + "\r\n",
            method == "HEAD" ? RawClient::Body::None : RawClient::Body::Expected);
    }
    static bool isConditional(const std::string& head) {
        return head.find("If-None-Match:") != std::string::npos ||
               head.find("If-Modified-Since:") != std::string::npos;
    }
    void wait(int seconds) { m_clock.advance(std::chrono::seconds(seconds)); }

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
    void initTestCase() {
        m_router = std::make_unique<DeliveryRouter>(m_folder, m_clock);
        m_origin = std::make_unique<LoopbackOrigin>(
            LoopbackOrigin::answering([this](const std::string& head) { return answerTo(head); }));
        m_router->bind(m_origin->url(""));
    }
    void cleanupTestCase() {
        m_router.reset();
        m_origin.reset();
    }

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
            field.replace("%", QByteArray::fromStdString(m_origin->url("")));
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

void HttpCacheTest::lifetimeRows() {
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

void HttpCacheTest::ageRows() {
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

void HttpCacheTest::statusRows() {
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

void HttpCacheTest::storageRows() {
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

void HttpCacheTest::requestRows() {
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

void HttpCacheTest::varyRows() {
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

void HttpCacheTest::targetedRows() {
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

QTEST_GUILESS_MAIN(HttpCacheTest)
#include "http_cache_test.moc"
