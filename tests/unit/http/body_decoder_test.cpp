// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/body_decoder.h"

using namespace meson::http;
using State = BodyDecoder::State;

namespace {

RequestHead chunkedHead() {
    RequestHead head;
    head.chunked = true;
    return head;
}

struct Verdict {
    State state = State::NeedMore;
    std::size_t consumed = 0;
    std::string body;

    friend bool operator==(const Verdict&, const Verdict&) = default;
};

Verdict decode(
    const RequestHead& head, const std::string& bytes, std::uint64_t limit, std::size_t first,
    std::size_t step) {
    BodyDecoder decoder(head, limit);
    Verdict verdict;
    for (std::size_t end = first;; end = std::min(bytes.size(), end + step)) {
        const std::string part = bytes.substr(verdict.consumed, end - verdict.consumed);
        const auto result = decoder.decode(part);
        verdict.consumed += result.consumed;
        verdict.state = result.state;
        if (result.state != State::NeedMore || end == bytes.size())
            break;
    }
    if (verdict.state == State::Complete)
        verdict.body = decoder.takeBody();
    return verdict;
}

/// The verdict must not depend on the split; where a bad body is noticed may.
Verdict decodeEveryWay(const RequestHead& head, const std::string& bytes, std::uint64_t limit) {
    const Verdict whole = decode(head, bytes, limit, bytes.size(), 1);
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        const Verdict split = decode(head, bytes, limit, at, at == 0 ? 1 : bytes.size());
        if (split.state != whole.state || (whole.state == State::Complete && !(split == whole)))
            qFatal("split at %zu differs", at);
    }
    return whole;
}

} // namespace

/// Request bodies by length and chunked, whole and split at every byte.
class BodyDecoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void collectsExactlyTheLength() {
        RequestHead head;
        head.contentLength = 5;
        const Verdict verdict = decodeEveryWay(head, "helloGET /", 5);
        QCOMPARE(verdict.state, State::Complete);
        QCOMPARE(verdict.body, std::string("hello"));
        QCOMPARE(verdict.consumed, 5u);
        QCOMPARE(decodeEveryWay(head, "hell", 5).state, State::NeedMore);
        QCOMPARE(decodeEveryWay(head, "hello", 4).state, State::TooLarge);
        head.contentLength = 0;
        QCOMPARE(decodeEveryWay(head, "", 0).state, State::Complete);
    }

    void decodesChunks_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("none") << QByteArray("0\r\n\r\n") << QByteArray();
        QTest::newRow("two") << QByteArray("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                             << QByteArray("abcde");
        QTest::newRow("hex") << QByteArray("A\r\n0123456789\r\n0a\r\n0123456789\r\n000\r\n\r\n")
                             << QByteArray("01234567890123456789");
        QTest::newRow("extension")
            << QByteArray("1;a=\"b c\";d\r\nx\r\n0;z\r\n\r\n") << QByteArray("x");
        QTest::newRow("trailers") << QByteArray("1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\n")
                                  << QByteArray("x");
        QTest::newRow("CRLF in data")
            << QByteArray("4\r\n\r\n\r\n\r\n0\r\n\r\n") << QByteArray("\r\n\r\n");
    }
    void decodesChunks() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        const Verdict verdict = decodeEveryWay(chunkedHead(), bytes.toStdString() + "GET", 100);
        QCOMPARE(verdict.state, State::Complete);
        QCOMPARE(verdict.body, body.toStdString());
        QCOMPARE(verdict.consumed, static_cast<std::size_t>(bytes.size()));
    }

    void refusesMalformedChunks_data() {
        QTest::addColumn<QByteArray>("bytes");
        for (const char* bytes : {"\r\n",         "g\r\n",          "-1\r\n",
                                  "+1\r\n",       "0x1\r\n",        "1 \r\nx\r\n",
                                  " 1\r\nx\r\n",  "1\nx\r\n",       "1\r\nxy\r\n",
                                  "1\r\nx\n",     "1\r\nx\rz\n",    "1;a\rb\r\nx\r\n",
                                  "1;\x01\r\n",   "1_0\r\n",        "10000000000000000\r\n",
                                  "0\r\nbad\r\n", "0\r\nA : b\r\n", "0\r\n A: b\r\n",
                                  "0\r\n\n",      "0\r\nA: b\n\r\n"})
            QTest::newRow(bytes) << QByteArray(bytes);
    }
    void refusesMalformedChunks() {
        QFETCH(QByteArray, bytes);
        QCOMPARE(decodeEveryWay(chunkedHead(), bytes.toStdString(), 100).state, State::Malformed);
    }

    void holdsItsLimitsExactly() {
        const auto chunks = [](std::size_t size) {
            return "2\r\nab\r\n" + std::to_string(size - 2) + "\r\n" + std::string(size - 2, 'x') +
                   "\r\n0\r\n\r\n";
        };
        QCOMPARE(decodeEveryWay(chunkedHead(), chunks(9), 10).state, State::Complete);
        QCOMPARE(decodeEveryWay(chunkedHead(), chunks(10), 10).state, State::Complete);
        QCOMPARE(decodeEveryWay(chunkedHead(), chunks(11), 10).state, State::TooLarge);

        const auto line = [](std::size_t size) {
            return "0;" + std::string(size - 2, 'x') + "\r\n\r\n";
        };
        const auto decodeWhole = [](const std::string& bytes) {
            return decode(chunkedHead(), bytes, 10, 0, 7).state;
        };
        QCOMPARE(decodeWhole(line(BodyDecoder::kMaximumLine)), State::Complete);
        QCOMPARE(decodeWhole(line(BodyDecoder::kMaximumLine + 1)), State::Malformed);
        QCOMPARE(decodeWhole("0;" + std::string(100'000, 'x')), State::Malformed);

        const auto trailers = [](std::size_t size) {
            const std::string half(size / 2 - 2, 'x');
            return "0\r\nA:" + half + "\r\nB:" + half + (size % 2 ? "x" : "") + "\r\n\r\n";
        };
        QCOMPARE(decodeWhole(trailers(BodyDecoder::kMaximumTrailers)), State::Complete);
        QCOMPARE(decodeWhole(trailers(BodyDecoder::kMaximumTrailers + 1)), State::Malformed);
    }
};

QTEST_GUILESS_MAIN(BodyDecoderTest)
#include "body_decoder_test.moc"
