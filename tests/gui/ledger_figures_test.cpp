// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QTableView>
#include <QTreeView>

#include "tests/support/statement_bench.h"
#include "ui/bridge/ledger.h"
#include "ui/bridge/words.h"
#include "ui/pages/earnings_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/wallet_page.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/units.h"

using namespace meson;
using namespace std::chrono_literals;
using protocol::Statement;

namespace {

using Statements = std::vector<Statement>;

QDateTime endOf(const Statement& s) {
    return QDateTime::fromSecsSinceEpoch(s.ends);
}

template <class Figure>
std::int64_t sumOf(const Statements& all, const QDateTime& from, Figure figure) {
    std::int64_t sum = 0;
    for (const Statement& s : all)
        if (endOf(s) >= from)
            sum += figure(s).count();
    return sum;
}

const auto kReward = [](const Statement& s) { return s.reward(); };
const auto kServing = [](const Statement& s) { return s.serving; };
const auto kStandby = [](const Statement& s) { return s.standby; };
const auto kLost = [](const Statement& s) { return terminal::rewardSteps(s).lost; };
const auto kCredited = [](const Statement& s) { return s.credited; };

/// Where each span of the Earnings page begins, by the calendar alone.
QDateTime beginOf(int span) {
    const QDateTime now = QDateTime::currentDateTime();
    const QDate today = now.date();
    const qint64 seconds = now.toSecsSinceEpoch();
    const qint64 local = seconds + now.offsetFromUtc();
    switch (span) {
    case 0:
        return QDateTime::fromSecsSinceEpoch(seconds - local % 900 - 95 * 900);
    case 1:
        return QDateTime::fromSecsSinceEpoch(seconds - local % 3600 - 167 * 3600);
    case 2:
        return today.addDays(-29).startOfDay();
    case 3:
        return today.addDays(-89).startOfDay();
    case 4:
        return today.addDays(-(today.dayOfWeek() - QLocale().firstDayOfWeek() + 7) % 7 - 52 * 7)
            .startOfDay();
    default:
        return QDateTime::fromSecsSinceEpoch(0);
    }
}

std::int64_t figureOf(QWidget& page, const QString& name) {
    const auto* card = page.findChild<widgets::StatCard*>(name);
    return test::millionthsIn(card->accessibleDescription());
}

/// The sum of a column over the rows, of which `first` is the first.
std::int64_t columnSum(const QAbstractItemModel& model, int column, int first) {
    std::int64_t sum = 0;
    for (int row = first; row < model.rowCount(); ++row)
        sum += test::millionthsIn(model.index(row, column).data().toString());
    return sum;
}

} // namespace

/// Every figure of the pages that show money is what the signed statements say, whatever they say.
/// The seed of each run is the name of its row.
class LedgerFiguresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void everyFigureEqualsTheLedger_data();
    void everyFigureEqualsTheLedger();

private:
    static void checkEarnings(bridge::MinerModel& model, const Statements& all);
    static void checkTable(QTreeView& view, const Statements& all);
    static void checkWallet(bridge::MinerModel& model, const Statements& all);
    static void checkOverview(bridge::MinerModel& model, const Statements& all);
};

void LedgerFiguresTest::everyFigureEqualsTheLedger_data() {
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("longest"); // seconds a period
    std::random_device random;
    for (const int longest : {20, 7'200, 200'000, 2'000'000}) {
        const unsigned seed = random();
        QTest::addRow("seed %u, periods of %d s", seed, longest) << seed << longest;
    }
}

void LedgerFiguresTest::everyFigureEqualsTheLedger() {
    QFETCH(unsigned, seed);
    QFETCH(int, longest);
    qInfo("seed %u", seed);
    test::StatementBench bench;
    const Statements all = bench.stateRandom(seed, 60, std::chrono::seconds(longest));
    QCOMPARE(all.size(), std::size_t(60));
    checkEarnings(bench.model, all);
    checkWallet(bench.model, all);
    checkOverview(bench.model, all);
}

void LedgerFiguresTest::checkEarnings(bridge::MinerModel& model, const Statements& all) {
    pages::EarningsPage page(model, nullptr);
    auto* spans = test::named<widgets::SegmentedControl>(page, QStringLiteral("Time span"));
    auto* view = test::named<QTreeView>(page, QStringLiteral("Earnings as a table"));
    for (int span = 0; span < bridge::kLedgerSpans; ++span) {
        // The page may have been filled a moment before the next bucket began.
        const auto isRight = [&] {
            spans->setCurrent(0);
            spans->setCurrent(5);
            spans->setCurrent(span);
            const QDateTime from = beginOf(span);
            const QAbstractItemModel& table = *view->model();
            if (sumOf(all, from, [](const Statement&) { return base::Bytes(1); }) == 0)
                return table.rowCount() == 0;
            return figureOf(page, QStringLiteral("earned")) == sumOf(all, from, kReward) &&
                   figureOf(page, QStringLiteral("lost")) == sumOf(all, from, kLost) &&
                   columnSum(table, 2, 1) == sumOf(all, from, kServing) &&
                   columnSum(table, 3, 1) == sumOf(all, from, kStandby) &&
                   columnSum(table, 4, 1) == -sumOf(all, from, kLost) &&
                   columnSum(table, 5, 1) == sumOf(all, from, kReward) &&
                   test::millionthsIn(table.index(0, 5).data().toString()) ==
                       sumOf(all, from, kReward);
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isRight(), qPrintable(QString::number(span)), 30'000);
    }
    checkTable(*view, all);
}

/// In the table of all time, each statement is a row of its own, newest first.
void LedgerFiguresTest::checkTable(QTreeView& view, const Statements& all) {
    const QAbstractItemModel& table = *view.model();
    auto statement = all.rbegin();
    for (int bucket = 1; bucket < table.rowCount(); ++bucket) {
        const QModelIndex parent = table.index(bucket, 0);
        for (int row = 0; row < table.rowCount(parent); ++row, ++statement) {
            const auto text = [&](int column) {
                return table.index(row, column, parent).data().toString();
            };
            QVERIFY(text(0).contains(QString::number(statement->epoch)));
            QCOMPARE(text(1), widgets::bytesInWords(statement->credited.count()));
            QCOMPARE(test::millionthsIn(text(2)), statement->serving.count());
            QCOMPARE(test::millionthsIn(text(3)), statement->standby.count());
            QCOMPARE(test::millionthsIn(text(4)), -kLost(*statement).count());
            QCOMPARE(test::millionthsIn(text(5)), statement->reward().count());
        }
    }
    QVERIFY(statement == all.rend());
    QCOMPARE(
        table.index(0, 1).data().toString(),
        widgets::bytesInWords(sumOf(all, QDateTime::fromSecsSinceEpoch(0), kCredited)));
}

void LedgerFiguresTest::checkWallet(bridge::MinerModel& model, const Statements& all) {
    pages::WalletPage page(model, nullptr);
    QCOMPARE(figureOf(page, QStringLiteral("balance")), all.back().balance.count());
    QCOMPARE(figureOf(page, QStringLiteral("last")), all.back().reward().count());
    const QDate today = QDate::currentDate();
    const QDateTime month = QDate(today.year(), today.month(), 1).startOfDay();
    QCOMPARE(figureOf(page, QStringLiteral("month")), sumOf(all, month, kReward));
    const QAbstractItemModel& lines =
        *test::named<QTableView>(page, QStringLiteral("Credits"))->model();
    QCOMPARE(columnSum(lines, 3, 0), all.back().balance.count());
    // Each balance is the one before plus the amount.
    for (int row = 0; row + 1 < lines.rowCount(); ++row)
        QCOMPARE(
            test::millionthsIn(lines.index(row, 4).data().toString()),
            test::millionthsIn(lines.index(row + 1, 4).data().toString()) +
                test::millionthsIn(lines.index(row, 3).data().toString()));
    auto* kind = test::named<QComboBox>(page, QStringLiteral("Kind of entry"));
    const QDateTime ever = QDateTime::fromSecsSinceEpoch(0);
    kind->setCurrentIndex(1);
    QCOMPARE(columnSum(lines, 3, 0), sumOf(all, ever, kServing));
    kind->setCurrentIndex(2);
    QCOMPARE(columnSum(lines, 3, 0), sumOf(all, ever, kStandby));
}

void LedgerFiguresTest::checkOverview(bridge::MinerModel& model, const Statements& all) {
    pages::OverviewPage page(model, nullptr);
    const QDate today = QDate::currentDate();
    const auto card = [&](const char* name) {
        return test::named<widgets::StatCard>(page, QLatin1String(name))->accessibleDescription();
    };
    QCOMPARE(test::millionthsIn(card("Today")), sumOf(all, today.startOfDay(), kReward));
    QCOMPARE(
        test::millionthsIn(card("Month")),
        sumOf(all, QDate(today.year(), today.month(), 1).startOfDay(), kReward));
    const auto forecast = bridge::forecastOf(model.earnings()->earnings);
    const bool hasOutlook = forecast && forecast->measured() >= std::chrono::hours(24);
    QVERIFY(card("Month").contains(
        hasOutlook ? QStringLiteral("by its end") : bridge::tokensText(all.back().balance)));
    test::named<widgets::SegmentedControl>(page, QStringLiteral("Time span"))->setCurrent(3);
    const QAbstractItemModel& days =
        *test::named<QTableView>(page, QStringLiteral("Earnings over time, as a table"))->model();
    const QDateTime ever = QDateTime::fromSecsSinceEpoch(0);
    QCOMPARE(columnSum(days, 1, 0), sumOf(all, ever, kServing));
    QCOMPARE(columnSum(days, 2, 0), sumOf(all, ever, kStandby));
}

QTEST_MAIN(LedgerFiguresTest)
#include "ledger_figures_test.moc"
