// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_router.h"
#include "ui/bridge/words.h"
#include "ui/shell/application.h"
#include "ui/shell/onboarding_steps.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/status_strip.h"

#include <atomic>
#include <stdexcept>

using namespace meson;
using terminal::TerminalPhase;

namespace {

/// The program in a folder of its own, beside a fake Router.
class Bench {
    QTemporaryDir m_folder; // first: it goes last

public:
    explicit Bench(
        node::MinerEngine::MakeTerminal makeTerminal = terminal::Terminal::create,
        node::MinerSettings settings = {}) {
        if (settings.network != node::Network::Unset &&
            !node::saveSettings(settingsFile(), settings))
            qFatal("no settings file");
        application = std::make_unique<shell::Application>(
            shell::ApplicationOptions{
                m_folder.path(), m_folder.filePath(QStringLiteral("no-network")), false},
            clock, std::move(makeTerminal));
        application->start();
    }
    explicit Bench(node::MinerEngine::MakeTerminal makeTerminal, const test::FakeRouter& joined)
        : Bench(std::move(makeTerminal), settingsFor(joined)) {}

    std::filesystem::path settingsFile() const {
        return m_folder.filePath(QStringLiteral("settings.json")).toStdString();
    }
    node::MinerSettings settingsFor(const test::FakeRouter& joined) const {
        node::MinerSettings settings;
        settings.network = node::Network::Router;
        settings.routerUrl = joined.url();
        settings.mapPort = false;
        settings.rules.pauseOnBattery = settings.rules.pauseWhenMetered = false;
        settings.volumes = {
            {m_folder.filePath(QStringLiteral("cache")).toStdString(), base::mebibytes(64),
             base::Bytes(1)}};
        return settings;
    }
    bridge::MinerModel& model() { return application->model(); }
    const node::MinerSnapshot& now() { return model().snapshot(); }
    bool isIn(TerminalPhase phase) {
        return now().state == node::EngineState::Running && now().terminal &&
               now().terminal->phase == phase;
    }
    void pressEnter() { QTest::keyClick(application->onboarding(), Qt::Key_Return); }
    QString stripText() {
        return application->window().findChild<widgets::StatusStrip*>()->accessibleDescription();
    }

    base::SystemClock clock;
    std::unique_ptr<shell::Application> application;
};

} // namespace

class AppTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enterAloneChoosesTheDemoAndWritesNothingBefore();
    void joinsTheNetworkThatWasPasted();
    void aWrongAddressIsSaidBesideItsField();
    void pauseAndLimitsReachTheEngine();
    void languageAndThemeChangeInTheOpenWindow();
    void aSecondStartRaisesTheFirst();
    void aFailedEngineIsSaidAndStartedAgain();
    void closingWithoutATrayQuits();
};

void AppTest::enterAloneChoosesTheDemoAndWritesNothingBefore() {
    Bench bench;
    QVERIFY(bench.application->onboarding());
    bench.pressEnter();
    QVERIFY(bench.application->onboarding()->isVisible());
    QVERIFY(!std::filesystem::exists(bench.settingsFile()));
    bench.pressEnter();
    QTRY_VERIFY(!bench.application->onboarding());
    QVERIFY(std::filesystem::exists(bench.settingsFile()));
    QVERIFY(bench.model().isDemo());
    // There is no meson-network in that folder: said, and tried again.
    QTRY_COMPARE(bench.now().state, node::EngineState::Failed);
    QVERIFY(bench.now().retryAt.has_value());
    auto* banner = bench.application->window().findChild<widgets::Banner*>();
    QTRY_VERIFY(banner->isVisible());
}

void AppTest::joinsTheNetworkThatWasPasted() {
    test::FakeRouter router;
    Bench bench;
    shell::Onboarding* dialog = bench.application->onboarding();
    dialog->findChildren<QRadioButton*>().last()->setChecked(true);
    QTest::keyClicks(
        dialog->findChild<shell::NetworkStep*>()->findChild<QLineEdit*>(),
        QString::fromStdString("meson:" + router.url()));
    for (int screen = 0; screen < 5; ++screen) {
        QVERIFY(dialog->isVisible());
        bench.pressEnter();
    }
    QTRY_VERIFY(!bench.application->onboarding());
    QCOMPARE(bench.model().settings().routerUrl, router.url());
    QTRY_VERIFY_WITH_TIMEOUT(bench.isIn(TerminalPhase::Serving), 20'000);
}

void AppTest::aWrongAddressIsSaidBesideItsField() {
    Bench bench;
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
    Bench bench;
    bench.model().setSettings(bench.settingsFor(router));
    QTRY_VERIFY_WITH_TIMEOUT(bench.isIn(TerminalPhase::Serving), 20'000);
    bench.model().pause({});
    QTRY_VERIFY(bench.isIn(TerminalPhase::Paused));
    QTRY_VERIFY(bench.stripText().startsWith(widgets::nodeStateName(widgets::NodeState::Paused)));
    bench.model().resume();
    QTRY_VERIFY(bench.isIn(TerminalPhase::Serving));
    const auto started = bench.now().terminal->port;
    auto settings = bench.model().settings();
    settings.rules.limit = base::BytesPerSecond(2'500'000);
    settings.volumes.front().quota = base::mebibytes(48);
    QVERIFY(!bench.model().setSettings(settings));
    QTRY_COMPARE(bench.now().terminal->uploadLimit, base::BytesPerSecond(2'500'000));
    QTRY_COMPARE(bench.now().terminal->quota, base::mebibytes(48));
    QCOMPARE(bench.now().terminal->port, started); // without a new start
    QCOMPARE(
        node::loadSettings(bench.settingsFile())->rules.limit, base::BytesPerSecond(2'500'000));
}

void AppTest::languageAndThemeChangeInTheOpenWindow() {
    Bench bench;
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
    const auto pageName = [&] {
        return bench.application->window().findChild<widgets::NavButton*>()->text();
    };
    QTRY_COMPARE(pageName(), QString::fromUtf8("总览"));
    settings.language = "en";
    bench.model().setSettings(settings);
    QTRY_COMPARE(pageName(), QStringLiteral("Overview"));
}

void AppTest::aSecondStartRaisesTheFirst() {
    const QTemporaryDir folder;
    shell::SingleInstance first(folder.path());
    QSignalSpy asked(&first, &shell::SingleInstance::asked);
    QVERIFY(first.acquire("raise"));
    shell::SingleInstance second(folder.path());
    QVERIFY(!second.acquire("raise"));
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toByteArray(), QByteArray("raise"));
    const QTemporaryDir elsewhere;
    shell::SingleInstance other(elsewhere.path());
    QVERIFY(other.acquire("raise"));
}

void AppTest::aFailedEngineIsSaidAndStartedAgain() {
    test::FakeRouter router;
    std::atomic<int> attempts = 0;
    Bench bench(
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
    auto* banner = bench.application->window().findChild<widgets::Banner*>();
    QTRY_VERIFY(bench.now().problem.find("injected") != std::string::npos);
    QTRY_VERIFY(banner->isVisible());
    QTRY_VERIFY(bench.now().problem.starts_with("port 1"));
    QCOMPARE(bench.now().failures, 2);
    bench.model().retryNow();
    QTRY_VERIFY_WITH_TIMEOUT(bench.isIn(TerminalPhase::Serving), 20'000);
    QTRY_VERIFY(!banner->isVisible());
    QCOMPARE(attempts, 3);
}

void AppTest::closingWithoutATrayQuits() {
    Bench bench;
    QSignalSpy quits(&bench.application->window(), &shell::MainWindow::closeRequested);
    bench.application->window().close();
    QCOMPARE(quits.count(), 1);
    QTRY_COMPARE(bench.now().state, node::EngineState::Stopped);
}

QTEST_MAIN(AppTest)
#include "app_test.moc"
