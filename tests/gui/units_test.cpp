// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card_grid.h"
#include "ui/widgets/units.h"

#include <QLabel>
#include <QLocale>
#include <QTest>
#include <QTextLayout>

using namespace meson::widgets;
using namespace std::chrono_literals;

namespace {

QString plain(QString text) {
    return text.replace(QChar(QChar::Nbsp), QLatin1Char(' ')).remove(QChar(0x2060));
}

} // namespace

class UnitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void volumesAreDecimal_data();
    void volumesAreDecimal();
    void ratesAreBits();
    void throughputIsBytes();
    void noLineBreaksWithinAQuantity();
    void sharesAreNeverRoundedToNothing();
    void durationsHaveTwoUnits();
    void timesAreSaidFromNow();
    void cardsWrapWhereRoomIsShort();
};

void UnitsTest::volumesAreDecimal_data() {
    QTest::addColumn<qint64>("octets");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing") << qint64(0) << QStringLiteral("0 B");
    QTest::newRow("below a thousand") << qint64(999) << QStringLiteral("999 B");
    QTest::newRow("a thousand") << qint64(1000) << QStringLiteral("1 kB");
    QTest::newRow("rounds into the next unit") << qint64(999'600) << QStringLiteral("1 MB");
    QTest::newRow("three figures") << qint64(1'234'567'890) << QStringLiteral("1.23 GB");
    QTest::newRow("tens") << qint64(41'250'000'000) << QStringLiteral("41.3 GB");
    QTest::newRow("hundreds") << qint64(412'300'000'000) << QStringLiteral("412 GB");
    QTest::newRow("no tail of zeros") << qint64(500'000'000'000) << QStringLiteral("500 GB");
}

void UnitsTest::volumesAreDecimal() {
    QFETCH(qint64, octets);
    QTEST(plain(bytesInWords(octets)), "words");
}

void UnitsTest::ratesAreBits() {
    QCOMPARE(plain(rateInWords(125'000)), QStringLiteral("1 Mbit/s"));
    QCOMPARE(plain(rateInWords(4'800'000)), QStringLiteral("38.4 Mbit/s"));
    QCOMPARE(plain(rateInWords(0)), QStringLiteral("0 kbit/s"));
}

void UnitsTest::throughputIsBytes() {
    QCOMPARE(plain(throughputInWords(0)), QStringLiteral("0 B/s"));
    QCOMPARE(plain(throughputInWords(412'000'000)), QStringLiteral("412 MB/s"));
}

void UnitsTest::noLineBreaksWithinAQuantity() {
    const QStringList quantities{bytesInWords(412'000'000'000), rateInWords(4'800'000),
                                 throughputInWords(4'800'000),  percentInWords(0.042),
                                 durationInWords(2h + 5min),    degreesInWords(48)};
    for (const QString& quantity : quantities) {
        QTextLayout layout(QStringLiteral("of %1 a").arg(quantity));
        for (int width = 1; width < 400; ++width) {
            layout.beginLayout();
            for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
                line.setLineWidth(width);
                const int place = line.textStart();
                const bool isAround = place <= 3 || place == 3 + quantity.size() + 1;
                QVERIFY2(isAround, qPrintable(quantity + QStringLiteral(" at %1").arg(place)));
            }
            layout.endLayout();
        }
    }
}

void UnitsTest::sharesAreNeverRoundedToNothing() {
    QCOMPARE(plain(percentInWords(0)), QStringLiteral("0 %"));
    QCOMPARE(plain(percentInWords(0.0001)), QStringLiteral("under 0.1 %"));
    QCOMPARE(plain(percentInWords(0.042)), QStringLiteral("4.2 %"));
    QCOMPARE(plain(percentInWords(0.426)), QStringLiteral("43 %"));
}

void UnitsTest::durationsHaveTwoUnits() {
    QCOMPARE(plain(durationInWords(40s)), QStringLiteral("40 s"));
    QCOMPARE(plain(durationInWords(2h + 5min + 3s)), QStringLiteral("2 h 5 min"));
    QCOMPARE(plain(durationInWords(72h)), QStringLiteral("3 d"));
    QCOMPARE(plain(durationInWords(-5s)), QStringLiteral("0 s"));
}

void UnitsTest::timesAreSaidFromNow() {
    const QDateTime now(QDate(2026, 5, 1), QTime(12, 0));
    QCOMPARE(agoInWords(now, now), QStringLiteral("just now"));
    QCOMPARE(plain(agoInWords(now.addSecs(-300), now)), QStringLiteral("5 min ago"));
    QCOMPARE(plain(agoInWords(now.addSecs(7200), now)), QStringLiteral("in 2 h"));
}

void UnitsTest::cardsWrapWhereRoomIsShort() {
    CardGrid grid(200, 4);
    QList<QLabel*> cards;
    for (int i = 0; i < 4; ++i) {
        cards << new QLabel(QStringLiteral("card"));
        grid.add(cards.last());
    }
    grid.resize(1000, 200);
    grid.show();
    QTRY_COMPARE(cards[3]->y(), cards[0]->y());
    grid.resize(700, 200);
    QTRY_VERIFY(cards[2]->y() > cards[0]->y());
    QTRY_COMPARE(cards[2]->x(), cards[0]->x());
    QVERIFY(grid.minimumSizeHint().width() < 200);
}

QTEST_MAIN(UnitsTest)
#include "units_test.moc"
