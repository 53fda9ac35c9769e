// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/app_bench.h"
#include "tests/support/patience.h"
#include "tests/support/raw_client.h"
#include "ui/bridge/words.h"
#include "ui/pages/bandwidth_page.h"
#include "ui/pages/earnings_page.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/onboarding_steps.h"
#include "ui/shell/page_registry.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/info_popover.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/schedule_grid.h"
#include "ui/widgets/stat_card.h"

#include <atomic>
#include <stdexcept>

using namespace meson;
using terminal::TerminalPhase;

namespace {

constexpr int kPatience = 30'000; // ms
constexpr std::size_t kFilm = 6'000'000;

/// As a viewer whom the Router sent here.
test::RawAnswer asViewer(test::AppBench& bench, const std::string& target) {
    const auto loopback = boost::asio::ip::make_address("127.0.0.1");
    test::RawClient viewer({loopback, bench.now().terminal->port});
    return viewer.get(target);
}

} // namespace

class AppTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enterAloneChoosesTheDemoAndWritesNothingBefore();
    void joinsTheNetworkThatWasPasted();
    void aWrongAddressIsSaidBesideItsField();
    void pauseAndLimitsReachTheEngine();
    void aLimitHoldsWhatViewersGet();
    void oneClickHoldsAndLiftsTheAlternativeLimit();
    void aPaintedPauseSendsViewersElsewhere();
    void languageAndThemeChangeInTheOpenWindow();
    void aLanguageWithoutTranslationIsServedInEnglish();
    void aSecondStartRaisesTheFirst();
    void anotherStartCanQuitTheFirst();
    void aFailedEngineIsSaidAndStartedAgain();
    void aBannerLeadsToWhatMendsIt();
    void closingWithoutATrayQuits();
    void keysReachEveryPageAndCommand();
    void theWindowComesBackAsItWas();
    void standingAlertsAreCountedBesideActivity();
};

void AppTest::enterAloneChoosesTheDemoAndWritesNothingBefore() {
    test::AppBench bench;
    QVERIFY(bench.application->onboarding());
    bench.pressEnter();
    QVERIFY(bench.application->onboarding()->isVisible());
    QVERIFY(!std::filesystem::exists(bench.settingsFile()));
    bench.pressEnter();
    MESON_TRY_VERIFY(!bench.application->onboarding());
    QVERIFY(std::filesystem::exists(bench.settingsFile()));
    QVERIFY(bench.model().isDemo());
    // Every figure of money says that it is play money.
    const auto* earnings = bench.window().centralWidget()->findChild<pages::EarningsPage*>();
    for (const char* name : {"earned", "average", "forecast", "lost", "net"}) {
        const auto* card = earnings->findChild<widgets::StatCard*>(QLatin1String(name));
        QCOMPARE(
            card->findChild<widgets::Pill*>(QStringLiteral("badge"))->text(),
            QStringLiteral("DEMO"));
    }
    // There is no meson-network in that folder: said, and tried again.
    MESON_TRY_COMPARE(bench.now().state, node::EngineState::Failed);
    QVERIFY(bench.now().retryAt.has_value());
    auto* banner = bench.window().findChild<widgets::Banner*>();
    MESON_TRY_VERIFY(banner->isVisible());
}

void AppTest::joinsTheNetworkThatWasPasted() {
    test::FakeRouter router;
    test::AppBench bench;
    shell::Onboarding* dialog = bench.application->onboarding();
    dialog->findChildren<QRadioButton*>().last()->setChecked(true);
    QTest::keyClicks(
        dialog->findChild<shell::NetworkStep*>()->findChild<QLineEdit*>(),
        QString::fromStdString("meson:" + router.url()));
    for (int screen = 0; screen < 5; ++screen) {
        QVERIFY(dialog->isVisible());
        bench.pressEnter();
    }
    MESON_TRY_VERIFY(!bench.application->onboarding());
    QCOMPARE(bench.model().settings().routerUrl, router.url());
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
}

void AppTest::aWrongAddressIsSaidBesideItsField() {
    test::AppBench bench;
    shell::Onboarding* dialog = bench.application->onboarding();
    dialog->findChildren<QRadioButton*>().last()->setChecked(true);
    bench.pressEnter();
    bool isSaid = false;
    for (const auto* label : dialog->findChildren<QLabel*>())
        isSaid |= label->isVisible() &&
                  label->text() == bridge::settingSentence(node::SettingProblem::RouterUrl);
    QVERIFY(isSaid);
    QVERIFY(!std::filesystem::exists(bench.settingsFile()));
}

void AppTest::pauseAndLimitsReachTheEngine() {
    test::FakeRouter router;
    test::AppBench bench;
    bench.model().setSettings(bench.settingsFor(router));
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    bench.model().pause({});
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Paused));
    MESON_TRY_VERIFY(
        bench.stripText().startsWith(widgets::nodeStateName(widgets::NodeState::Paused)));
    bench.model().resume();
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const auto started = bench.now().terminal->port;
    auto settings = bench.model().settings();
    settings.rules.limit = base::BytesPerSecond(2'500'000);
    settings.volumes.front().quota = base::mebibytes(48);
    QVERIFY(!bench.model().setSettings(settings));
    MESON_TRY_COMPARE(bench.now().terminal->uploadLimit, base::BytesPerSecond(2'500'000));
    MESON_TRY_COMPARE(bench.now().terminal->quota, base::mebibytes(48));
    QCOMPARE(bench.now().terminal->port, started); // without a new start
    QCOMPARE(
        node::loadSettings(bench.settingsFile())->rules.limit, base::BytesPerSecond(2'500'000));
}

void AppTest::aLimitHoldsWhatViewersGet() {
    test::FakeRouter router;
    test::AppBench bench(router);
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const std::string film = bench.cache(router, test::someBytes(kFilm));
    MESON_TRY_COMPARE(bench.now().terminal->objects, 1);
    constexpr base::BytesPerSecond kLimit{2'000'000};
    bench.change([&](node::MinerSettings& settings) { settings.rules.limit = kLimit; });
    MESON_TRY_COMPARE(bench.now().terminal->uploadLimit, kLimit);
    QElapsedTimer time;
    time.start();
    QCOMPARE(asViewer(bench, film).body.size(), kFilm);
    QVERIFY2(time.elapsed() > 2'000, qPrintable(QString::number(time.elapsed()))); // 3 s less burst
}

void AppTest::oneClickHoldsAndLiftsTheAlternativeLimit() {
    test::FakeRouter router;
    test::AppBench bench(router);
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    constexpr base::BytesPerSecond kLimit{4'000'000};
    bench.change([&](node::MinerSettings& settings) { settings.rules.limit = kLimit; });
    auto* button = bench.window().findChild<widgets::StatusStrip*>()->findChild<QToolButton*>();
    QVERIFY(!button->isChecked());
    button->click();
    QVERIFY(button->isChecked());
    delete button->findChild<widgets::InfoPopover*>();
    // None was set: half of the limit is, so that something can be seen of it.
    MESON_TRY_COMPARE(bench.now().terminal->uploadLimit, kLimit / 2);
    QCOMPARE(node::loadSettings(bench.settingsFile())->rules.alternativeLimit, kLimit / 2);
    button->click();
    QVERIFY(!button->isChecked());
    MESON_TRY_COMPARE(bench.now().terminal->uploadLimit, kLimit);
    bench.model().switchAlternative(); // from elsewhere
    QVERIFY(button->isChecked());
}

void AppTest::aPaintedPauseSendsViewersElsewhere() {
    test::FakeRouter router;
    test::AppBench bench(router);
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const std::string film = bench.cache(router, test::someBytes(100'000));
    MESON_TRY_COMPARE(bench.now().terminal->objects, 1);
    QCOMPARE(asViewer(bench, film).status, 200);
    bench.change([](node::MinerSettings& settings) {
        for (std::size_t cell = 0; cell < terminal::WeekSchedule::kCells; ++cell)
            settings.rules.schedule.paint(cell, terminal::Allowance::Paused);
    });
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Paused));
    QCOMPARE(asViewer(bench, film).status, 307);
    bench.change([](node::MinerSettings& settings) { settings.rules.schedule = {}; });
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    QCOMPARE(asViewer(bench, film).status, 200);
}

void AppTest::languageAndThemeChangeInTheOpenWindow() {
    test::AppBench bench;
    auto settings = bench.model().settings();
    settings.language = "en";
    settings.theme = node::ThemeChoice::Light;
    bench.model().setSettings(settings);
    const QColor light = QApplication::palette().color(QPalette::Window);
    QCOMPARE(widgets::nodeStateName(widgets::NodeState::Paused), QStringLiteral("Paused"));
    settings.language = "zh_CN";
    settings.theme = node::ThemeChoice::Dark;
    bench.model().setSettings(settings);
    QVERIFY(QApplication::palette().color(QPalette::Window) != light);
    QCOMPARE(widgets::nodeStateName(widgets::NodeState::Paused), QString::fromUtf8("已暂停"));
    const auto pageName = [&] { return bench.window().findChild<widgets::NavButton*>()->text(); };
    MESON_TRY_COMPARE(pageName(), QString::fromUtf8("总览"));
    const auto days = bench.window().findChild<widgets::ScheduleCanvas*>()->locale();
    QCOMPARE(days.standaloneDayName(Qt::Monday), QString::fromUtf8("星期一"));
    settings.language = "en";
    bench.model().setSettings(settings);
    MESON_TRY_COMPARE(pageName(), QStringLiteral("Overview"));
}

void AppTest::aLanguageWithoutTranslationIsServedInEnglish() {
    test::AppBench bench;
    for (const char* language : {"C", "eo", "ar"}) {
        bench.change([&](node::MinerSettings& settings) { settings.language = language; });
        QCOMPARE(
            QCoreApplication::translate("meson::pages::OverviewPage", "%n request(s)", nullptr, 2),
            QStringLiteral("2 requests"));
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::LeftToRight);
    }
}

void AppTest::aSecondStartRaisesTheFirst() {
    const QTemporaryDir folder;
    shell::SingleInstance first(folder.path());
    QSignalSpy asked(&first, &shell::SingleInstance::asked);
    QVERIFY(first.acquire("raise"));
    shell::SingleInstance second(folder.path());
    QVERIFY(!second.acquire("raise"));
    MESON_TRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toByteArray(), QByteArray("raise"));
    const QTemporaryDir elsewhere;
    shell::SingleInstance other(elsewhere.path());
    QVERIFY(other.acquire("raise"));
}

void AppTest::anotherStartCanQuitTheFirst() {
    const QTemporaryDir folder;
    shell::SingleInstance first(folder.path());
    QVERIFY(first.acquire("raise"));
    test::AppBench bench;
    connect(&first, &shell::SingleInstance::asked, this, [&](const QByteArray& words) {
        QCOMPARE(words, QByteArray("quit"));
        bench.application->quit();
    });
    shell::SingleInstance second(folder.path());
    QVERIFY(!second.acquire("quit"));
    MESON_TRY_COMPARE(bench.now().state, node::EngineState::Stopped);
    first.disconnect(this);
}

void AppTest::aFailedEngineIsSaidAndStartedAgain() {
    test::FakeRouter router;
    std::atomic<int> attempts = 0;
    test::AppBench bench(
        [&](terminal::TerminalOptions options, const base::Clock& clock)
            -> base::Result<std::unique_ptr<terminal::Terminal>, terminal::TerminalFailure> {
            const int attempt = ++attempts;
            if (attempt == 1)
                throw std::runtime_error("injected");
            if (attempt == 2)
                return base::fail(terminal::TerminalError::CannotListen, "port 1");
            return terminal::Terminal::create(std::move(options), clock);
        });
    bench.model().setSettings(bench.settingsFor(router));
    auto* banner = bench.window().findChild<widgets::Banner*>();
    MESON_TRY_VERIFY(bench.now().problem.find("injected") != std::string::npos);
    MESON_TRY_VERIFY(banner->isVisible());
    MESON_TRY_VERIFY(bench.now().problem.starts_with("port 1"));
    QCOMPARE(bench.now().failures, 2);
    bench.model().retryNow();
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    MESON_TRY_VERIFY(!banner->isVisible());
    QCOMPARE(attempts, 3);
}

void AppTest::aBannerLeadsToWhatMendsIt() {
    test::FakeRouter router;
    router.refuse("/v1/terminals", 422, "not-reachable");
    test::AppBench bench(router);
    auto* banner = bench.window().findChild<widgets::Banner*>();
    MESON_TRY_COMPARE(
        banner->accessibleName(), QStringLiteral("Viewers cannot reach this computer"));
    QVERIFY(banner->isVisible());
    banner->findChild<QPushButton*>()->click();
    QCOMPARE(bench.window().currentPage(), bridge::PageId::Bandwidth);
}

void AppTest::closingWithoutATrayQuits() {
    test::AppBench bench;
    QSignalSpy quits(&bench.window(), &shell::MainWindow::closeRequested);
    bench.window().close();
    QCOMPARE(quits.count(), 1);
    MESON_TRY_COMPARE(bench.now().state, node::EngineState::Stopped);
}

void AppTest::keysReachEveryPageAndCommand() {
    test::FakeRouter router;
    test::AppBench bench(router);
    shell::MainWindow& window = bench.window();
    const auto shown = [&] {
        for (const auto* page : window.findChildren<pages::Page*>())
            if (page->isVisible())
                return page->accessibleName();
        return QString();
    };
    const auto all = shell::pages();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    for (int i = 7; i >= 0; --i) {
        QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
        QCOMPARE(shown(), all[static_cast<std::size_t>(i)].name);
    }
    QTest::keyClick(&window, Qt::Key_F1);
    QCOMPARE(shown(), QStringLiteral("Why am I not earning?"));
    QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
    QCOMPARE(shown(), QStringLiteral("Settings"));
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    auto* palette = window.findChild<shell::CommandPalette*>();
    QVERIFY(palette && palette->isVisible());
    const auto* list = palette->findChild<QListWidget*>();
    const auto doctor = list->findItems(QStringLiteral("Doctor"), Qt::MatchExactly);
    QCOMPARE(doctor.size(), 1);
    QCOMPARE(doctor.first()->data(Qt::AccessibleTextRole).toString(), QStringLiteral("Doctor, F1"));
    auto* search = palette->findChild<QLineEdit*>();
    QTest::keyClicks(search, QStringLiteral("wal"));
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(shown(), QStringLiteral("Wallet"));
}

void AppTest::theWindowComesBackAsItWas() {
    test::FakeRouter router;
    test::AppBench bench(router);
    constexpr int kHeight = 690;
    bench.window().resize(bench.window().minimumWidth(), kHeight);
    bench.window().showPage(bridge::PageId::Bandwidth);
    bench.window().findChild<widgets::Sidebar*>()->collapse();
    bench.reopen();
    QCOMPARE(bench.window().height(), kHeight);
    QVERIFY(bench.window().findChild<widgets::Sidebar*>()->isCollapsed());
    QVERIFY(bench.window().findChild<pages::BandwidthPage*>()->isVisible());
}

void AppTest::standingAlertsAreCountedBesideActivity() {
    test::FakeRouter router;
    test::AppBench bench(router);
    MESON_TRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const auto* activity = [&]() -> QAbstractButton* {
        for (auto* button : bench.window().findChildren<widgets::NavButton*>())
            if (button->text() == QLatin1String("Activity"))
                return button;
        return nullptr;
    }();
    QVERIFY(activity);
    QVERIFY(activity->accessibleDescription().isEmpty());
    router.notify("Something that the owner should know.");
    MESON_TRY_COMPARE(activity->accessibleDescription(), QStringLiteral("1 unread"));
    metrics::JournalFilter standing;
    standing.show = metrics::JournalFilter::Show::StandingAlerts;
    bench.model().events(standing, &bench.window(), [&](const auto& alerts) {
        bench.model().dismissEvent(alerts.at(0).id);
    });
    MESON_TRY_VERIFY(activity->accessibleDescription().isEmpty());
}

QTEST_MAIN(AppTest)
#include "app_test.moc"
