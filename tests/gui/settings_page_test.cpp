// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

#include "tests/support/page_bench.h"
#include "tests/support/patience.h"
#include "ui/bridge/words.h"
#include "ui/pages/changes_dialog.h"
#include "ui/pages/leave_dialog.h"
#include "ui/pages/settings_page.h"
#include "ui/widgets/sidebar.h"

#include <fstream>

using namespace meson;
using pages::ChangesDialog;
using pages::SettingRow;
using pages::SettingsPage;

namespace {

class Bench : public test::PageBench {
public:
    Bench()
        : page(model, nullptr) {
        page.resize(880, 640);
        page.show();
    }
    /// The row of one setting, wherever it is.
    SettingRow* row(const char* key) {
        for (auto* each : page.findChildren<SettingRow*>())
            if (each->field().key == QLatin1String(key))
                return each;
        return nullptr;
    }
    template <class Control>
    Control* control(const char* key) {
        return row(key)->findChild<Control*>();
    }
    QToolButton* revert(const char* key) {
        return test::named<QToolButton>(
            *row(key), QStringLiteral("Revert: %1").arg(row(key)->field().name));
    }
    bool says(const QString& words) {
        for (const auto* label : page.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words))
                return true;
        return false;
    }
    void show(pages::SettingSection section) {
        test::named<widgets::NavButton>(page, pages::sectionName(section))->click();
    }
    void search(const QString& words) {
        auto* field = test::named<QLineEdit>(page, QStringLiteral("Search settings"));
        field->clear();
        QTest::keyClicks(field, words);
    }
    QStringList shown() {
        QStringList names;
        for (auto* each : page.findChildren<SettingRow*>())
            if (each->isVisible())
                names << each->field().name;
        return names;
    }
    /// Chooses a file in the dialog that is open.
    void choose(const QString& path) {
        auto* dialog = page.findChild<QFileDialog*>();
        QVERIFY(dialog);
        dialog->selectFile(path);
        QMetaObject::invokeMethod(dialog, "accept");
    }
    ChangesDialog* changes() { return page.findChild<ChangesDialog*>(); }

    SettingsPage page;
};

} // namespace

class SettingsPageTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

private Q_SLOTS:
    void everyValueOfTheFileHasItsPlace();
    void aValueHoldsAtOnceAndIsMarkedUntilReverted();
    void aWrongValueIsSaidAndNotTaken();
    void aSectionGoesBackAfterItsPreview();
    void searchFindsByNameAndExplanation();
    void advancedSettingsAreShownOnRequest();
    void othersLeadToASetting();
    void whatIsExportedIsTakenOverAfterAPreview();
    void aFileThatIsNoneIsExplainedAndChangesNothing();
    void noticesAreChosenOneByOne();
    void leavingSaysWhatIsLeftOfTheCache();
    void longerTextFits();
    void looksWellInEverySchemeAndLanguage();
};

void SettingsPageTest::everyValueOfTheFileHasItsPlace() {
    QSet<QString> known;
    for (const auto& field : pages::settingFields())
        known << field.key;
    const QSet<QString> notForPeople{QStringLiteral("format"), QStringLiteral("showsAdvanced")};
    for (const QString& key : node::toJson({}).keys())
        QVERIFY2(known.contains(key) || notForPeople.contains(key), qPrintable(key));
}

void SettingsPageTest::aValueHoldsAtOnceAndIsMarkedUntilReverted() {
    Bench bench;
    MESON_TRY_VERIFY(bench.isServing());
    bench.show(pages::SettingSection::Limits);
    QVERIFY(!bench.row("uploadLimit")->isChanged());
    QVERIFY(!bench.revert("uploadLimit")->isVisible());
    auto* limit = bench.control<QDoubleSpinBox>("uploadLimit");
    limit->setFocus();
    limit->selectAll();
    QTest::keyClicks(limit, QStringLiteral("20"));
    QTest::keyClick(limit, Qt::Key_Return);
    QCOMPARE(bench.model.settings().rules.limit, base::BytesPerSecond(2'500'000));
    MESON_TRY_COMPARE(
        bench.model.snapshot().terminal->uploadLimit, base::BytesPerSecond(2'500'000));
    QVERIFY(bench.row("uploadLimit")->isChanged());
    QTest::mouseClick(bench.revert("uploadLimit"), Qt::LeftButton);
    QCOMPARE(bench.model.settings().rules.limit, base::BytesPerSecond(0));
    QCOMPARE(limit->value(), 0.0);
    QVERIFY(!bench.row("uploadLimit")->isChanged());
}

void SettingsPageTest::aWrongValueIsSaidAndNotTaken() {
    Bench bench;
    using node::SettingProblem;
    const auto sentence = [](SettingProblem problem) { return bridge::settingSentence(problem); };
    bench.show(pages::SettingSection::Node);
    auto* payout = bench.control<QLineEdit>("payoutAddress");
    QTest::keyClicks(payout, QStringLiteral("0x12"));
    QVERIFY(bench.says(sentence(SettingProblem::PayoutAddress)));
    QTest::keyClick(payout, Qt::Key_Return);
    QVERIFY(bench.model.settings().payoutAddress.empty());
    payout->clear();
    QTest::keyClicks(payout, QStringLiteral("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
    QVERIFY(!bench.says(sentence(SettingProblem::PayoutAddress)));
    QTest::keyClick(payout, Qt::Key_Return);
    QVERIFY(!bench.model.settings().payoutAddress.empty());

    bench.show(pages::SettingSection::Network);
    auto* port = bench.control<QDoubleSpinBox>("port");
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, QStringLiteral("70000"));
    QVERIFY(bench.says(sentence(SettingProblem::Port)));
    QTest::keyClick(port, Qt::Key_Return);
    QCOMPARE(bench.model.settings().port, 0);

    bench.search(QStringLiteral("Refused sites"));
    auto* refused = bench.control<QLineEdit>("refusedBindings");
    QTest::keyClicks(refused, QStringLiteral("video.example, two words"));
    QVERIFY(bench.says(sentence(SettingProblem::HostName)));
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(refused, Qt::Key_Backspace);
    QTest::keyClick(refused, Qt::Key_Backspace);
    QTest::keyClick(refused, Qt::Key_Return);
    QCOMPARE(
        bench.model.settings().refusedBindings, (std::vector<std::string>{"video.example", "two"}));
}

void SettingsPageTest::aSectionGoesBackAfterItsPreview() {
    Bench bench;
    node::MinerSettings settings = bench.model.settings();
    settings.theme = node::ThemeChoice::Dark;
    settings.textScale = 1.2;
    settings.name = "attic";
    QVERIFY(!bench.model.setSettings(settings));
    bench.show(pages::SettingSection::Appearance);
    QTest::mouseClick(
        test::named<QPushButton>(bench.page, QStringLiteral("Revert the section: Appearance")),
        Qt::LeftButton);
    MESON_TRY_VERIFY(bench.changes());
    QCOMPARE(bench.changes()->changes(), 2);
    QTreeWidgetItem* theme = bench.changes()->findChild<QTreeWidget*>()->topLevelItem(0);
    QCOMPARE(theme->text(1), QStringLiteral("Dark"));
    QCOMPARE(theme->text(2), QStringLiteral("Like the system"));
    bench.changes()->findChild<QTreeWidget*>()->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
    bench.changes()->accept();
    QCOMPARE(bench.model.settings().theme, node::ThemeChoice::System);
    QCOMPARE(bench.model.settings().textScale, 1.2);
    QCOMPARE(bench.model.settings().name, std::string("attic"));
}

void SettingsPageTest::searchFindsByNameAndExplanation() {
    Bench bench;
    bench.search(QStringLiteral("upload"));
    QVERIFY(bench.shown().contains(QStringLiteral("Most upload")));
    QVERIFY(!bench.shown().contains(QStringLiteral("Theme")));
    bench.search(QStringLiteral("NAT-PMP")); // only explained
    QCOMPARE(bench.shown(), QStringList{QStringLiteral("Ask the home router to pass the port on")});
    bench.search(QStringLiteral("threads")); // advanced ones too
    QVERIFY(bench.shown().contains(QStringLiteral("Serving threads")));
    bench.search(QStringLiteral("hyperdrive"));
    QVERIFY(bench.shown().isEmpty());
    QVERIFY(bench.says(QStringLiteral("No such setting")));
    bench.show(pages::SettingSection::Appearance);
    QVERIFY(bench.shown().contains(QStringLiteral("Theme")));
}

void SettingsPageTest::advancedSettingsAreShownOnRequest() {
    Bench bench;
    bench.show(pages::SettingSection::Network);
    QVERIFY(!bench.shown().contains(QStringLiteral("Serving threads")));
    QTest::mouseClick(test::buttonOf(bench.page, QStringLiteral("Advanced")), Qt::LeftButton);
    QVERIFY(bench.shown().contains(QStringLiteral("Serving threads")));
    QVERIFY(bench.model.settings().showsAdvanced);
}

void SettingsPageTest::othersLeadToASetting() {
    Bench bench;
    QVERIFY(!bench.shown().contains(QStringLiteral("Port for viewers")));
    bench.model.showSetting(QStringLiteral("port"));
    QVERIFY(bench.shown().contains(QStringLiteral("Port for viewers")));
    QCOMPARE(bench.page.focusWidget()->accessibleName(), QStringLiteral("Port for viewers"));
}

void SettingsPageTest::whatIsExportedIsTakenOverAfterAPreview() {
    Bench bench;
    bench.show(pages::SettingSection::Care);
    node::MinerSettings settings = bench.model.settings();
    settings.rules.limit = base::BytesPerSecond(1'250'000);
    settings.notices.erase(node::NoticeKind::Payout);
    QVERIFY(!bench.model.setSettings(settings));
    QTest::mouseClick(test::buttonOf(bench.page, QStringLiteral("Export…")), Qt::LeftButton);
    bench.choose(path("copy.json"));
    MESON_TRY_VERIFY(std::filesystem::exists(path("copy.json").toStdString()));
    QVERIFY(*node::readSettings(path("copy.json").toStdString()) == settings);

    settings.rules.limit = base::BytesPerSecond(0);
    settings.notices.insert(node::NoticeKind::Payout);
    QVERIFY(!bench.model.setSettings(settings));
    MESON_TRY_VERIFY(!bench.page.findChild<QFileDialog*>());
    QTest::mouseClick(test::buttonOf(bench.page, QStringLiteral("Import…")), Qt::LeftButton);
    bench.choose(path("copy.json"));
    MESON_TRY_VERIFY(bench.changes());
    QCOMPARE(bench.changes()->changes(), 2);
    QCOMPARE(
        bench.changes()->findChild<QTreeWidget*>()->topLevelItem(0)->text(2),
        QStringLiteral("10\u00A0Mbit/s"));
    QCOMPARE(bench.model.settings().rules.limit, base::BytesPerSecond(0)); // only shown yet
    bench.changes()->accept();
    QCOMPARE(bench.model.settings().rules.limit, base::BytesPerSecond(1'250'000));
    QVERIFY(!bench.model.settings().notices.count(node::NoticeKind::Payout));
}

void SettingsPageTest::aFileThatIsNoneIsExplainedAndChangesNothing() {
    Bench bench;
    bench.show(pages::SettingSection::Care);
    const node::MinerSettings before = bench.model.settings();
    std::ofstream(path("none.json").toStdString()) << "{\"format\":1,\"threads\":900}";
    QTest::mouseClick(test::buttonOf(bench.page, QStringLiteral("Import…")), Qt::LeftButton);
    bench.choose(path("none.json"));
    MESON_TRY_VERIFY(bench.says(bridge::settingSentence(node::SettingProblem::Count)));
    QVERIFY(!bench.changes());
    QVERIFY(bench.model.settings() == before);
    QVERIFY(std::filesystem::exists(path("none.json").toStdString()));
}

void SettingsPageTest::noticesAreChosenOneByOne() {
    Bench bench;
    bench.show(pages::SettingSection::Notices);
    auto* penalties = test::buttonOf(bench.page, QStringLiteral("Penalties"));
    QTest::mouseClick(penalties, Qt::LeftButton);
    QVERIFY(!bench.model.settings().notices.count(node::NoticeKind::Penalty));
    QCOMPARE(bench.model.settings().notices.size(), 5u);
    QTest::mouseClick(penalties, Qt::LeftButton);
    QVERIFY(bench.model.settings().notices.count(node::NoticeKind::Penalty));
}

void SettingsPageTest::leavingSaysWhatIsLeftOfTheCache() {
    Bench bench;
    MESON_TRY_VERIFY(bench.isServing());
    bench.cache(1);
    node::MinerSettings settings = bench.model.settings();
    settings.volumes.front().readOnly = true; // so that nothing can be deleted
    QVERIFY(!bench.model.setSettings(settings));
    MESON_TRY_VERIFY(
        bench.isServing() &&
        bench.model.snapshot().terminal->volumes.front().state == store::VolumeState::ReadOnly);
    bench.show(pages::SettingSection::Care);
    test::buttonOf(bench.page, QStringLiteral("Leave the network"))->click();
    auto* dialog = bench.page.findChild<pages::LeaveDialog*>();
    QVERIFY(dialog);
    dialog->findChild<QCheckBox*>()->click();
    QVERIFY(dialog->cache() == terminal::CacheOnLeave::Delete);
    test::buttonOf(*dialog, QStringLiteral("Leave"))->click();
    MESON_TRY_VERIFY(bench.says(QStringLiteral("This node has left its network.")));
    QVERIFY(bench.says(QStringLiteral("Some of the cache is left: delete its folder.")));
    QCOMPARE(bench.model.settings().network, node::Network::Unset);
    test::PageBench::keep(bench.page, QStringLiteral("settings-left"));
}

void SettingsPageTest::longerTextFits() {
    Bench bench;
    for (auto* text : bench.page.findChildren<widgets::Text*>())
        text->setText(text->text() + QLatin1Char(' ') + text->text().left(text->text().size() / 2));
    bench.page.resize(752, 560); // what the smallest window leaves
    for (int i = 0; i < pages::kSettingSections; ++i) {
        bench.show(static_cast<pages::SettingSection>(i));
        QApplication::sendPostedEvents();
        QVERIFY2(
            bench.page.widget()->minimumSizeHint().width() <= bench.page.viewport()->width(),
            qPrintable(QString::number(i)));
    }
}

void SettingsPageTest::looksWellInEverySchemeAndLanguage() {
    Bench bench;
    node::MinerSettings settings = bench.model.settings();
    settings.rules.limit = base::BytesPerSecond(2'500'000);
    settings.textScale = 1;
    QVERIFY(!bench.model.setSettings(settings));
    const std::pair<theme::Choice, const char*> schemes[] = {
        {theme::Choice::Light, "light"},
        {theme::Choice::Dark, "dark"},
        {theme::Choice::HighContrast, "contrast"}};
    for (const auto& [scheme, name] : schemes) {
        bench.theme.setChoice(scheme);
        for (int i = 0; i < pages::kSettingSections; ++i) {
            bench.show(static_cast<pages::SettingSection>(i));
            QApplication::sendPostedEvents();
            QVERIFY(bench.page.widget()->width() <= bench.page.viewport()->width());
            test::PageBench::keep(
                bench.page, QStringLiteral("settings-%1-%2").arg(i).arg(QLatin1String(name)));
        }
        bench.search(QStringLiteral("limit"));
        QApplication::sendPostedEvents();
        test::PageBench::keep(
            bench.page, QStringLiteral("settings-search-%1").arg(QLatin1String(name)));
    }
}

QTEST_MAIN(SettingsPageTest)
#include "settings_page_test.moc"
