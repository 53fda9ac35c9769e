// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/machines_bench.h"
#include "tests/support/page_bench.h"
#include "tests/support/widget_walk.h"
#include "ui/pages/machine_dialogs.h"
#include "ui/pages/machines_page.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/units.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>

using namespace meson;
using pages::MachineTable;
using terminal::TerminalPhase;

/// The page beside real headless Terminals, over TLS on loopback.
class MachinesPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsThisComputerAndTheTwoStepsAtFirst();
    void saysWhatIsWrongWithALineAsItIsTyped();
    void figuresAreTheOnesOfTheOtherNodesStatus();
    void aRefusedCodeIsSaidAndTheDialogStays();
    void pausingReachesTheOtherEngine();
    void theUploadLimitReachesTheOtherEngine();
    void thisComputerIsPausedAndLimitedToo();
    void playMoneyIsMarked();
    void isForgotten();
    void anAwayMachineKeepsWhatItSaidLast();
    void thisComputerStaysFirstInAnyOrder();
    void everyControlHasANameAndTheSmallestWindowFits();

private:
    void attach(test::HeadlessBench& machine);
    pages::AttachDialog* openAttach();
    void press(const QString& name) {
        QAbstractButton* button = test::buttonOf(*m_page, name);
        QVERIFY2(button && button->isEnabled(), qPrintable(name));
        button->click();
    }
    template <class Dialog>
    Dialog* dialog() {
        return m_page->window()->findChild<Dialog*>();
    }
    QAbstractItemModel* table() const { return m_view->model(); }
    QString cell(int row, int column) const {
        return table()->index(row, column).data().toString();
    }
    bool isShown(const QString& words) const {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
            return text->isVisible() && text->text().contains(words);
        });
    }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<test::HeadlessBench> m_other;
    std::unique_ptr<pages::MachinesPage> m_page;
    QTableView* m_view = nullptr;
};

void MachinesPageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    m_other = std::make_unique<test::HeadlessBench>();
    m_other->options.name = "attic";
    m_other->start();
    MESON_TRY_VERIFY(m_bench->isServing());
    MESON_TRY_VERIFY(m_other->isServing());
    m_page = std::make_unique<pages::MachinesPage>(m_bench->model, nullptr);
    m_page->resize(960, 600);
    m_page->show();
    m_view = test::named<QTableView>(*m_page, QStringLiteral("Your machines"));
    QVERIFY(m_view);
}

void MachinesPageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
    m_other.reset();
}

pages::AttachDialog* MachinesPageTest::openAttach() {
    press(QStringLiteral("Attach a machine…"));
    return dialog<pages::AttachDialog>();
}

void MachinesPageTest::attach(test::HeadlessBench& machine) {
    const int rows = table()->rowCount();
    QPointer<pages::AttachDialog> asking = openAttach();
    QVERIFY(asking);
    asking->findChild<QLineEdit*>()->setText(QString::fromStdString(machine.pairText()));
    QAbstractButton* button = test::buttonOf(*asking, QStringLiteral("Attach"));
    QVERIFY(button->isEnabled());
    button->click();
    MESON_TRY_VERIFY(!asking);
    MESON_TRY_COMPARE(table()->rowCount(), rows + 1);
    MESON_TRY_COMPARE(cell(rows, MachineTable::Seen), QStringLiteral("now"));
}

void MachinesPageTest::showsThisComputerAndTheTwoStepsAtFirst() {
    QCOMPARE(table()->rowCount(), 1);
    QCOMPARE(cell(0, MachineTable::Name), QStringLiteral("This computer"));
    QCOMPARE(cell(0, MachineTable::State), QStringLiteral("Earning"));
    QCOMPARE(cell(0, MachineTable::Outside), QStringLiteral("Reachable"));
    QVERIFY(isShown(QStringLiteral("--remote-control 8091")));
    QVERIFY(isShown(QStringLiteral("meson-network pair")));
    QVERIFY(!test::buttonOf(*m_page, QStringLiteral("Forget the chosen machine"))->isEnabled());
    attach(*m_other);
    QVERIFY(!isShown(QStringLiteral("--remote-control 8091")));
}

void MachinesPageTest::saysWhatIsWrongWithALineAsItIsTyped() {
    pages::AttachDialog* asking = openAttach();
    auto* line = asking->findChild<QLineEdit*>();
    auto* button = test::buttonOf(*asking, QStringLiteral("Attach"));
    QVERIFY(!button->isEnabled());
    QVERIFY(line->accessibleDescription().isEmpty());
    const std::pair<const char*, const char*> rows[] = {
        {"https://router.example", "it begins with \"meson-pair:\""},
        {"meson-pair:my house:1/", "The host must be"},
        {"meson-pair:home:0/", "The port must be 1 to 65535."},
        {"meson-pair:home:1/abc/", "The node's id is damaged"}};
    for (const auto& [text, words] : rows) {
        line->setText(QString::fromLatin1(text));
        QVERIFY2(line->accessibleDescription().contains(QLatin1String(words)), text);
        QVERIFY(!button->isEnabled());
    }
    const QString good = QString::fromStdString(m_other->pairText());
    line->setText(good.chopped(1));
    QVERIFY(line->accessibleDescription().contains(QStringLiteral("The code is damaged")));
    line->setText(QStringLiteral("  ") + good.toUpper() + QLatin1Char(' '));
    QVERIFY(button->isEnabled());
    QVERIFY(line->accessibleDescription().contains(QStringLiteral("127.0.0.1")));
    asking->reject();
}

void MachinesPageTest::figuresAreTheOnesOfTheOtherNodesStatus() {
    attach(*m_other);
    const QJsonObject status =
        QJsonDocument::fromJson(
            m_other->control(QStringLiteral("/v1/status"), "GET", {})->readAll())
            .object();
    const auto number = [&](const char* name) {
        return status.value(QLatin1String(name)).toInteger();
    };
    QCOMPARE(cell(1, MachineTable::Name), status.value(QStringLiteral("name")).toString());
    QCOMPARE(cell(1, MachineTable::Version), status.value(QStringLiteral("version")).toString());
    QCOMPARE(cell(1, MachineTable::Requests), widgets::countInWords(number("requests")));
    MESON_TRY_COMPARE(
        cell(1, MachineTable::Stored),
        widgets::bytesInWords(m_other->terminal->snapshot().used.count()));
    QCOMPARE(cell(1, MachineTable::Outside), QStringLiteral("Reachable"));
    QCOMPARE(cell(1, MachineTable::Today), QString(QChar(0x2013))); // no statement yet
    QCOMPARE(
        table()->index(1, MachineTable::Stored).data(Qt::ToolTipRole).toString(),
        QStringLiteral("of ") + widgets::bytesInWords(number("quota")));
    // It serves somebody: the figure follows.
    m_other->router.serve("/pull/1", "hello");
    const auto object = m_other->router.orderFor("hello", {"/pull/1"});
    const std::int64_t command = m_other->router.order(object);
    MESON_TRY_VERIFY(m_other->isDone(command));
    QCOMPARE(test::statusOf(m_other->getObject(object)), 200);
    MESON_TRY_COMPARE(cell(1, MachineTable::Requests), QStringLiteral("1"));
}

void MachinesPageTest::aRefusedCodeIsSaidAndTheDialogStays() {
    QPointer<pages::AttachDialog> asking = openAttach();
    auto* line = asking->findChild<QLineEdit*>();
    const QString old = QString::fromStdString(m_other->pairText());
    const QString good = QString::fromStdString(m_other->pairText());
    line->setText(old);
    test::buttonOf(*asking, QStringLiteral("Attach"))->click();
    MESON_TRY_COMPARE(line->accessibleDescription(), QStringLiteral("The code is wrong."));
    QVERIFY(asking && line->isEnabled());
    QCOMPARE(table()->rowCount(), 1);
    line->setText(good);
    test::buttonOf(*asking, QStringLiteral("Attach"))->click();
    MESON_TRY_VERIFY(!asking);
    MESON_TRY_COMPARE(table()->rowCount(), 2);
}

void MachinesPageTest::pausingReachesTheOtherEngine() {
    attach(*m_other);
    m_view->selectRow(1);
    press(QStringLiteral("Pause the chosen machine"));
    MESON_TRY_COMPARE(m_other->terminal->snapshot().phase, TerminalPhase::Paused);
    MESON_TRY_COMPARE(cell(1, MachineTable::State), QStringLiteral("Paused"));
    QVERIFY(m_bench->isServing()); // the other one, not this one
    press(QStringLiteral("Resume the chosen machine"));
    MESON_TRY_VERIFY(m_other->isServing());
    MESON_TRY_COMPARE(cell(1, MachineTable::State), QStringLiteral("Earning"));
}

void MachinesPageTest::theUploadLimitReachesTheOtherEngine() {
    attach(*m_other);
    m_view->selectRow(1);
    press(QStringLiteral("Upload limit of the chosen machine"));
    auto* asking = dialog<pages::MachineLimitDialog>();
    QVERIFY(asking);
    QCOMPARE(asking->limit().count(), 0);
    const auto words = asking->findChildren<QLabel*>();
    QVERIFY(std::any_of(words.begin(), words.end(), [](const QLabel* text) {
        return text->text().contains(QStringLiteral("until that Terminal starts again"));
    }));
    asking->findChild<widgets::LimitEditor*>()->setValue(20);
    asking->accept();
    MESON_TRY_COMPARE(m_other->terminal->snapshot().rules.limit.count(), 2'500'000);
    QCOMPARE(m_bench->model.settings().rules.limit.count(), 0);
}

void MachinesPageTest::thisComputerIsPausedAndLimitedToo() {
    press(QStringLiteral("Pause the chosen machine"));
    MESON_TRY_COMPARE(cell(0, MachineTable::State), QStringLiteral("Paused"));
    press(QStringLiteral("Resume the chosen machine"));
    MESON_TRY_VERIFY(m_bench->isServing());
    press(QStringLiteral("Upload limit of the chosen machine"));
    auto* asking = dialog<pages::MachineLimitDialog>();
    asking->findChild<widgets::LimitEditor*>()->setValue(20);
    asking->accept();
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->rules.limit.count(), 2'500'000);
}

void MachinesPageTest::playMoneyIsMarked() {
    attach(*m_other);
    protocol::Statement statement;
    statement.node = m_other->terminal->snapshot().node;
    statement.epoch = 7;
    statement.ends = QDateTime::currentSecsSinceEpoch();
    statement.quality = 1'000'000;
    statement.serving = base::MicroTokens(1'500'000);
    statement.balance = statement.serving;
    m_other->router.state(7, protocol::signStatement(statement, m_other->router.identity));
    MESON_TRY_VERIFY(cell(1, MachineTable::Today).startsWith(QStringLiteral("1.50")));
    const QJsonObject earned =
        QJsonDocument::fromJson(
            m_other->control(QStringLiteral("/v1/status"), "GET", {})->readAll())
            .object()
            .value(QStringLiteral("earned"))
            .toObject();
    QCOMPARE(earned.value(QStringLiteral("amount")).toInteger(), 1'500'000);
    QVERIFY(earned.value(QStringLiteral("demo")).toBool());
    QCOMPARE(cell(1, MachineTable::Today), QStringLiteral("1.50 DEMO"));
}

void MachinesPageTest::isForgotten() {
    attach(*m_other);
    m_view->selectRow(1);
    press(QStringLiteral("Forget the chosen machine"));
    auto* asking = dialog<widgets::ConfirmDialog>();
    QVERIFY(asking);
    asking->accept();
    MESON_TRY_COMPARE(table()->rowCount(), 1);
    QVERIFY(isShown(QStringLiteral("meson-network pair")));
    MESON_TRY_VERIFY(
        m_other->control(QStringLiteral("/v1/pairing"), "GET", {})->readAll() == R"({"apps":[]})");
    QVERIFY(m_other->isServing());
}

void MachinesPageTest::anAwayMachineKeepsWhatItSaidLast() {
    attach(*m_other);
    const QString stored = cell(1, MachineTable::Stored);
    m_other->stop();
    MESON_TRY_COMPARE(cell(1, MachineTable::State), QStringLiteral("Away"));
    QCOMPARE(cell(1, MachineTable::Name), QStringLiteral("attic"));
    QCOMPARE(cell(1, MachineTable::Stored), stored);
    QCOMPARE(cell(1, MachineTable::Sending), QStringLiteral("–"));
    QCOMPARE(cell(1, MachineTable::Outside), QStringLiteral("Not known"));
    m_view->selectRow(1);
    QVERIFY(!test::buttonOf(*m_page, QStringLiteral("Pause the chosen machine"))->isEnabled());
    QVERIFY(isShown(QStringLiteral("Away: ")));
}

void MachinesPageTest::thisComputerStaysFirstInAnyOrder() {
    test::HeadlessBench third;
    third.options.name = "barn";
    third.start();
    MESON_TRY_VERIFY(third.isServing());
    attach(third);
    attach(*m_other);
    m_view->selectRow(1); // the barn
    for (int column = 0; column < MachineTable::kColumns; ++column)
        for (const Qt::SortOrder order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            m_view->sortByColumn(column, order);
            QCOMPARE(cell(0, MachineTable::Name), QStringLiteral("This computer"));
            QCOMPARE(
                cell(m_view->currentIndex().row(), MachineTable::Name), QStringLiteral("barn"));
        }
    m_view->sortByColumn(MachineTable::Name, Qt::AscendingOrder);
    QCOMPARE(cell(1, MachineTable::Name), QStringLiteral("attic"));
    m_view->sortByColumn(MachineTable::Name, Qt::DescendingOrder);
    QCOMPARE(cell(1, MachineTable::Name), QStringLiteral("barn"));
    test::PageBench::keep(*m_page, QStringLiteral("machines"));
}

void MachinesPageTest::everyControlHasANameAndTheSmallestWindowFits() {
    attach(*m_other);
    QCOMPARE(test::controlsWithoutName(*m_page), QStringList());
    pages::AttachDialog* asking = openAttach();
    QCOMPARE(test::controlsWithoutName(*asking), QStringList());
    asking->reject();
    const test::LongerText longer;
    pages::MachinesPage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(MachinesPageTest)
#include "machines_page_test.moc"
