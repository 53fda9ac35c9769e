// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/request_parser.h"

using namespace meson::http;
using State = RequestParser::State;

namespace {

struct Verdict {
    State state = State::NeedMore;
    int refusal = 0;
    std::string method, target, path, query, host;
    bool keepAlive = false;
    bool chunked = false;
    std::optional<std::uint64_t> contentLength;
    std::vector<std::pair<std::string, std::string>> fields;
    std::size_t length = 0;

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict verdictOf(const RequestParser& parser, State state) {
    Verdict verdict;
    verdict.state = state;
    if (state == State::Refused)
        verdict.refusal = parser.refusal();
    if (state != State::Complete)
        return verdict;
    const RequestHead& head = parser.head();
    verdict.method = head.methodText;
    verdict.target = head.target;
    verdict.path = head.path;
    verdict.query = head.query;
    verdict.host = head.host;
    verdict.keepAlive = head.keepAlive;
    verdict.chunked = head.chunked;
    verdict.contentLength = head.contentLength;
    for (const Field& field : head.fields)
        verdict.fields.emplace_back(field.name, field.value);
    verdict.length = parser.headLength();
    return verdict;
}

constexpr RequestParser::Limits kLimits{1024, 256};

Verdict parseWhole(const std::string& bytes) {
    RequestParser parser(kLimits);
    return verdictOf(parser, parser.parse(bytes));
}

/// Feeds a growing buffer that moves with each step: `step` bytes, after `first`.
Verdict parseSplit(const std::string& bytes, std::size_t first, std::size_t step) {
    RequestParser parser(kLimits);
    std::string kept;
    for (std::size_t end = first;; end = std::min(bytes.size(), end + step)) {
        std::string moved(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(end));
        kept.swap(moved);
        const State state = parser.parse(kept);
        if (state != State::NeedMore || end == bytes.size())
            return verdictOf(parser, state);
    }
}

Verdict parseEveryWay(const std::string& bytes) {
    const Verdict whole = parseWhole(bytes);
    for (std::size_t at = 0; at <= bytes.size(); ++at)
        if (!(parseSplit(bytes, at, bytes.size()) == whole))
            qFatal("split at %zu differs", at);
    if (!(parseSplit(bytes, 0, 1) == whole))
        qFatal("byte by byte differs");
    return whole;
}

std::string get(const std::string& fields) {
    return "GET / HTTP/1.1\r\n" + fields + "\r\n";
}

} // namespace

/// The request syntax of RFC 9112, whole and split at every byte.
class RequestParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesAHeadApart() {
        const std::string bytes =
            "POST /a/b?c=d&e?f HTTP/1.1\r\nHost: example.org:8080\r\n"
            "X-Empty:\r\nX-Padded: \t two words \t\r\nContent-Length: 12\r\n\r\nbody";
        const Verdict verdict = parseEveryWay(bytes);
        QCOMPARE(verdict.state, State::Complete);
        QCOMPARE(verdict.method, std::string("POST"));
        QCOMPARE(verdict.target, std::string("/a/b?c=d&e?f"));
        QCOMPARE(verdict.path, std::string("/a/b"));
        QCOMPARE(verdict.query, std::string("c=d&e?f"));
        QCOMPARE(verdict.host, std::string("example.org:8080"));
        QCOMPARE(verdict.contentLength, std::optional<std::uint64_t>(12));
        QCOMPARE(verdict.length, bytes.size() - 4);
        const std::vector<std::pair<std::string, std::string>> fields{
            {"Host", "example.org:8080"},
            {"X-Empty", ""},
            {"X-Padded", "two words"},
            {"Content-Length", "12"}};
        QVERIFY(verdict.fields == fields);
    }

    void understandsEveryFormOfTarget_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("origin") << QByteArray("GET /x?y") << QByteArray("/x?y") << QByteArray("a");
        QTest::newRow("absolute") << QByteArray("GET http://b:81/x?y") << QByteArray("/x?y")
                                  << QByteArray("b:81");
        QTest::newRow("https") << QByteArray("GET HTTPS://b/x") << QByteArray("/x")
                               << QByteArray("b");
        QTest::newRow("no path") << QByteArray("GET http://b") << QByteArray("/")
                                 << QByteArray("b");
        QTest::newRow("only query")
            << QByteArray("GET http://b?q") << QByteArray("/?q") << QByteArray("b");
        QTest::newRow("asterisk") << QByteArray("OPTIONS *") << QByteArray("*") << QByteArray("a");
        QTest::newRow("v6") << QByteArray("GET http://[::1]:8/") << QByteArray("/")
                            << QByteArray("[::1]:8");
    }
    void understandsEveryFormOfTarget() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, host);
        const Verdict verdict = parseEveryWay(line.toStdString() + " HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(verdict.state, State::Complete);
        QCOMPARE(verdict.target, target.toStdString());
        QCOMPARE(verdict.host, host.toStdString());
    }

    void accepts_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("an empty line first", "\r\n" + get("Host: a\r\n"));
        row("1.0 without Host", "GET / HTTP/1.0\r\n\r\n");
        row("HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n");
        row("obs-text in a value", get("Host: a\r\nX: \xe4\xff\r\n"));
        row("tab in a value", get("Host: a\r\nX: a\tb\r\n"));
        row("empty port", get("Host: a:\r\n"));
        row("v6 host", get("Host: [2001:db8::1]:80\r\n"));
        row("length 0", get("Host: a\r\nContent-Length: 0\r\n"));
        row("chunked", get("Host: a\r\nTransfer-Encoding: Chunked\r\n"));
        row("odd but legal target", "GET /|{}\"'<>\\^` HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    void accepts() {
        QFETCH(QByteArray, bytes);
        QCOMPARE(parseEveryWay(bytes.toStdString()).state, State::Complete);
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& bytes, int status = 400) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
        };
        row("two empty lines first", "\r\n\r\n" + get("Host: a\r\n"));
        row("bare LF first", "\n" + get("Host: a\r\n"));
        row("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n");
        row("bare LF after a field", get("Host: a\nX: b\r\n"));
        row("bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n");
        row("bare CR in the line", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n");
        row("bare CR in a value", get("Host: a\r\nX: a\rb\r\n"));
        row("double CR", get("Host: a\r\r\n"));
        row("NUL in a value", get("Host: a\r\nX: a" + std::string(1, '\0') + "\r\n"));
        row("NUL in the target", "GET /" + std::string(1, '\0') + " HTTP/1.1\r\nHost: a\r\n\r\n");
        row("control in a value", get("Host: a\r\nX: \x01\r\n"));
        row("DEL in a value", get("Host: a\r\nX: \x7f\r\n"));
        row("folded line", get("Host: a\r\nX: a\r\n b\r\n"));
        row("white space first", get(" Host: a\r\n"));
        row("no colon", get("Host: a\r\nnonsense\r\n"));
        row("space before colon", get("Host: a\r\nX : b\r\n"));
        row("empty name", get("Host: a\r\n: b\r\n"));
        row("bad name", get("Host: a\r\nX(y): b\r\n"));
        row("no Host", get("X: y\r\n"));
        row("two Hosts", get("Host: a\r\nhost: a\r\n"));
        row("two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        row("empty Host", get("Host:\r\n"));
        row("user in Host", get("Host: u@a\r\n"));
        row("path in Host", get("Host: a/b\r\n"));
        row("list in Host", get("Host: a, b\r\n"));
        row("comma in Host", get("Host: a,b\r\n"));
        row("port 65536", get("Host: a:65536\r\n"));
        row("port -1", get("Host: a:-1\r\n"));
        row("port only", get("Host: :80\r\n"));
        row("two ports", get("Host: a:1:2\r\n"));
        row("open bracket", get("Host: [::1\r\n"));
        row("not an address", get("Host: [zz]\r\n"));
        row("junk behind bracket", get("Host: [::1]x\r\n"));
        row("non-ASCII Host", get("Host: \xc3\xa4\r\n"));
        row("user in absolute form", "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n");
        row("absolute form without host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n");
        row("other scheme", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n");
        row("fragment", "GET /#x HTTP/1.1\r\nHost: a\r\n\r\n");
        row("non-ASCII target", "GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n");
        row("asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
        row("no slash", "GET x HTTP/1.1\r\nHost: a\r\n\r\n");
        row("HTTP/0.9", "GET /\r\n\r\n");
        row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
        row("space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
        row("tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
        row("bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n");
        row("lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n");
        row("long version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n");
        row("version without digit", "GET / HTTP/1.x\r\nHost: a\r\n\r\n");
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501);
        row("length with plus", get("Host: a\r\nContent-Length: +1\r\n"));
        row("length with minus", get("Host: a\r\nContent-Length: -1\r\n"));
        row("hex length", get("Host: a\r\nContent-Length: 0x1\r\n"));
        row("underscore in length", get("Host: a\r\nContent-Length: 1_0\r\n"));
        row("empty length", get("Host: a\r\nContent-Length:\r\n"));
        row("list of lengths", get("Host: a\r\nContent-Length: 1, 1\r\n"));
        row("two lengths", get("Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n"));
        row("huge length", get("Host: a\r\nContent-Length: 99999999999999999999\r\n"));
        row("length and chunked",
            get("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n"));
        row("chunked in 1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
        row("chunked twice", get("Host: a\r\nTransfer-Encoding: chunked, chunked\r\n"));
        row("chunked on two lines",
            get("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
        row("chunked not last", get("Host: a\r\nTransfer-Encoding: chunked, gzip\r\n"));
        row("empty coding", get("Host: a\r\nTransfer-Encoding:\r\n"));
        row("control in coding", get("Host: a\r\nTransfer-Encoding: \x0b"
                                     "chunked\r\n"));
        row("coding before chunked", get("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), 501);
        row("unknown coding", get("Host: a\r\nTransfer-Encoding: xchunked\r\n"), 501);
    }
    void refuses() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const Verdict verdict = parseEveryWay(bytes.toStdString());
        QCOMPARE(verdict.state, State::Refused);
        QCOMPARE(verdict.refusal, status);
    }

    void holdsItsLimitsExactly_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto target = [](std::size_t size) {
            return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n";
        };
        const auto head = [](std::size_t size) {
            const std::string frame = get("Host: a\r\nX: \r\n");
            return get("Host: a\r\nX: " + std::string(size - frame.size(), 'x') + "\r\n");
        };
        const auto method = [](std::size_t size) {
            return std::string(size, 'M') + " / HTTP/1.1\r\nHost: a\r\n\r\n";
        };
        const auto fields = [](std::size_t count) {
            std::string lines = "Host:a\r\n";
            for (std::size_t i = 1; i < count; ++i)
                lines += "X:\r\n";
            return get(lines);
        };
        const auto row = [](const char* name, const std::string& bytes, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << status;
        };
        row("target under", target(kLimits.targetBytes - 1), 0);
        row("target at", target(kLimits.targetBytes), 0);
        row("target over", target(kLimits.targetBytes + 1), 414);
        row("target far over", target(5000), 414);
        row("endless line", "GET /" + std::string(5000, 'a'), 414);
        row("head under", head(kLimits.headBytes - 1), 0);
        row("head at", head(kLimits.headBytes), 0);
        row("head over", head(kLimits.headBytes + 1), 431);
        row("endless head", get("X: " + std::string(5000, 'a')), 431);
        row("method at", method(RequestParser::kMaximumMethod), 0);
        row("method over", method(RequestParser::kMaximumMethod + 1), 501);
        row("endless method", std::string(5000, 'M'), 501);
        row("fields at", fields(RequestParser::kMaximumFields), 0);
        row("fields over", fields(RequestParser::kMaximumFields + 1), 431);
    }
    void holdsItsLimitsExactly() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const Verdict verdict = parseEveryWay(bytes.toStdString());
        QCOMPARE(verdict.refusal, status);
        QCOMPARE(verdict.state, status == 0 ? State::Complete : State::Refused);
    }

    void everyControlByteIsRefusedEverywhere() {
        for (int c = 0; c < 256; ++c) {
            const bool allowed = (c >= 0x20 && c != 0x7f) || c == '\t';
            const std::string byte(1, static_cast<char>(c));
            const State inValue = parseWhole(get("Host: a\r\nX: a" + byte + "b\r\n")).state;
            QCOMPARE(inValue == State::Complete, allowed);
            const State inTarget =
                parseWhole("GET /a" + byte + "b HTTP/1.1\r\nHost: a\r\n\r\n").state;
            QCOMPARE(inTarget == State::Complete, c > 0x20 && c < 0x7f && c != '#');
        }
    }

    void startsAnewAfterReset() {
        RequestParser parser(kLimits);
        const std::string first =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\n";
        const std::string second = "GET /2 HTTP/1.1\r\nHost: b\r\n\r\n";
        QCOMPARE(parser.parse(first), State::Complete);
        QVERIFY(!parser.head().keepAlive);
        parser.reset();
        QCOMPARE(parser.parse(second), State::Complete);
        QVERIFY(parser.head().keepAlive);
        QVERIFY(!parser.head().contentLength);
        QCOMPARE(parser.head().fields.size(), 1u);
        QCOMPARE(parser.head().method, Method::Get);
    }
};

QTEST_GUILESS_MAIN(RequestParserTest)
#include "request_parser_test.moc"
