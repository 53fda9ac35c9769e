// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/pages/object_table.h"
#include "ui/pages/storage_page.h"
#include "ui/widgets/block_map.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/donut.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/stat_card.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>

using namespace meson;

class StoragePageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void objectsAreListedCountedAndMapped();
    void aSearchNarrowsTheList();
    void anObjectIsChecked();
    void anObjectIsDeletedAfterTheQuestion();
    void aRefusedSiteLeavesTheCache();
    void theQuotaIsSetByTheSlider();
    void aFolderIsServedOnlyWhenTheOwnerSaysSo();
    void aFolderMovesToAnotherAndLeavesTheList();
    void movingIsCancelled();
    void theLastFolderStays();
    void aFullDiskIsToldFromAUsedUpQuota();
    void theListIsOrderedAnewWhenItsColumnIsClicked();
    void theSelectionStaysWithItsObject();
    void fitsTheSmallestWindow();

private:
    pages::ObjectTable* table() const { return m_page->findChild<pages::ObjectTable*>(); }
    void selectFirst();
    void confirm();
    void addFolder(const char* name, base::Bytes reserve);
    bool says(const QString& words) const {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [&](const QLabel* text) {
            return !text->isHidden() && text->text().contains(words);
        });
    }
    const terminal::TerminalSnapshot& now() const { return *m_bench->model.snapshot().terminal; }
    QString folder(const char* name) const {
        return QString::fromStdString(m_bench->path(name).string());
    }

    std::unique_ptr<test::PageBench> m_bench;
    std::unique_ptr<pages::StoragePage> m_page;
};

void StoragePageTest::init() {
    m_bench = std::make_unique<test::PageBench>();
    MESON_TRY_VERIFY(m_bench->isServing());
    m_page = std::make_unique<pages::StoragePage>(m_bench->model, nullptr);
    m_page->resize(972, 1300);
    m_page->show();
    m_bench->cache(12, 300'000);
    MESON_TRY_COMPARE(table()->rowCount(), 12);
}

void StoragePageTest::cleanup() {
    m_page.reset();
    m_bench.reset();
}

void StoragePageTest::selectFirst() {
    auto* view = test::named<QTableView>(*m_page, QStringLiteral("Cached objects"));
    MESON_TRY_VERIFY(table()->object(0));
    view->selectRow(0);
}

void StoragePageTest::confirm() {
    auto* dialog = m_page->findChild<widgets::ConfirmDialog*>();
    QVERIFY(dialog);
    dialog->accept();
}

void StoragePageTest::objectsAreListedCountedAndMapped() {
    auto* map = m_page->findChild<widgets::BlockMap*>();
    MESON_TRY_VERIFY(map->summary().contains(QStringLiteral("Cached")));
    MESON_TRY_VERIFY(table()->object(11));
    QCOMPARE(table()->index(0, 1).data().toString(), QStringLiteral("video.example"));
    const QString used = m_page->findChild<widgets::Donut*>()->summary();
    QVERIFY2(used.contains(QStringLiteral("Used")), qPrintable(used));
    test::PageBench::keep(*m_page, QStringLiteral("storage"));
}

void StoragePageTest::aSearchNarrowsTheList() {
    MESON_TRY_VERIFY(table()->object(0));
    const QString id = table()->index(0, 0).data().toString();
    auto* search = test::named<QLineEdit>(*m_page, QStringLiteral("Search the cached objects"));
    search->setText(id);
    MESON_TRY_COMPARE(table()->rowCount(), 1);
    search->setText(QStringLiteral("no.such.site"));
    MESON_TRY_COMPARE(table()->rowCount(), 0);
    m_page->findChild<widgets::BlockMap*>()->activated(0x3f);
    QCOMPARE(search->text(), QStringLiteral("3f"));
}

void StoragePageTest::anObjectIsChecked() {
    selectFirst();
    test::buttonOf(*m_page, QStringLiteral("Check the selected object"))->click();
    const auto isSaid = [this] {
        const auto texts = m_page->findChildren<QLabel*>();
        return std::any_of(texts.begin(), texts.end(), [](const QLabel* text) {
            return text->text().contains(QStringLiteral("is sound"));
        });
    };
    MESON_TRY_VERIFY(isSaid());
}

void StoragePageTest::anObjectIsDeletedAfterTheQuestion() {
    selectFirst();
    test::buttonOf(*m_page, QStringLiteral("Delete the selected object"))->click();
    confirm();
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->objects, 11);
    MESON_TRY_COMPARE(table()->rowCount(), 11);
}

void StoragePageTest::aRefusedSiteLeavesTheCache() {
    selectFirst();
    test::buttonOf(*m_page, QStringLiteral("Refuse the selected object's site"))->click();
    confirm();
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->objects, 0);
    QCOMPARE(m_bench->model.settings().refusedBindings.front(), std::string("video.example"));
}

void StoragePageTest::theQuotaIsSetByTheSlider() {
    m_page->findChild<widgets::LimitEditor*>()->setValue(0.2);
    MESON_TRY_COMPARE(m_bench->model.snapshot().terminal->quota.count(), 200'000'000);
}

void StoragePageTest::aFolderIsServedOnlyWhenTheOwnerSaysSo() {
    const QString folder = QString::fromStdString(m_bench->path("cache").string());
    test::buttonOf(*m_page, QStringLiteral("Serve only, change nothing in ") + folder)->click();
    const auto isReadOnly = [this] {
        const auto& now = m_bench->model.snapshot().terminal;
        return now && !now->volumes.empty() &&
               now->volumes.front().state == store::VolumeState::ReadOnly;
    };
    MESON_TRY_VERIFY(isReadOnly());
}

void StoragePageTest::aFolderMovesToAnotherAndLeavesTheList() {
    test::buttonOf(*m_page, QStringLiteral("Move %1 to another folder").arg(folder("cache")))
        ->click();
    auto* dialog = m_page->findChild<QFileDialog*>();
    QVERIFY(dialog);
    dialog->fileSelected(folder("second"));
    dialog->reject();
    QCOMPARE(m_bench->model.settings().volumes.size(), std::size_t(2));
    const auto hasMoved = [this] {
        return m_bench->model.settings().volumes.size() == 1 && m_bench->isServing() &&
               now().volumes.size() == 1 && now().objects == 12;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasMoved(), 60'000);
    QCOMPARE(m_bench->model.settings().volumes.front().folder, m_bench->path("second"));
    QCOMPARE(m_bench->model.settings().volumes.front().quota, base::mebibytes(64));
    QCOMPARE(m_bench->model.settings().volumes.front().use, store::VolumeUse::Normal);
}

void StoragePageTest::addFolder(const char* name, base::Bytes reserve) {
    node::MinerSettings settings = m_bench->model.settings();
    settings.volumes.push_back({m_bench->path(name), base::mebibytes(64), reserve});
    QVERIFY(!m_bench->model.setSettings(std::move(settings)));
    MESON_TRY_VERIFY(m_bench->isServing() && now().volumes.size() == 2);
}

/// The other folder has no room, so that nothing moves.
void StoragePageTest::movingIsCancelled() {
    addFolder("second", base::Bytes(1LL << 60));
    test::buttonOf(*m_page, QStringLiteral("Remove ") + folder("cache"))->click();
    confirm();
    MESON_TRY_COMPARE(now().volumes.front().use, store::VolumeUse::Leaving);
    MESON_TRY_VERIFY(says(QStringLiteral("Objects moved: 0 of 12")));
    QVERIFY(says(QStringLiteral("The other folders have no room")));
    test::PageBench::keep(*m_page, QStringLiteral("storage-moving"));
    test::buttonOf(*m_page, QStringLiteral("Keep ") + folder("cache"))->click();
    MESON_TRY_COMPARE(now().volumes.front().use, store::VolumeUse::Normal);
    QCOMPARE(m_bench->model.settings().volumes.size(), std::size_t(2));
    QCOMPARE(now().volumes.front().objects, 12);
}

void StoragePageTest::theLastFolderStays() {
    const auto* remove = test::buttonOf(*m_page, QStringLiteral("Remove ") + folder("cache"));
    QVERIFY(!remove->isEnabled());
    QVERIFY(!remove->toolTip().isEmpty());
    addFolder("second", base::Bytes(1));
    remove = test::buttonOf(*m_page, QStringLiteral("Remove ") + folder("cache"));
    QVERIFY(remove->isEnabled());
}

void StoragePageTest::aFullDiskIsToldFromAUsedUpQuota() {
    node::MinerSettings settings = m_bench->model.settings();
    settings.volumes.front().reserve = base::Bytes(1LL << 60);
    settings.volumes.front().readOnly = false;
    QVERIFY(!m_bench->model.setSettings(settings));
    MESON_TRY_VERIFY(says(QStringLiteral("A disk is full")));
    QVERIFY(says(QStringLiteral("no more than the reserve of")));
}

void StoragePageTest::theListIsOrderedAnewWhenItsColumnIsClicked() {
    m_bench->cache(3, 10'000);
    auto* view = test::named<QTableView>(*m_page, QStringLiteral("Cached objects"));
    view->sortByColumn(pages::ObjectTable::Size, Qt::AscendingOrder);
    MESON_TRY_VERIFY(
        table()->rowCount() == 15 && table()->object(0) &&
        table()->object(0)->length.count() == 10'000);
    view->sortByColumn(pages::ObjectTable::Size, Qt::DescendingOrder);
    MESON_TRY_VERIFY(table()->object(0) && table()->object(0)->length.count() == 300'000);
}

/// Objects come, and another order is asked for.
void StoragePageTest::theSelectionStaysWithItsObject() {
    auto* view = test::named<QTableView>(*m_page, QStringLiteral("Cached objects"));
    auto* remove = test::buttonOf(*m_page, QStringLiteral("Delete the selected object"));
    m_bench->cache(1, 10'000);
    view->sortByColumn(pages::ObjectTable::Size, Qt::AscendingOrder);
    MESON_TRY_VERIFY(
        table()->rowCount() == 13 && table()->object(0) &&
        table()->object(0)->length.count() == 10'000);
    view->selectRow(0);
    const base::ContentId chosen = table()->object(0)->id;
    view->sortByColumn(pages::ObjectTable::Size, Qt::DescendingOrder);
    MESON_TRY_COMPARE(table()->rowOf(chosen), std::optional(12));
    QCOMPARE(view->selectionModel()->selectedRows().front().row(), 12);
    m_bench->cache(1, 400'000);
    MESON_TRY_COMPARE(table()->rowOf(chosen), std::optional(13));
    QCOMPARE(view->selectionModel()->selectedRows().front().row(), 13);
    QVERIFY(remove->isEnabled());
    remove->click();
    confirm();
    MESON_TRY_VERIFY(table()->rowCount() == 13 && !table()->rowOf(chosen));
    QVERIFY(!remove->isEnabled());
}

/// 960 px less the sidebar of 208.
void StoragePageTest::fitsTheSmallestWindow() {
    QVERIFY(m_page->widget()->minimumSizeHint().width() <= 740);
    const test::LongerText longer;
    const pages::StoragePage page(m_bench->model, nullptr);
    const int least = page.widget()->minimumSizeHint().width();
    QVERIFY2(least <= 740, qPrintable(QString::number(least)));
}

QTEST_MAIN(StoragePageTest)
#include "storage_page_test.moc"
