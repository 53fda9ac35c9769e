// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QLocale>
#include <QTest>

#include "ui/bridge/forecast.h"
#include "ui/bridge/ledger.h"
#include "ui/bridge/money.h"
#include "ui/bridge/words.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/units.h"

using namespace meson;
using namespace meson::bridge;
using namespace std::chrono_literals;
using base::MicroTokens;

namespace {

QString plain(QString text) {
    return text.replace(QChar(QChar::Nbsp), QLatin1Char(' ')).remove(QChar(0x2060));
}

node::MinerSettings priced(node::MoneyUnit unit) {
    node::MinerSettings settings;
    settings.currency = "EUR";
    settings.tokenPrice = 0.5;
    settings.moneyUnit = unit;
    return settings;
}

/// Statements of `length` each without a pause between, which earned so much one after the other.
terminal::Earnings earningsOf(std::chrono::seconds length, const std::vector<int>& rewards) {
    terminal::Earnings earnings;
    std::int64_t time = 1'700'000'000;
    for (const int reward : rewards) {
        terminal::EarningsRecord record;
        record.isSignatureValid = true;
        record.statement.epoch = std::int64_t(earnings.records.size()) + 1;
        record.statement.starts = time;
        record.statement.ends = time += length.count();
        record.statement.serving = MicroTokens(reward);
        record.statement.credited = base::Bytes(1'000'000);
        earnings.records.push_back(record);
    }
    return earnings;
}

metrics::HistoryBucket bucket(double average, std::chrono::seconds measured) {
    return {{}, 900s, average, average, average, measured};
}

} // namespace

/// Amounts, units and what is derived from them.
class MoneyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale(QLocale::English)); }
    void cleanup() { widgets::setRateUnit(widgets::RateUnit::Bits); }
    void tokensAreWrittenWhole_data();
    void tokensAreWrittenWhole();
    void moneyHasTwoDecimalsOrThreeFigures();
    void withoutAPriceThereAreOnlyTokens();
    void bothAreShownSideBySide();
    void whatIsDerivedIsRounded();
    void columnsAlign();
    void ratesAreWrittenAsTheOwnerLikes();
    void numbersAreTypedInTheLanguagesOwnWay();
    void aBucketBeginsWhereTheCalendarSays_data();
    void aBucketBeginsWhereTheCalendarSays();
    void allTakesTheShortestStepThatFits();
    void anInvalidStatementCountsNowhere();
    void tooLittleGivesNoOutlook();
    void theOutlookGrowsWithThePast();
    void theMonthEndsWithWhatItHasAndTheTimeLeft();
    void aBreakCountsAsTime();
    void moreHelpsOnlyWhereLessHeldBack();
    void costsCountMeasuredTimeOnly();
};

void MoneyTest::tokensAreWrittenWhole_data() {
    QTest::addColumn<qint64>("millionths");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("german");
    const auto row = [](const char* name, qint64 amount, const char* english, const char* german) {
        QTest::newRow(name) << amount << QString::fromUtf8(english) << QString::fromUtf8(german);
    };
    row("nothing", 0, "0.00", "0,00");
    row("the least", 1, "0.000001", "0,000001");
    row("two decimals at least", 12'500'000, "12.50", "12,50");
    row("thousands", 1'234'567'890'000, "1,234,567.89", "1.234.567,89");
    row("less than nothing", -1'500'000, "−1.50", "−1,50");
}

void MoneyTest::tokensAreWrittenWhole() {
    QFETCH(qint64, millionths);
    QTEST(tokensText(MicroTokens(millionths)), "english");
    QLocale::setDefault(QLocale(QLocale::German));
    QTEST(tokensText(MicroTokens(millionths)), "german");
}

void MoneyTest::moneyHasTwoDecimalsOrThreeFigures() {
    const auto euros = [](double amount) {
        return plain(currencyText(amount, QStringLiteral("EUR")));
    };
    QCOMPARE(euros(0), QStringLiteral("0.00 EUR"));
    QCOMPARE(euros(3.1), QStringLiteral("3.10 EUR"));
    QCOMPARE(euros(1234.567), QStringLiteral("1,234.57 EUR"));
    QCOMPARE(euros(0.5), QStringLiteral("0.500 EUR"));
    QCOMPARE(euros(0.001234), QStringLiteral("0.00123 EUR"));
    QCOMPARE(euros(-2), QString::fromUtf8("−2.00 EUR"));
}

void MoneyTest::withoutAPriceThereAreOnlyTokens() {
    node::MinerSettings settings = priced(node::MoneyUnit::Currency);
    settings.tokenPrice = 0;
    const MoneyFormat format(settings);
    QVERIFY(!format.hasPrice());
    QCOMPARE(format.text(MicroTokens(2'000'000)), QStringLiteral("2.00 tokens"));
    settings.tokenPrice = 1;
    settings.currency.clear();
    QVERIFY(!MoneyFormat(settings).hasPrice());
}

void MoneyTest::bothAreShownSideBySide() {
    const MicroTokens amount(3'000'000);
    QCOMPARE(
        plain(MoneyFormat(priced(node::MoneyUnit::Both)).text(amount)),
        QStringLiteral("3.00 tokens (1.50 EUR)"));
    const MoneyFormat money(priced(node::MoneyUnit::Currency));
    QCOMPARE(plain(money.text(amount)), QStringLiteral("1.50 EUR"));
    QCOMPARE(money.figure(amount), QStringLiteral("1.50"));
    QCOMPARE(money.figureUnit(), QStringLiteral("EUR"));
    QCOMPARE(
        plain(MoneyFormat(priced(node::MoneyUnit::Both)).besides(amount)),
        QStringLiteral("1.50 EUR"));
}

void MoneyTest::whatIsDerivedIsRounded() {
    QCOMPARE(rounded(MicroTokens(303'893'463)).count(), 303'890'000);
    QCOMPARE(rounded(MicroTokens(3'893'463)).count(), 3'893'000);
    QCOMPARE(rounded(MicroTokens(-3'893'563)).count(), -3'894'000);
    QCOMPARE(rounded(MicroTokens(999)).count(), 999);
}

void MoneyTest::columnsAlign() {
    const MoneyFormat format{node::MinerSettings()};
    QCOMPARE(format.column(MicroTokens(12'500'000)), QStringLiteral("12.500000"));
    QCOMPARE(format.column(MicroTokens(12'345'678)), QStringLiteral("12.345678"));
}

void MoneyTest::ratesAreWrittenAsTheOwnerLikes() {
    QCOMPARE(plain(widgets::rateInWords(12'500'000)), QStringLiteral("100 Mbit/s"));
    widgets::setRateUnit(widgets::RateUnit::Bytes);
    QCOMPARE(plain(widgets::rateInWords(12'500'000)), QStringLiteral("12.5 MB/s"));
    QCOMPARE(plain(widgets::rateInWords(0)), QStringLiteral("0 kB/s"));
}

void MoneyTest::numbersAreTypedInTheLanguagesOwnWay() {
    QLocale::setDefault(QLocale(QLocale::German));
    widgets::NumberField field(QStringLiteral("Preis"), {}, 100);
    field.show();
    QTest::keyClicks(field.findChild<QLineEdit*>(), QStringLiteral("0,25"));
    QCOMPARE(field.value(), std::optional(0.25));
    field.findChild<QLineEdit*>()->clear();
    QVERIFY(!field.value());
    QVERIFY(field.problem().isEmpty());
    QTest::keyClicks(field.findChild<QLineEdit*>(), QStringLiteral("101"));
    QCOMPARE(field.problem(), QStringLiteral("At most 100."));
}

void MoneyTest::aBucketBeginsWhereTheCalendarSays_data() {
    QTest::addColumn<int>("step");
    QTest::addColumn<QDateTime>("start");
    QTest::addColumn<QDateTime>("next");
    const auto row = [](const char* name, LedgerStep step, QDateTime start, QDateTime next) {
        QTest::newRow(name) << static_cast<int>(step) << start << next;
    };
    const QDate day(2026, 5, 13); // a Wednesday
    row("minute", LedgerStep::Minute, day.startOfDay().addSecs(37'320),
        day.startOfDay().addSecs(37'380));
    row("quarter", LedgerStep::QuarterHour, day.startOfDay().addSecs(36'900),
        day.startOfDay().addSecs(37'800));
    row("hour", LedgerStep::Hour, day.startOfDay().addSecs(36'000),
        day.startOfDay().addSecs(39'600));
    row("day", LedgerStep::Day, day.startOfDay(), day.addDays(1).startOfDay());
    row("week", LedgerStep::Week, QDate(2026, 5, 10).startOfDay(), QDate(2026, 5, 17).startOfDay());
    row("month", LedgerStep::Month, QDate(2026, 5, 1).startOfDay(), QDate(2026, 6, 1).startOfDay());
}

void MoneyTest::aBucketBeginsWhereTheCalendarSays() {
    QFETCH(int, step);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));  // weeks from Sunday
    const QDateTime time = QDate(2026, 5, 13).startOfDay().addSecs(37'345); // 10:22:25
    const auto start = bucketStart(time, static_cast<LedgerStep>(step));
    QTEST(start, "start");
    QTEST(nextBucket(start, static_cast<LedgerStep>(step)), "next");
}

void MoneyTest::allTakesTheShortestStepThatFits() {
    const auto stepOf = [](std::chrono::seconds length) {
        const terminal::Earnings earnings = earningsOf(length, std::vector(10, 1));
        const QDateTime now = endOf(earnings.records.back().statement);
        const Ledger ledger = ledgerOf(earnings, LedgerSpan::All, now);
        return std::pair(ledger.step, ledger.buckets.size());
    };
    QCOMPARE(stepOf(10s).first, LedgerStep::Minute);
    QVERIFY(stepOf(10s).second >= 24);
    QCOMPARE(stepOf(1h).first, LedgerStep::QuarterHour);
    QCOMPARE(stepOf(10h).first, LedgerStep::Hour);
    QCOMPARE(stepOf(240h).first, LedgerStep::Day);
    QCOMPARE(stepOf(2400h).first, LedgerStep::Month);
    QVERIFY(stepOf(2400h).second <= 101);
}

void MoneyTest::anInvalidStatementCountsNowhere() {
    terminal::Earnings earnings = earningsOf(60s, {1, 2, 4});
    earnings.records[1].isSignatureValid = false;
    const Ledger ledger =
        ledgerOf(earnings, LedgerSpan::All, endOf(earnings.records.back().statement));
    QCOMPARE(ledger.total.earned().count(), 5);
    QCOMPARE(ledger.total.statements, 2);
    QCOMPARE(ledger.notValid, 1);
}

void MoneyTest::tooLittleGivesNoOutlook() {
    QVERIFY(!forecastOf({}));
    QVERIFY(!forecastOf(earningsOf(1h, {1, 1, 1, 1, 1})));
    QVERIFY(!forecastOf(earningsOf(10s, std::vector(20, 1))));
}

void MoneyTest::theOutlookGrowsWithThePast() {
    QCOMPARE(forecastOf(earningsOf(100s, std::vector(6, 100)))->horizon, 1h);
    QCOMPARE(forecastOf(earningsOf(1h, std::vector(6, 100)))->horizon, 24h);
    const auto forecast = forecastOf(earningsOf(24h, {100, 300, 100, 300, 100, 300}));
    QCOMPARE(forecast->horizon, 720h);
    QCOMPARE(forecast->low.count(), 3'000);
    QCOMPARE(forecast->high.count(), 9'000);
    QCOMPARE(forecast->statements, 6);
    // Only the last 30 days count.
    std::vector<int> rewards(40, 1'000'000);
    std::fill(rewards.end() - 30, rewards.end(), 100);
    QCOMPARE(forecastOf(earningsOf(24h, rewards))->high.count(), 3'000);
}

void MoneyTest::theMonthEndsWithWhatItHasAndTheTimeLeft() {
    const QDateTime tenDaysLeft(QDate(2026, 11, 21), QTime(0, 0));
    const base::MicroTokens earned(500);
    const auto forecast = forecastOf(earningsOf(24h, {100, 300, 100, 300, 100, 300}));
    const auto end = monthEndOf(*forecast, earned, tenDaysLeft);
    QCOMPARE(end->low.count(), 1'500);
    QCOMPARE(end->high.count(), 3'500);
    const auto young = forecastOf(earningsOf(1h, std::vector(6, 100)));
    QVERIFY(!monthEndOf(*young, earned, tenDaysLeft));
}

void MoneyTest::aBreakCountsAsTime() {
    terminal::Earnings earnings = earningsOf(24h, std::vector(6, 100));
    for (std::size_t i = 3; i < 6; ++i) { // nine days away in the middle
        earnings.records[i].statement.starts += 9 * 86'400;
        earnings.records[i].statement.ends += 9 * 86'400;
    }
    const auto forecast = forecastOf(earnings);
    QVERIFY(forecast->low.count() < 3'000);
    QCOMPARE(forecast->high.count(), 3'000);
}

void MoneyTest::moreHelpsOnlyWhereLessHeldBack() {
    const auto forecast = forecastOf(earningsOf(24h, std::vector(6, 1'000'000)));
    const base::Bytes quota(1'000);
    const base::BytesPerSecond limit(100);
    const auto usageWith = [&](double upload, double stored) {
        return usageOf(
            {{bucket(upload, 900s), bucket(0, 900s)}, {}, {bucket(stored, 900s)}, {}}, quota,
            limit);
    };
    const Usage idle = usageWith(50, 500);
    QCOMPARE(mostFromDisk(*forecast, idle, base::Bytes(500))->count(), 0);
    QCOMPARE(mostFromBandwidth(*forecast, idle, limit)->count(), 0);
    const Usage pressed = usageWith(95, 950);
    QCOMPARE(pressed.fullShare, 1.0);
    QCOMPARE(pressed.limitShare, 0.5);
    // As much again on disk earns at most as much again, 30 days of a token a day.
    QCOMPARE(mostFromDisk(*forecast, pressed, base::Bytes(950))->count(), 30'000'000);
    // A token a megabyte credited, for half the time of 30 days.
    QCOMPARE(
        mostFromBandwidth(*forecast, pressed, base::BytesPerSecond(10))->count(),
        rounded(MicroTokens(10LL * 30 * 86'400 / 2)).count());
    QVERIFY(!mostFromDisk(*forecast, Usage(), quota));
}

void MoneyTest::costsCountMeasuredTimeOnly() {
    // Ten minutes measured of a quarter: served 1 MB/s, fetched half of it.
    const Usage usage = usageOf(
        {{bucket(1e6, 600s)}, {bucket(5e5, 600s)}, {bucket(0, 600s)}, {bucket(1, 600s)}}, {}, {});
    QCOMPARE(usage.hours, 1.0 / 6);
    QCOMPARE(usage.octets, 900e6);
    node::MinerSettings settings;
    QVERIFY(!costsOf(usage, settings).electricity);
    QVERIFY(!costsOf(usage, settings).data);
    settings.watts = 60;
    QVERIFY(!costsOf(usage, settings).electricity);
    settings.electricityPrice = 0.5;
    settings.dataPrice = 2;
    QCOMPARE(*costsOf(usage, settings).electricity, 0.005);
    QCOMPARE(*costsOf(usage, settings).data, 1.8);
}

QTEST_MAIN(MoneyTest)
#include "money_test.moc"
