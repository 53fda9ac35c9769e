// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/login_start.h"
#include "engine/node/run_watch.h"
#include "ui/shell/appearance.h"
#include "ui/shell/desktop_notices.h"
#include "ui/shell/main_window.h"
#include "ui/shell/onboarding.h"
#include "ui/shell/single_instance.h"
#include "ui/shell/tray.h"

#include <QPointer>

namespace meson::widgets {
class ConfirmDialog;
} // namespace meson::widgets

namespace meson::shell {

struct ApplicationOptions {
    QString folder;         ///< settings, state and cache of everything
    QString networkProgram; ///< meson-network
    bool startsHidden = false;
    std::optional<node::LoginStart> loginStart; ///< nothing: not offered
    std::optional<node::BrokenRun> brokenRun;   ///< of the last run
};

/// The desktop program: model, window, tray and what happens between them. Thread: ui.
class Application : public QObject {
    Q_OBJECT

public:
    Application(
        ApplicationOptions options, const base::Clock& clock,
        node::MinerEngine::MakeTerminal makeTerminal = terminal::Terminal::create);
    ~Application() override;

    /// Shows the window, or the first questions, and starts the engine.
    void start();
    void raise();
    /// The Router hears of it and running transfers end; then quits the application.
    void quit();

    /// It exists once the owner has agreed to anything.
    static QString settingsFile(const QString& folder);
    /// Asks whether closing the window ends the program: accepted, it goes on in the tray.
    static widgets::ConfirmDialog* closeQuestion(const QString& nowServed, QWidget* parent);

    bridge::MinerModel& model() { return m_model; }
    MainWindow& window() { return m_window; }
    Onboarding* onboarding() const { return m_onboarding; }

private:
    void setUp();
    void takeLoginStart();
    void applyLoginStart();
    void closed();
    QString nowServed() const;
    void rememberOnClose(node::OnClose choice);

    const ApplicationOptions m_options;
    bridge::MinerModel m_model;
    Appearance m_appearance;
    Tray m_tray;
    MainWindow m_window;
    DesktopNotices m_notices;
    QPointer<Onboarding> m_onboarding;
    bool m_isQuitting = false;
};

} // namespace meson::shell
