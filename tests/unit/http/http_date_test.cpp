// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/http_date.h"

using namespace meson;
using namespace meson::http;

/// HTTP dates in the three forms of RFC 9110 §5.6.7.
class HttpDateTest : public QObject {
    Q_OBJECT

    const base::WallTime m_now = base::fromUnixSeconds(1'800'000'000); // January 2027

private Q_SLOTS:
    void readsWhatItWrites() {
        for (const std::int64_t second :
             {0LL, 784'111'777LL, 951'827'696LL, 1'800'000'000LL, 4'102'444'799LL}) {
            const base::WallTime time = base::fromUnixSeconds(second);
            QCOMPARE(parseHttpDate(formatHttpDate(time), m_now), std::optional(time));
        }
        QCOMPARE(
            formatHttpDate(base::fromUnixSeconds(784'111'777)),
            std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
        QCOMPARE(
            formatHttpDate(base::fromUnixSeconds(784'111'777) + std::chrono::milliseconds(999)),
            std::string("Sun, 06 Nov 1994 08:49:37 GMT"));
    }

    void readsTheObsoleteForms() {
        const auto expected = std::optional(base::fromUnixSeconds(784'111'777));
        QCOMPARE(parseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", m_now), expected);
        QCOMPARE(parseHttpDate("Sun Nov  6 08:49:37 1994", m_now), expected);
        QCOMPARE(
            parseHttpDate("Wed Nov 16 08:49:37 1994", m_now),
            std::optional(base::fromUnixSeconds(784'111'777 + 10 * 86'400)));
    }

    void aTwoDigitYearIsAtMostFiftyYearsAhead() {
        const auto year = [this](const std::string& digits) {
            const auto time = parseHttpDate("Monday, 01-Jan-" + digits + " 00:00:00 GMT", m_now);
            return time ? formatHttpDate(*time).substr(12, 4) : std::string();
        };
        QCOMPARE(year("27"), std::string("2027"));
        QCOMPARE(year("77"), std::string("2077"));
        QCOMPARE(year("78"), std::string("1978"));
        QCOMPARE(year("99"), std::string("1999"));
    }

    void aLeapSecondIsTheLastOfItsMinute() {
        QCOMPARE(
            parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", m_now),
            parseHttpDate("Sat, 31 Dec 2016 23:59:59 GMT", m_now));
    }

    void timesThatTheClockCannotHoldAreItsEnds() {
        QCOMPARE(
            parseHttpDate("Fri, 31 Dec 9999 23:59:59 GMT", m_now),
            std::optional(base::WallTime::max()));
        QCOMPARE(
            parseHttpDate("Sat, 01 Jan 0000 00:00:00 GMT", m_now),
            std::optional(base::WallTime::min()));
    }

    void refusesOtherText_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"",
              "0",
              "Sun",
              "Sun, 06 Nov 1994 08:49:37",
              "Sun, 06 Nov 1994 08:49:37 UTC",
              "Sun, 06 Nov 1994 08:49:37 GMT ",
              "sun, 06 Nov 1994 08:49:37 GMT",
              "Sun, 6 Nov 1994 08:49:37 GMT",
              "Sun, 31 Nov 1994 08:49:37 GMT",
              "Sun, 00 Nov 1994 08:49:37 GMT",
              "Sun, 06 Nob 1994 08:49:37 GMT",
              "Sun, 06 Nov 1994 24:00:00 GMT",
              "Sun, 06 Nov 1994 08:60:00 GMT",
              "Sun, 06 Nov 1994 08:49:61 GMT",
              "Sun, 29 Feb 1900 00:00:00 GMT",
              "Xun, 06 Nov 1994 08:49:37 GMT",
              "Sun, +6 Nov 1994 08:49:37 GMT",
              "Sunday, 06-Nov-1994 08:49:37 GMT",
              "Sun Nov 6 08:49:37 1994",
              "1994-11-06T08:49:37Z"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refusesOtherText() {
        QFETCH(QByteArray, text);
        QVERIFY(!parseHttpDate(text.toStdString(), m_now));
    }
};

QTEST_GUILESS_MAIN(HttpDateTest)
#include "http_date_test.moc"
