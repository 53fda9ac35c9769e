// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSystemTrayIcon>
#include <QTest>

#include "tests/support/app_bench.h"
#include "tests/support/patience.h"
#include "ui/widgets/confirm_dialog.h"

using namespace meson;
using terminal::TerminalPhase;

namespace {

constexpr int kPatience = 30'000; // ms

/// A panel with a place for icons, while it lives.
class Panel {
public:
    Panel() {
        m_panel.start(
            QStringLiteral("trayer"),
            {QStringLiteral("--edge"), QStringLiteral("top"), QStringLiteral("--align"),
             QStringLiteral("left"), QStringLiteral("--widthtype"), QStringLiteral("request"),
             QStringLiteral("--height"), QStringLiteral("24")});
    }
    ~Panel() {
        m_panel.terminate();
        m_panel.waitForFinished();
    }

private:
    QProcess m_panel;
};

/// What a hand does with the mouse.
void click(const QPoint& place, int button) {
    QProcess::execute(
        QStringLiteral("xdotool"),
        {QStringLiteral("mousemove"), QString::number(place.x()), QString::number(place.y()),
         QStringLiteral("click"), QString::number(button)});
}

QWidget* iconInThePanel() {
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (widget->inherits("QSystemTrayIconSys") && widget->isVisible())
            return widget;
    return nullptr;
}

QMenu* openMenu(const QString& entry) {
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* menu = qobject_cast<QMenu*>(widget); menu && menu->isVisible())
            for (const QAction* action : menu->actions())
                if (action->text() == entry)
                    return menu;
    return nullptr;
}

} // namespace

/// The tray icon as people use it: in a panel, with the mouse. QSystemTrayIcon asks the panel for a
/// place by XEmbed here, because nobody answers for StatusNotifierItem on this bus.
class PanelTrayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutAPanelTheWindowIsNeverHidden();
    void theMenuPausesAndResumes();
    void theMenuOpensAndQuits();
    void closingAsksOnceAndKeepsRunning();
    void quittingFromTheQuestionIsRemembered();
    void theWindowComesBackWhenThePanelGoes();

private:
    void openPanel();
    void clickIcon(int button);
    void choose(const QString& entry);

    std::unique_ptr<test::FakeRouter> m_router;
    std::unique_ptr<Panel> m_panel;
    std::unique_ptr<test::AppBench> m_bench;
};

void PanelTrayTest::init() {
    m_router = std::make_unique<test::FakeRouter>();
}

void PanelTrayTest::cleanup() {
    m_bench.reset();
    m_panel.reset();
    m_router.reset();
    MESON_TRY_VERIFY(!QSystemTrayIcon::isSystemTrayAvailable());
}

void PanelTrayTest::openPanel() {
    m_panel = std::make_unique<Panel>();
    MESON_TRY_VERIFY(QSystemTrayIcon::isSystemTrayAvailable());
    m_bench = std::make_unique<test::AppBench>(*m_router);
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Serving));
    MESON_TRY_VERIFY(iconInThePanel());
    // The panel has given it its place.
    MESON_TRY_VERIFY(iconInThePanel()->mapToGlobal(QPoint()).y() < 24);
}

void PanelTrayTest::clickIcon(int button) {
    QWidget* icon = iconInThePanel();
    click(icon->mapToGlobal(icon->rect().center()), button);
}

void PanelTrayTest::choose(const QString& entry) {
    MESON_TRY_VERIFY(openMenu(entry));
    QMenu* menu = openMenu(entry);
    for (QAction* action : menu->actions())
        if (action->text() == entry)
            click(menu->mapToGlobal(menu->actionGeometry(action).center()), 1);
}

void PanelTrayTest::withoutAPanelTheWindowIsNeverHidden() {
    m_bench = std::make_unique<test::AppBench>(
        *m_router, test::AppBench::makeTerminal, test::AppBench::Start::Hidden);
    QVERIFY(m_bench->window().isVisible());
    m_bench->change(
        [](node::MinerSettings& settings) { settings.onClose = node::OnClose::KeepRunning; });
    m_bench->window().close();
    MESON_TRY_COMPARE(m_bench->now().state, node::EngineState::Stopped);
}

void PanelTrayTest::theMenuPausesAndResumes() {
    openPanel();
    clickIcon(3);
    choose(QStringLiteral("Pause"));
    const auto before = m_bench->clock.wall();
    choose(QStringLiteral("For 30 minutes"));
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Paused));
    const auto until = m_bench->now().terminal->pausedUntil;
    QVERIFY(until);
    QVERIFY(*until - before > std::chrono::minutes(29));
    QVERIFY(*until - before < std::chrono::minutes(32));
    clickIcon(3);
    choose(QStringLiteral("Resume"));
    MESON_TRY_VERIFY(m_bench->isIn(TerminalPhase::Serving));
}

void PanelTrayTest::theMenuOpensAndQuits() {
    openPanel();
    m_bench->window().hide();
    clickIcon(3);
    choose(QStringLiteral("Open Meson Miner"));
    MESON_TRY_VERIFY(m_bench->window().isActiveWindow());
    clickIcon(3);
    choose(QStringLiteral("Quit"));
    MESON_TRY_COMPARE(m_bench->now().state, node::EngineState::Stopped);
}

void PanelTrayTest::closingAsksOnceAndKeepsRunning() {
    openPanel();
    m_bench->window().close();
    MESON_TRY_VERIFY(m_bench->window().findChild<widgets::ConfirmDialog*>());
    auto* question = m_bench->window().findChild<widgets::ConfirmDialog*>();
    QVERIFY(m_bench->window().isVisible());
    QTest::keyClick(question, Qt::Key_Escape); // neither
    MESON_TRY_VERIFY(!m_bench->window().findChild<widgets::ConfirmDialog*>());
    QVERIFY(m_bench->window().isVisible() && m_bench->isIn(TerminalPhase::Serving));
    m_bench->window().close();
    MESON_TRY_VERIFY(m_bench->window().findChild<widgets::ConfirmDialog*>());
    question = m_bench->window().findChild<widgets::ConfirmDialog*>();
    question->accept();
    MESON_TRY_VERIFY(!m_bench->window().isVisible());
    QVERIFY(m_bench->isIn(TerminalPhase::Serving));
    clickIcon(1);
    MESON_TRY_VERIFY(m_bench->window().isVisible());
}

void PanelTrayTest::quittingFromTheQuestionIsRemembered() {
    openPanel();
    m_bench->window().close();
    MESON_TRY_VERIFY(m_bench->window().findChild<widgets::ConfirmDialog*>());
    auto* question = m_bench->window().findChild<widgets::ConfirmDialog*>();
    question->findChild<QCheckBox*>()->setChecked(true);
    for (auto* button : question->findChildren<QPushButton*>())
        if (button->text() == QLatin1String("Quit"))
            QTest::mouseClick(button, Qt::LeftButton);
    MESON_TRY_COMPARE(m_bench->now().state, node::EngineState::Stopped);
    QCOMPARE(m_bench->model().settings().onClose, node::OnClose::Quit);
}

void PanelTrayTest::theWindowComesBackWhenThePanelGoes() {
    openPanel();
    m_bench->window().hide();
    m_panel.reset();
    MESON_TRY_VERIFY(m_bench->window().isVisible());
    QVERIFY(m_bench->isIn(TerminalPhase::Serving));
}

QTEST_MAIN(PanelTrayTest)
#include "panel_tray_test.moc"
