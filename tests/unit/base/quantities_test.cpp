// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/base/quantities.h"

using namespace meson::base;

class QuantitiesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesAreReadInDecimalAndBinaryUnits_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes"); // -1: refused
        QTest::newRow("bare") << QStringLiteral("4096") << qint64(4096);
        QTest::newRow("decimal") << QStringLiteral("50GB") << qint64(50'000'000'000);
        QTest::newRow("binary") << QStringLiteral("1.5 GiB") << qint64(1'610'612'736);
        QTest::newRow("small letters") << QStringLiteral("2kb") << qint64(2'000);
        QTest::newRow("zero") << QStringLiteral("0") << qint64(0);
        QTest::newRow("negative") << QStringLiteral("-1") << qint64(-1);
        QTest::newRow("negative zero") << QStringLiteral("-0") << qint64(-1);
        QTest::newRow("unknown unit") << QStringLiteral("5XB") << qint64(-1);
        QTest::newRow("too large") << QStringLiteral("9999999999TB") << qint64(-1);
        QTest::newRow("not a number") << QStringLiteral("nan") << qint64(-1);
        QTest::newRow("empty") << QString() << qint64(-1);
        QTest::newRow("unit alone") << QStringLiteral("GB") << qint64(-1);
    }
    void sizesAreReadInDecimalAndBinaryUnits() {
        QFETCH(QString, text);
        QFETCH(qint64, bytes);
        const auto parsed = parseBytes(text.toStdString());
        QCOMPARE(parsed ? parsed->count() : -1, bytes);
    }

    void ratesTellBitsFromBytes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes");
        QTest::newRow("megabits") << QStringLiteral("20Mbit/s") << qint64(2'500'000);
        QTest::newRow("short") << QStringLiteral("20 Mbps") << qint64(2'500'000);
        QTest::newRow("bytes") << QStringLiteral("2.5MB/s") << qint64(2'500'000);
        QTest::newRow("binary bytes") << QStringLiteral("4MiB/s") << qint64(4'194'304);
        QTest::newRow("small b is bits") << QStringLiteral("8b/s") << qint64(1);
        QTest::newRow("unlimited") << QStringLiteral("unlimited") << qint64(0);
        QTest::newRow("bare") << QStringLiteral("20") << qint64(-1);
        QTest::newRow("rounds to none") << QStringLiteral("1bit/s") << qint64(-1);
    }
    void ratesTellBitsFromBytes() {
        QFETCH(QString, text);
        QFETCH(qint64, bytes);
        const auto parsed = parseRate(text.toStdString());
        QCOMPARE(parsed ? parsed->count() : -1, bytes);
    }

    void durationsAreReadInTheirUnits() {
        QCOMPARE(parseDuration("250ms")->count(), 250);
        QCOMPARE(parseDuration("10")->count(), 10'000);
        QCOMPARE(parseDuration("1.5 min")->count(), 90'000);
        QCOMPARE(parseDuration("1d")->count(), 86'400'000);
        QVERIFY(!parseDuration("1 fortnight"));
        QVERIFY(!parseDuration("-1s"));
    }

    void amountsKeepEveryMillionth_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("millionths");
        QTest::newRow("whole") << QStringLiteral("12") << qint64(12'000'000);
        QTest::newRow("fraction") << QStringLiteral("0.000001") << qint64(1);
        QTest::newRow("seven decimals") << QStringLiteral("0.0000001") << qint64(-1);
        QTest::newRow("point alone") << QStringLiteral("1.") << qint64(-1);
        QTest::newRow("no whole") << QStringLiteral(".5") << qint64(-1);
        QTest::newRow("exponent") << QStringLiteral("1e3") << qint64(-1);
        QTest::newRow("negative") << QStringLiteral("-1") << qint64(-1);
        QTest::newRow("most") << QStringLiteral("9000000000000")
                              << qint64(9'000'000'000'000'000'000);
        QTest::newRow("more") << QStringLiteral("9000000000001") << qint64(-1);
    }
    void amountsKeepEveryMillionth() {
        QFETCH(QString, text);
        QFETCH(qint64, millionths);
        const auto parsed = parseMillionths(text.toStdString());
        QCOMPARE(parsed ? *parsed : -1, millionths);
        if (parsed)
            QCOMPARE(parseMillionths(formatMillionths(*parsed)), parsed);
    }

    void figuresAreWrittenWithThreeDigits() {
        QCOMPARE(formatBytes(Bytes(999)), std::string("999 B"));
        QCOMPARE(formatBytes(Bytes(1'500'000'000)), std::string("1.50 GB"));
        QCOMPARE(formatRate(BytesPerSecond(2'500'000)), std::string("20.0 Mbit/s"));
        QCOMPARE(formatMillionths(-12'500'000), std::string("-12.5"));
        QCOMPARE(formatMillionths(0), std::string("0"));
    }
};

QTEST_GUILESS_MAIN(QuantitiesTest)
#include "quantities_test.moc"
