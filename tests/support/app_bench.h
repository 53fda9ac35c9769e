// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "tests/support/terminal_bench.h"
#include "ui/shell/application.h"
#include "ui/widgets/status_strip.h"

namespace meson::test {

/// The whole program in a folder of its own, with a real engine and Terminal.
class AppBench {
    QTemporaryDir m_folder; // first: it goes last

public:
    enum class Start { Shown, Hidden };

    /// As somebody starts it for the first time.
    explicit AppBench(node::MinerEngine::MakeTerminal makeTerminal = AppBench::makeTerminal) {
        open(std::move(makeTerminal), Start::Shown);
    }
    /// As somebody starts it who has joined that network.
    explicit AppBench(
        const FakeRouter& joined,
        node::MinerEngine::MakeTerminal makeTerminal = AppBench::makeTerminal,
        Start start = Start::Shown) {
        if (!node::saveSettings(settingsFile(), settingsFor(joined)))
            qFatal("no settings file");
        open(std::move(makeTerminal), start);
    }

    std::filesystem::path settingsFile() const {
        return m_folder.filePath(QStringLiteral("settings.json")).toStdString();
    }
    node::MinerSettings settingsFor(const FakeRouter& joined) const {
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
    /// As somebody starts it again who has ended it.
    void reopen() {
        application.reset();
        open(AppBench::makeTerminal, Start::Shown);
    }
    bridge::MinerModel& model() { return application->model(); }
    shell::MainWindow& window() { return application->window(); }
    const node::MinerSnapshot& now() { return model().snapshot(); }
    bool isIn(terminal::TerminalPhase phase) {
        return now().state == node::EngineState::Running && now().terminal &&
               now().terminal->phase == phase;
    }
    QString stripText() {
        return window().findChild<widgets::StatusStrip*>()->accessibleDescription();
    }
    void pressEnter() { QTest::keyClick(application->onboarding(), Qt::Key_Return); }
    void change(const std::function<void(node::MinerSettings&)>& edit) {
        node::MinerSettings settings = model().settings();
        edit(settings);
        QVERIFY(!model().setSettings(settings));
    }
    /// Has the Terminal fetch an object from that Router; how it may be asked for it.
    std::string cache(FakeRouter& router, const std::string& bytes) {
        const std::string pull = "/pull/" + std::to_string(++m_pulls);
        router.serve(pull, bytes);
        const auto object = router.orderFor(bytes, {pull});
        router.order(object);
        return "/" + router.tokenFor(object) + "/" + pull.substr(6);
    }

    /// A Terminal that may fetch from this computer.
    static base::Result<std::unique_ptr<terminal::Terminal>, terminal::TerminalFailure>
    makeTerminal(terminal::TerminalOptions options, const base::Clock& clock) {
        options.listen = {{boost::asio::ip::make_address("127.0.0.1"), 0}};
        options.sources = http::AddressPolicy::Any;
        return terminal::Terminal::create(std::move(options), clock);
    }

    platform::SystemClock clock;
    std::unique_ptr<shell::Application> application;

private:
    void open(node::MinerEngine::MakeTerminal makeTerminal, Start start) {
        application = std::make_unique<shell::Application>(
            shell::ApplicationOptions{
                m_folder.path(), m_folder.filePath(QStringLiteral("no-network")),
                start == Start::Hidden},
            clock, std::move(makeTerminal));
        application->start();
    }

    int m_pulls = 0;
};

} // namespace meson::test
