// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/checklist.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/health_list.h"
#include "ui/widgets/info_popover.h"
#include "ui/widgets/limit_editor.h"
#include "ui/widgets/schedule_grid.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sidebar.h"
#include "ui/widgets/stat_card.h"
#include "ui/widgets/status_strip.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/text.h"
#include "ui/widgets/toast_area.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace meson::widgets;

namespace {

int count(const Week& week, Brush brush) {
    int result = 0;
    for (const auto& day : week) {
        result += int(std::count(day.begin(), day.end(), brush));
    }
    return result;
}

QPushButton* buttonOf(QWidget& widget, const QString& text) {
    for (auto* button : widget.findChildren<QPushButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

class WidgetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void arrowKeysMoveTheSegment();
    void spaceTogglesTheSwitch();
    void aPageIsSelectedByMouseAndKeyboard();
    void theSidebarCollapsesToGlyphsWithToolTips();
    void badgesAreSpoken();
    void sliderAndNumberOfALimitAgree();
    void aLimitStaysInItsRange();
    void aLimitCanBeTakenAway();
    void theScheduleIsPaintedByKeyboard();
    void theScheduleIsPaintedByMouse();
    void digitsChooseTheBrush();
    void presetsCoverTheWeekTheyName();
    void onlyTheDueStepHasAButton();
    void healthRowsKeepTheKeyboardWhenTheyChange();
    void aDestructiveAnswerIsNeverTheDefault();
    void theStripAsksToPauseAndToResume();
    void eachFigureOfTheStripExplainsItselfByMouseAndKeyboard();
    void theStripSwitchesTheAlternativeLimitAndSaysWhatHolds();
    void theBannerHasOneActionAtMost();
    void toastsGoByThemselves();
    void theInfoButtonOpensWithTheKeyboardAndClosesWithEscape();
    void theStatCardSpeaksFigureDetailAndChange();

private:
    std::unique_ptr<meson::theme::Theme> m_theme;
};

void WidgetsTest::initTestCase() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); // weeks begin on Monday
    m_theme = std::make_unique<meson::theme::Theme>(*qApp);
}

void WidgetsTest::arrowKeysMoveTheSegment() {
    SegmentedControl control(
        QStringLiteral("Range"),
        {QStringLiteral("1D"), QStringLiteral("7D"), QStringLiteral("1M")});
    QSignalSpy changed(&control, &SegmentedControl::currentChanged);
    control.show();
    QVERIFY(QTest::qWaitForWindowActive(&control));
    auto* first = control.findChildren<QAbstractButton*>().first();
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Right);
    QCOMPARE(control.current(), 1);
    QCOMPARE(changed.count(), 1);
    control.setCurrent(7);
    QCOMPARE(control.current(), 1);
}

void WidgetsTest::spaceTogglesTheSwitch() {
    Switch control(QStringLiteral("Start at login"));
    control.show();
    QSignalSpy toggled(&control, &Switch::toggled);
    QTest::keyClick(&control, Qt::Key_Space);
    QVERIFY(control.isChecked());
    QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(control.width() - 4, 6));
    QVERIFY(!control.isChecked());
    QCOMPARE(toggled.count(), 2);
}

void WidgetsTest::aPageIsSelectedByMouseAndKeyboard() {
    Sidebar sidebar;
    sidebar.addPage(0, meson::theme::Glyph::Overview, QStringLiteral("Overview"));
    sidebar.addPage(1, meson::theme::Glyph::Storage, QStringLiteral("Storage"));
    sidebar.setCurrent(0);
    sidebar.resize(208, 500);
    sidebar.show();
    QVERIFY(QTest::qWaitForWindowActive(&sidebar));
    QSignalSpy selected(&sidebar, &Sidebar::pageSelected);
    const auto entries = sidebar.findChildren<NavButton*>();
    QTest::mouseClick(entries.at(1), Qt::LeftButton);
    QCOMPARE(selected.takeFirst().at(0).toInt(), 1);
    entries.at(1)->setFocus();
    QTest::keyClick(entries.at(1), Qt::Key_Up);
    QCOMPARE(sidebar.current(), 0);
}

void WidgetsTest::theSidebarCollapsesToGlyphsWithToolTips() {
    Sidebar sidebar;
    sidebar.addPage(0, meson::theme::Glyph::Overview, QStringLiteral("Overview"));
    QSignalSpy changed(&sidebar, &Sidebar::collapsedChanged);
    sidebar.collapse();
    QCOMPARE(sidebar.maximumWidth(), 64);
    QCOMPARE(sidebar.findChild<NavButton*>()->toolTip(), QStringLiteral("Overview"));
    sidebar.collapse();
    QCOMPARE(changed.count(), 1);
    sidebar.expand();
    QCOMPARE(sidebar.maximumWidth(), 208);
    QVERIFY(sidebar.findChild<NavButton*>()->toolTip().isEmpty());
}

void WidgetsTest::badgesAreSpoken() {
    NavButton entry(meson::theme::Glyph::Activity, QStringLiteral("Activity"));
    entry.setBadge({Badge::Kind::Count, 3});
    QVERIFY(entry.accessibleDescription().contains(QLatin1Char('3')));
    entry.setBadge({});
    QVERIFY(entry.accessibleDescription().isEmpty());
}

void WidgetsTest::sliderAndNumberOfALimitAgree() {
    LimitEditor editor(
        QStringLiteral("Upload"), QStringLiteral("Mbit/s"), 1, 1000, Spread::Logarithmic);
    QSignalSpy changed(&editor, &LimitEditor::valueChanged);
    auto* slider = editor.findChild<QSlider*>();
    auto* number = editor.findChild<QDoubleSpinBox*>();
    number->setValue(32);
    QVERIFY(std::abs(slider->value() - 502) <= 2); // log(32) is half of log(1000)
    slider->setValue(slider->maximum());
    QCOMPARE(editor.value(), std::optional(1000.0));
    slider->setValue(0);
    QCOMPARE(editor.value(), std::optional(1.0));
    QVERIFY(changed.count() >= 3);
}

void WidgetsTest::aLimitStaysInItsRange() {
    LimitEditor editor(QStringLiteral("Quota"), QStringLiteral("GB"), 10, 690, Spread::Linear);
    editor.setValue(9);
    QCOMPARE(editor.value(), std::optional(10.0));
    editor.setValue(690);
    QCOMPARE(editor.value(), std::optional(690.0));
    editor.setValue(691);
    QCOMPARE(editor.value(), std::optional(690.0));
}

void WidgetsTest::aLimitCanBeTakenAway() {
    LimitEditor editor(QStringLiteral("Quota"), QStringLiteral("GB"), 10, 690, Spread::Linear);
    editor.setOptional(QStringLiteral("Limit it"));
    editor.setValue(50);
    editor.findChild<Switch*>()->click();
    QCOMPARE(editor.value(), std::nullopt);
    QVERIFY(!editor.findChild<QSlider*>()->isEnabled());
    editor.findChild<Switch*>()->click();
    QCOMPARE(editor.value(), std::optional(50.0));
}

void WidgetsTest::theScheduleIsPaintedByKeyboard() {
    ScheduleGrid grid;
    grid.resize(800, 320);
    grid.show();
    QSignalSpy changed(&grid, &ScheduleGrid::weekChanged);
    auto* canvas = grid.findChild<ScheduleCanvas*>();
    canvas->setFocus();
    QTest::keyClick(canvas, Qt::Key_3);
    QTest::keyClick(canvas, Qt::Key_Right);
    QTest::keyClick(canvas, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(canvas, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(canvas, Qt::Key_Space);
    QCOMPARE(count(grid.week(), Brush::Paused), 4);
    QCOMPARE(grid.week()[0][1], Brush::Paused);
    QCOMPARE(grid.week()[1][2], Brush::Paused);
    QCOMPARE(grid.week()[0][0], Brush::Full);
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(canvas, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(canvas, Qt::Key_Space);
    QCOMPARE(count(grid.week(), Brush::Paused), 7 * 48);
}

void WidgetsTest::theScheduleIsPaintedByMouse() {
    ScheduleGrid grid;
    grid.resize(900, 320);
    grid.show();
    auto* canvas = grid.findChild<ScheduleCanvas*>();
    const QPoint last(canvas->width() - 14, canvas->height() - 8);
    QTest::mousePress(canvas, Qt::LeftButton, {}, last);
    QTest::mouseMove(canvas, last - QPoint(1, 24));
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, last - QPoint(1, 24));
    QCOMPARE(grid.week()[6][47], Brush::Limited);
    QCOMPARE(grid.week()[5][47], Brush::Limited);
    QCOMPARE(count(grid.week(), Brush::Limited), 2);
}

void WidgetsTest::digitsChooseTheBrush() {
    ScheduleGrid grid;
    auto* canvas = grid.findChild<ScheduleCanvas*>();
    QTest::keyClick(canvas, Qt::Key_1);
    QCOMPARE(grid.brush(), Brush::Full);
    QCOMPARE(grid.findChild<SegmentedControl*>()->current(), 0);
    grid.findChild<SegmentedControl*>()->setCurrent(2);
    QCOMPARE(grid.brush(), Brush::Paused);
}

void WidgetsTest::presetsCoverTheWeekTheyName() {
    ScheduleGrid grid;
    grid.apply(ScheduleGrid::Preset::LimitedAtWork);
    QCOMPARE(count(grid.week(), Brush::Limited), 5 * 20);
    grid.apply(ScheduleGrid::Preset::NightsOnly);
    QCOMPARE(count(grid.week(), Brush::Full), 7 * 16);
    QCOMPARE(grid.week()[0][47], Brush::Full);
    QCOMPARE(grid.week()[1][0], Brush::Full);
    grid.apply(ScheduleGrid::Preset::WeekendsOnly);
    QCOMPARE(count(grid.week(), Brush::Full), 2 * 48);
    grid.apply(ScheduleGrid::Preset::AlwaysOn);
    QCOMPARE(count(grid.week(), Brush::Full), 7 * 48);
}

void WidgetsTest::onlyTheDueStepHasAButton() {
    Checklist list;
    const QString act = QStringLiteral("Test now");
    list.setSteps(
        {{QStringLiteral("Folder"), {}, StepState::Done, act},
         {QStringLiteral("Port"), QStringLiteral("Open it."), StepState::Now, act},
         {QStringLiteral("File"), {}, StepState::Later, act}});
    QSignalSpy triggered(&list, &Checklist::actionTriggered);
    QCOMPARE(list.findChildren<QPushButton*>().size(), 1);
    list.findChild<QPushButton*>()->click();
    QCOMPARE(triggered.takeFirst().at(0).toInt(), 1);
}

void WidgetsTest::healthRowsKeepTheKeyboardWhenTheyChange() {
    using meson::theme::Tone;
    HealthList list;
    list.setRows({{QStringLiteral("Disk"), QStringLiteral("fine"), Tone::Ok}});
    auto* row = list.findChild<QPushButton*>();
    list.setRows({{QStringLiteral("Disk"), QStringLiteral("full"), Tone::Error}});
    QCOMPARE(list.findChild<QPushButton*>(), row);
    QCOMPARE(row->accessibleName(), QStringLiteral("Disk: full"));
    QSignalSpy activated(&list, &HealthList::activated);
    QTest::keyClick(row, Qt::Key_Space);
    QCOMPARE(activated.count(), 1);
}

void WidgetsTest::aDestructiveAnswerIsNeverTheDefault() {
    const QString act = QStringLiteral("Delete");
    ConfirmDialog harmful(
        QStringLiteral("Delete?"), QStringLiteral("Gone."), act, Danger::Destructive);
    QVERIFY(!buttonOf(harmful, act)->isDefault());
    harmful.show();
    QTest::keyClick(&harmful, Qt::Key_Return);
    QCOMPARE(harmful.result(), int(QDialog::Rejected));
    ConfirmDialog harmless(QStringLiteral("Save?"), QStringLiteral("Kept."), act, Danger::None);
    harmless.setRemember(QStringLiteral("Do not ask again"));
    harmless.show();
    harmless.findChild<QCheckBox*>()->click();
    QTest::keyClick(&harmless, Qt::Key_Return);
    QCOMPARE(harmless.result(), int(QDialog::Accepted));
    QVERIFY(harmless.isRemembered());
}

void WidgetsTest::theStripAsksToPauseAndToResume() {
    StatusStrip strip;
    QSignalSpy pause(&strip, &StatusStrip::pauseRequested);
    QSignalSpy resume(&strip, &StatusStrip::resumeRequested);
    strip.setState(NodeState::Earning, QStringLiteral("Serving"));
    strip.findChild<QPushButton*>()->click();
    QCOMPARE(pause.count(), 1);
    strip.setState(NodeState::Paused, QStringLiteral("By you"));
    strip.findChild<QPushButton*>()->click();
    QCOMPARE(resume.count(), 1);
    QCOMPARE(strip.accessibleDescription(), QStringLiteral("Paused. By you"));
}

void WidgetsTest::eachFigureOfTheStripExplainsItselfByMouseAndKeyboard() {
    StatusStrip strip;
    strip.resize(1200, 56);
    strip.setRates(QStringLiteral("1 Mbit/s"), QStringLiteral("2 Mbit/s"));
    strip.show();
    QList<QAbstractButton*> figures;
    for (auto* button : strip.findChildren<QAbstractButton*>())
        if (!qobject_cast<QPushButton*>(button) && !button->isCheckable())
            figures << button;
    QCOMPARE(figures.size(), 4);
    for (QAbstractButton* figure : figures) {
        QVERIFY(figure->isVisible() && figure->focusPolicy() & Qt::TabFocus);
        for (const bool byMouse : {false, true}) {
            if (byMouse)
                QTest::mouseClick(figure, Qt::LeftButton);
            else
                QTest::keyClick(figure, Qt::Key_Space);
            auto* popover = figure->findChild<InfoPopover*>();
            QVERIFY(popover && popover->isVisible());
            QVERIFY(figure->accessibleName().startsWith(popover->accessibleName() + u':'));
            QCOMPARE(popover->findChildren<Text*>().size(), 4); // with formula and time
            QTest::keyClick(popover, Qt::Key_Escape);
            QTRY_VERIFY(!figure->findChild<InfoPopover*>());
        }
    }
}

void WidgetsTest::theStripSwitchesTheAlternativeLimitAndSaysWhatHolds() {
    StatusStrip strip;
    const QString limit = QStringLiteral("20 Mbit/s");
    bool isOn = false;
    connect(&strip, &StatusStrip::alternativeRequested, this, [&] {
        isOn = !isOn;
        strip.setAlternative(isOn ? Alternative::On : Alternative::Off, limit);
    });
    strip.resize(strip.minimumSizeHint());
    strip.show();
    auto* button = strip.findChild<QToolButton*>();
    QCOMPARE(button->accessibleName(), QStringLiteral("Alternative limit"));
    QVERIFY(button->isVisible() && !button->isChecked() && button->focusPolicy() & Qt::TabFocus);
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(isOn && button->isChecked());
    QVERIFY(button->accessibleDescription().contains(limit));
    auto* popover = button->findChild<InfoPopover*>();
    QVERIFY(popover && popover->isVisible());
    QVERIFY(popover->accessibleDescription().contains(limit));
    QTest::keyClick(popover, Qt::Key_Escape);
    QTRY_VERIFY(!button->findChild<InfoPopover*>());
    QTest::keyClick(button, Qt::Key_Space);
    QVERIFY(!isOn && !button->isChecked() && !button->findChild<InfoPopover*>());
}

void WidgetsTest::theBannerHasOneActionAtMost() {
    Banner banner;
    QSignalSpy acted(&banner, &Banner::actionTriggered);
    banner.setMessage(
        meson::theme::Tone::Error, QStringLiteral("Full"), QStringLiteral("Free some space."));
    banner.show();
    QVERIFY(!banner.findChild<QPushButton*>()->isVisible());
    banner.setMessage(
        meson::theme::Tone::Error, QStringLiteral("Full"), QStringLiteral("Free some space."),
        QStringLiteral("Open"));
    banner.findChild<QPushButton*>()->click();
    QCOMPARE(acted.count(), 1);
}

void WidgetsTest::toastsGoByThemselves() {
    QWidget window;
    window.resize(600, 400);
    ToastArea toasts(window);
    toasts.setDuration(std::chrono::milliseconds(50));
    window.show();
    for (int i = 0; i < 6; ++i) {
        toasts.show(meson::theme::Tone::Ok, QStringLiteral("Copied"));
    }
    QVERIFY(toasts.count() <= 4);
    QVERIFY(toasts.isVisible());
    QVERIFY(window.rect().contains(toasts.geometry()));
    QTRY_COMPARE(toasts.count(), 0);
    QTRY_VERIFY(!toasts.isVisible());
}

void WidgetsTest::theInfoButtonOpensWithTheKeyboardAndClosesWithEscape() {
    InfoButton button;
    button.setInfo({QStringLiteral("Today"), QStringLiteral("Since midnight."), {}, {}});
    button.show();
    QTest::keyClick(&button, Qt::Key_Space);
    auto* popover = button.findChild<InfoPopover*>();
    QVERIFY(popover && popover->isVisible());
    QTest::keyClick(popover, Qt::Key_Escape);
    QTRY_VERIFY(!button.findChild<InfoPopover*>());
}

void WidgetsTest::theStatCardSpeaksFigureDetailAndChange() {
    StatCard card(QStringLiteral("Today"));
    QCOMPARE(card.accessibleDescription(), QStringLiteral("–"));
    card.setFigure(QStringLiteral("3.84"), QStringLiteral("MSN"));
    card.setDetail(QStringLiteral("Yesterday 3.41"));
    card.setDelta(QStringLiteral("+12 %"), Change::Better);
    QCOMPARE(card.accessibleDescription(), QStringLiteral("3.84 MSN, Yesterday 3.41, +12 %"));
    card.setInfo({QStringLiteral("Today"), QStringLiteral("Since midnight."), {}, {}});
    card.setDetail(QStringLiteral("Yesterday 3.42"));
    QVERIFY(card.findChild<InfoButton*>()->info().refreshed.isValid());
}

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
