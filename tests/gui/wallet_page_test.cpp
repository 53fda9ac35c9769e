// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QLineEdit>
#include <QTableView>

#include "tests/support/patience.h"
#include "tests/support/statement_bench.h"
#include "ui/pages/wallet_page.h"
#include "ui/widgets/stat_card.h"

using namespace meson;
using namespace std::chrono_literals;

namespace {

const QString kChecked = QStringLiteral("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"); // EIP-55

} // namespace

class WalletPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }
    void init();
    void cleanup();
    void theAddressIsCheckedAtEachKey();
    void theRouterHearsOfANewAddressWithoutARestart();
    void anAddressWithoutChecksumIsSavedWithIt();
    void aWrongAddressIsNotSaved();
    void theAddressIsCopied();
    void creditsAreListedAndExported();
    void whatIsNotPaidOutIsSaid();
    void fitsTheSmallestWindow();

private:
    QLineEdit& field() const {
        return *test::named<QLineEdit>(*m_page, QStringLiteral("Payout address"));
    }
    QString state() const {
        return m_page->findChild<QLabel*>(QStringLiteral("addressState"))->text();
    }

    std::unique_ptr<test::StatementBench> m_bench;
    std::unique_ptr<pages::WalletPage> m_page;
};

void WalletPageTest::init() {
    m_bench = std::make_unique<test::StatementBench>();
    QVERIFY(m_bench->isReady());
    m_page = std::make_unique<pages::WalletPage>(m_bench->model, nullptr);
    m_page->resize(972, 900);
    m_page->show();
}

void WalletPageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

void WalletPageTest::theAddressIsCheckedAtEachKey() {
    QVERIFY(state().startsWith(QStringLiteral("No address")));
    QTest::keyClicks(&field(), kChecked.left(40));
    QVERIFY(state().startsWith(QStringLiteral("2 more digit")));
    QTest::keyClicks(&field(), kChecked.mid(40, 2));
    QVERIFY(state().startsWith(QStringLiteral("The checksum is right: 0x 5aAe b605")));
    QTest::keyClick(&field(), Qt::Key_Backspace);
    QTest::keyClicks(&field(), QStringLiteral("e"));
    QVERIFY(state().contains(QStringLiteral("its checksum does not fit")));
    QTest::keyClicks(&field(), QStringLiteral("zz"));
    QVERIFY(state().contains(QStringLiteral("not an Ethereum address")));
}

void WalletPageTest::theRouterHearsOfANewAddressWithoutARestart() {
    const auto port = m_bench->model.snapshot().terminal->port;
    QTest::keyClicks(&field(), kChecked);
    QTest::keyClick(&field(), Qt::Key_Return);
    QCOMPARE(m_bench->model.settings().payoutAddress, kChecked.toStdString());
    QVERIFY(state().startsWith(QStringLiteral("Saved")));
    const auto isTold = [this] {
        const auto all = m_bench->router.received<protocol::Register>("/v1/terminals");
        return !all.empty() && all.back().payoutAddress == kChecked.toStdString();
    };
    MESON_TRY_VERIFY(isTold());
    QCOMPARE(m_bench->model.snapshot().terminal->port, port);
    QCOMPARE(m_bench->model.snapshot().state, node::EngineState::Running);
}

void WalletPageTest::anAddressWithoutChecksumIsSavedWithIt() {
    QTest::keyClicks(&field(), kChecked.toLower());
    QVERIFY(state().contains(QStringLiteral("without a checksum")));
    QTest::keyClick(&field(), Qt::Key_Return);
    QCOMPARE(m_bench->model.settings().payoutAddress, kChecked.toStdString());
    QCOMPARE(field().text(), kChecked);
}

void WalletPageTest::aWrongAddressIsNotSaved() {
    QTest::keyClicks(&field(), kChecked.left(41));
    QTest::keyClick(&field(), Qt::Key_Return);
    QVERIFY(m_bench->model.settings().payoutAddress.empty());
    QCOMPARE(field().text(), kChecked.left(41));
}

void WalletPageTest::theAddressIsCopied() {
    auto* copy = test::buttonOf(*m_page, QStringLiteral("Copy the payout address"));
    QVERIFY(!copy->isEnabled());
    QTest::keyClicks(&field(), kChecked);
    QTest::keyClick(&field(), Qt::Key_Return);
    copy->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), kChecked);
}

void WalletPageTest::creditsAreListedAndExported() {
    const auto all = m_bench->stateRandom(21, 9, 600s);
    QVERIFY(!all.empty());
    const QAbstractItemModel& lines =
        *test::named<QTableView>(*m_page, QStringLiteral("Credits"))->model();
    MESON_TRY_VERIFY(lines.rowCount() > 0);
    QCOMPARE(test::millionthsIn(lines.index(0, 4).data().toString()), all.back().balance.count());
    const QString name = QString::fromStdString(m_bench->path("credits.csv").string());
    QVERIFY(!m_page->exportTo(name));
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> rows = file.readAll().split('\n');
    QCOMPARE(rows.front(), QByteArray("time,epoch,entry,amount,balance\r"));
    QCOMPARE(rows.size(), lines.rowCount() + 2);
    test::PageBench::keep(*m_page, QStringLiteral("wallet"));
}

void WalletPageTest::whatIsNotPaidOutIsSaid() {
    auto* words = m_page->findChild<QLabel*>(QStringLiteral("payout"));
    QCOMPARE(words->text(), QStringLiteral("Nothing so far."));
    QVERIFY(!m_bench->stateRandom(22, 3, 60s).empty());
    MESON_TRY_VERIFY(words->text().contains(QStringLiteral("are not paid out yet")));
}

/// 960 px less the sidebar of 208.
void WalletPageTest::fitsTheSmallestWindow() {
    QVERIFY(m_page->widget()->minimumSizeHint().width() <= 740);
    const test::LongerText longer;
    const pages::WalletPage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(WalletPageTest)
#include "wallet_page_test.moc"
