// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QTreeView>
#include <QTreeWidget>

#include "tests/support/patience.h"
#include "tests/support/statement_bench.h"
#include "ui/bridge/forecast.h"
#include "ui/bridge/words.h"
#include "ui/pages/earnings_page.h"
#include "ui/pages/statement_card.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/time_chart.h"

using namespace meson;
using namespace std::chrono_literals;

class EarningsPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase() { m_shared.reset(); }
    void withoutAStatementThePageSaysWhen();
    void theStatementThatIsChosenIsComputedStepByStep();
    void theCheckListsEachFigure();
    void anAlteredStatementIsFoundAndDoesNotCount();
    void moneyIsShownOnceAPriceIsEntered();
    void costsAreSubtractedOnlyWhereTheyWereEntered();
    void aWrongNumberIsSaidAtEachKey();
    void theOutlookComesFromTheOwnPast();
    void whatThereWasBeforeTheKeptStatementsIsSaid();
    void theStatementsShownAreExported();
    void theDemoIsCalledSoOnEveryCardWithMoney();
    void theGraphHasATableAndASummary();
    void fitsTheSmallestWindow();

private:
    void open(test::StatementBench& bench);
    void enter(const QString& field, const QString& text);
    QString cardText(const char* name) const;
    bool says(const QString& words) const;
    QAbstractItemModel& table() const;

    std::unique_ptr<test::StatementBench> m_shared; ///< with m_all; its settings are put back
    std::vector<protocol::Statement> m_all;
    node::MinerSettings m_settings;
    std::unique_ptr<pages::EarningsPage> m_page;
};

void EarningsPageTest::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English));
    m_shared = std::make_unique<test::StatementBench>();
    m_settings = m_shared->model.settings();
    m_all = m_shared->stateRandom(7, 40, 600s);
    QCOMPARE(m_all.size(), std::size_t(40));
}

void EarningsPageTest::cleanup() {
    m_page.reset();
    m_shared->model.setSettings(m_settings);
}

void EarningsPageTest::open(test::StatementBench& bench) {
    m_page = std::make_unique<pages::EarningsPage>(bench.model, nullptr);
    m_page->resize(972, 1800);
    m_page->show();
    test::named<widgets::SegmentedControl>(*m_page, QStringLiteral("Time span"))->setCurrent(5);
}

QString EarningsPageTest::cardText(const char* name) const {
    return m_page->findChild<widgets::StatCard*>(QLatin1String(name))->accessibleDescription();
}

bool EarningsPageTest::says(const QString& words) const {
    const auto texts = m_page->findChildren<QLabel*>();
    return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
        return text->isVisible() && text->text().contains(words);
    });
}

QAbstractItemModel& EarningsPageTest::table() const {
    return *test::named<QTreeView>(*m_page, QStringLiteral("Earnings as a table"))->model();
}

/// Types into a field and leaves it.
void EarningsPageTest::enter(const QString& field, const QString& text) {
    auto* edit = test::named<QLineEdit>(*m_page, field);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, text);
    QTest::keyClick(edit, Qt::Key_Return);
}

void EarningsPageTest::withoutAStatementThePageSaysWhen() {
    test::StatementBench bench;
    QVERIFY(bench.isReady());
    open(bench);
    QVERIFY(says(QStringLiteral("No earnings in this time")));
    QVERIFY(says(QStringLiteral("There is no statement yet")));
    QVERIFY(cardText("earned").contains(QChar(0x2013)));
    QVERIFY(cardText("forecast").contains(QStringLiteral("Not enough yet")));
    test::buttonOf(*m_page, QStringLiteral("Check every figure"))->click();
    QVERIFY(says(QStringLiteral("There is no statement to check yet.")));
}

void EarningsPageTest::theStatementThatIsChosenIsComputedStepByStep() {
    open(*m_shared);
    auto* card = m_page->findChild<pages::StatementCard*>();
    QCOMPARE(card->epoch(), m_all.back().epoch);
    auto* view = test::named<QTreeView>(*m_page, QStringLiteral("Earnings as a table"));
    QModelIndex oldest = table().index(table().rowCount() - 1, 0);
    oldest = table().index(table().rowCount(oldest) - 1, 0, oldest);
    view->setCurrentIndex(oldest);
    QCOMPARE(card->epoch(), m_all.front().epoch);
    QVERIFY(!test::buttonOf(*card, QStringLiteral("Earlier statement"))->isEnabled());
    test::buttonOf(*card, QStringLiteral("Later statement"))->click();
    QCOMPARE(card->epoch(), m_all[1].epoch);
    const auto step = [&](const char* name) {
        return test::named<QLabel>(*card, QString::fromUtf8(name))->text();
    };
    QCOMPARE(test::millionthsIn(step("= Earned")), m_all[1].reward().count());
    QCOMPARE(test::millionthsIn(step("Balance")), m_all[1].balance.count());
    const auto steps = terminal::rewardSteps(m_all[1]);
    QVERIFY(says(QStringLiteral("%1 tokens × %2 ÷ %3")
                     .arg(bridge::tokensText(steps.servingPool))
                     .arg(QLocale().toString(qint64(m_all[1].weight.count())))
                     .arg(QLocale().toString(qint64(m_all[1].allWeights.count())))));
}

void EarningsPageTest::theCheckListsEachFigure() {
    open(*m_shared);
    test::buttonOf(*m_page, QStringLiteral("Check every figure"))->click();
    QVERIFY(says(QStringLiteral("Everything adds up")));
    auto* list = test::named<QTreeWidget>(*m_page, QStringLiteral("Result of the check"));
    QCOMPARE(list->topLevelItemCount(), 9);
    QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("40"));
    for (int figure = 0; figure < 9; ++figure)
        QCOMPARE(list->topLevelItem(figure)->text(3), QString(QChar(0x2013)));
    test::PageBench::keep(*m_page->widget(), QStringLiteral("earnings-checked"));
}

void EarningsPageTest::anAlteredStatementIsFoundAndDoesNotCount() {
    test::StatementBench bench;
    QVERIFY(bench.isReady());
    test::StatementMaker maker(bench.model.snapshot().terminal->node, 9);
    auto all = maker.make(6, 60s, QDateTime::currentDateTime().addSecs(-1));
    all[3].serving += base::MicroTokens(1'000'000); // signed, but it does not follow
    QVERIFY(bench.state(all));
    open(bench);
    test::buttonOf(*m_page, QStringLiteral("Check every figure"))->click();
    QVERIFY(says(QStringLiteral("differ without an explanation")));
    auto* list = test::named<QTreeWidget>(*m_page, QStringLiteral("Result of the check"));
    QTreeWidgetItem* serving = list->topLevelItem(static_cast<int>(terminal::Figure::Serving));
    QCOMPARE(serving->text(3), QStringLiteral("1"));
    QVERIFY(serving->isExpanded());
    QVERIFY(serving->child(0)->text(0).contains(QString::number(all[3].epoch)));
}

void EarningsPageTest::moneyIsShownOnceAPriceIsEntered() {
    open(*m_shared);
    auto* unit = test::named<widgets::SegmentedControl>(*m_page, QStringLiteral("Amounts in"));
    QVERIFY(!unit->isVisible());
    enter(QStringLiteral("Currency"), QStringLiteral("EUR"));
    enter(QStringLiteral("A token is worth"), QStringLiteral("0.25"));
    QCOMPARE(m_shared->model.settings().tokenPrice, 0.25);
    QVERIFY(unit->isVisible());
    unit->setCurrent(1);
    QCOMPARE(m_shared->model.settings().moneyUnit, node::MoneyUnit::Currency);
    base::MicroTokens sum;
    for (const auto& statement : m_all)
        sum += statement.reward();
    const double money = static_cast<double>(sum.count()) / 1e6 * 0.25;
    QVERIFY2(
        cardText("earned").startsWith(QLocale().toString(money, 'f', 2)),
        qPrintable(cardText("earned")));
    QVERIFY(cardText("earned").contains(QStringLiteral("EUR")));
    unit->setCurrent(2);
    QCOMPARE(test::millionthsIn(cardText("earned")), sum.count());
    QVERIFY(cardText("earned").contains(QLocale().toString(money, 'f', 2)));
    test::PageBench::keep(*m_page->widget(), QStringLiteral("earnings-both"));
}

void EarningsPageTest::costsAreSubtractedOnlyWhereTheyWereEntered() {
    node::MinerSettings settings = m_shared->model.settings();
    settings.currency = "USD";
    settings.tokenPrice = 1;
    m_shared->model.setSettings(settings);
    open(*m_shared);
    MESON_TRY_VERIFY(cardText("net").contains(QStringLiteral("No costs were entered")));
    QCOMPARE(
        test::millionthsIn(cardText("net")) / 10'000,
        std::llround(test::millionthsIn(cardText("earned")) / 10'000.0));
    enter(QStringLiteral("More power drawn because of the node"), QStringLiteral("40"));
    QVERIFY(!cardText("net").contains(QStringLiteral("electricity")));
    enter(QStringLiteral("Price of electricity"), QStringLiteral("0.3"));
    MESON_TRY_VERIFY(cardText("net").contains(QStringLiteral("electricity")));
    QCOMPARE(m_shared->model.settings().watts, 40.0);
    MESON_TRY_VERIFY(says(QStringLiteral("the node ran")));
}

void EarningsPageTest::aWrongNumberIsSaidAtEachKey() {
    open(*m_shared);
    auto* field =
        test::named<widgets::NumberField>(*m_page, QStringLiteral("Price of electricity"));
    auto* edit = test::named<QLineEdit>(*field, QStringLiteral("Price of electricity"));
    QTest::keyClicks(edit, QStringLiteral("0.3x"));
    QVERIFY(says(QStringLiteral("This is not a number")));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_shared->model.settings().electricityPrice, 0.0);
    QTest::keyClick(edit, Qt::Key_Backspace);
    QVERIFY(field->problem().isEmpty());
    edit->clear();
    QTest::keyClicks(edit, QStringLiteral("-1"));
    QCOMPARE(field->problem(), QStringLiteral("This must not be negative."));
    auto* currency = test::named<QLineEdit>(*m_page, QStringLiteral("Currency"));
    QTest::keyClicks(currency, QStringLiteral("DOUBLOONS"));
    QVERIFY(says(QStringLiteral("at most 8 characters")));
    QTest::keyClick(currency, Qt::Key_Return);
    QVERIFY(m_shared->model.settings().currency.empty());
}

void EarningsPageTest::theOutlookComesFromTheOwnPast() {
    open(*m_shared);
    const auto forecast = bridge::forecastOf(m_shared->model.earnings()->earnings);
    QVERIFY(forecast);
    QVERIFY(forecast->low <= forecast->high);
    QVERIFY(cardText("forecast").contains(bridge::tokensText(forecast->low)));
    QVERIFY(cardText("forecast").contains(bridge::tokensText(forecast->high)));
    QVERIFY(cardText("forecast").contains(QStringLiteral("From 40 statement")));
    MESON_TRY_VERIFY(says(QStringLiteral("you have set no limit")));
    QVERIFY(says(QStringLiteral("your space was never nearly full")));
}

void EarningsPageTest::whatThereWasBeforeTheKeptStatementsIsSaid() {
    test::StatementBench bench;
    QVERIFY(bench.isReady());
    test::StatementMaker maker(bench.model.snapshot().terminal->node, 13);
    auto all = maker.make(20, 60s, QDateTime::currentDateTime().addSecs(-1));
    const base::MicroTokens before = all[9].balance;
    all.erase(all.begin(), all.begin() + 10);
    QVERIFY(bench.state(all));
    open(bench);
    QVERIFY(says(QStringLiteral("no longer kept here")));
    QVERIFY(says(bridge::tokensText(before)));
}

void EarningsPageTest::theStatementsShownAreExported() {
    open(*m_shared);
    const QString name = QString::fromStdString(m_shared->path("earnings.csv").string());
    QVERIFY(!m_page->exportTo(name));
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QStringLiteral("\r\n"));
    QCOMPARE(lines.size(), 42); // a header, 40 statements, the end of the last line
    QVERIFY(lines[0].startsWith(QStringLiteral("epoch,starts,ends,")));
    QVERIFY(lines[1].startsWith(QString::number(m_all[0].epoch) + QLatin1Char(',')));
    std::int64_t earned = 0;
    for (int row = 1; row <= 40; ++row)
        earned += test::millionthsIn(lines[row].section(QLatin1Char(','), 17, 17));
    QCOMPARE(earned, m_all.back().balance.count());
    const auto problem =
        m_page->exportTo(QString::fromStdString(m_shared->path("nowhere/e.csv").string()));
    QVERIFY(problem && problem->contains(QStringLiteral("could not be written")));
}

void EarningsPageTest::theDemoIsCalledSoOnEveryCardWithMoney() {
    test::StatementBench bench;
    QVERIFY(!bench.stateRandom(15, 6, 60s).empty());
    node::MinerSettings settings = bench.model.settings();
    settings.network = node::Network::Demo;
    bench.model.setSettings(settings);
    open(bench);
    const auto pills = m_page->findChildren<widgets::Pill*>();
    const auto badges = std::count_if(pills.begin(), pills.end(), [](const widgets::Pill* pill) {
        return pill->text() == QStringLiteral("DEMO");
    });
    QCOMPARE(badges, 9); // five figures, graph, statement, prices, what if
}

void EarningsPageTest::theGraphHasATableAndASummary() {
    open(*m_shared);
    auto* chart = m_page->findChild<widgets::TimeChart*>();
    QVERIFY(chart->summary().contains(QStringLiteral("Serving")));
    QVERIFY(chart->summary().contains(QStringLiteral("Lost to penalties")));
    auto* view = test::named<QTreeView>(*m_page, QStringLiteral("Earnings as a table"));
    QVERIFY(!view->isVisible());
    test::named<widgets::SegmentedControl>(*m_page, QStringLiteral("Shown as"))->setCurrent(1);
    QVERIFY(view->isVisible());
    view->expand(table().index(1, 0));
    test::PageBench::keep(*m_page->widget(), QStringLiteral("earnings-table"));
}

/// 960 px less the sidebar of 208.
void EarningsPageTest::fitsTheSmallestWindow() {
    open(*m_shared);
    QVERIFY2(
        m_page->widget()->minimumSizeHint().width() <= 740,
        qPrintable(QString::number(m_page->widget()->minimumSizeHint().width())));
    const test::LongerText longer;
    const pages::EarningsPage page(m_shared->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(EarningsPageTest)
#include "earnings_page_test.moc"
