// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/application.h"

#include "ui/widgets/confirm_dialog.h"

#include <QApplication>

namespace meson::shell {
namespace {

bridge::MinerModel::Paths pathsOf(const ApplicationOptions& options) {
    const std::filesystem::path folder = options.folder.toStdU16String();
    const auto files = node::RunWatch::filesIn(folder);
    return {
        Application::settingsFile(options.folder).toStdU16String(),
        {folder, options.networkProgram.toStdString()},
        files.log,
        files.report};
}

} // namespace

Application::Application(
    ApplicationOptions options, const base::Clock& clock,
    node::MinerEngine::MakeTerminal makeTerminal)
    : m_options(std::move(options))
    , m_model(pathsOf(m_options), clock, std::move(makeTerminal))
    , m_appearance(m_model)
    , m_tray(m_model)
    , m_window(m_model, m_options.folder + QStringLiteral("/window.ini"))
    , m_notices(m_model, m_tray.icon(), m_window) {
    connect(&m_window, &MainWindow::closeRequested, this, &Application::closed);
    connect(&m_window, &MainWindow::quitRequested, this, &Application::quit);
    connect(&m_model, &bridge::MinerModel::setupRequested, this, &Application::setUp);
    connect(&m_tray, &Tray::openRequested, this, &Application::raise);
    connect(&m_tray, &Tray::quitRequested, this, &Application::quit);
    connect(&m_notices, &DesktopNotices::clicked, this, [this](bridge::PageId page) {
        m_window.showPage(page);
        raise();
    });
    connect(&m_tray, &Tray::lost, this, [this] {
        if (!m_isQuitting)
            m_window.show(); // nothing else leads to it
    });
    QApplication::setQuitOnLastWindowClosed(false);
}

Application::~Application() = default;

QString Application::settingsFile(const QString& folder) {
    return folder + QStringLiteral("/settings.json");
}

void Application::start() {
    const bool isNew = m_model.settings().network == node::Network::Unset;
    if (m_options.brokenRun)
        m_window.showBrokenRun(*m_options.brokenRun);
    if (m_options.loginStart && !isNew)
        takeLoginStart();
    connect(&m_model, &bridge::MinerModel::settingsChanged, this, &Application::applyLoginStart);
    // Hidden only where it can be found again.
    if (!m_options.startsHidden || isNew || !m_tray.isShown())
        m_window.show();
    m_model.start();
    if (isNew)
        setUp();
}

void Application::setUp() {
    if (m_onboarding)
        return m_onboarding->raise();
    m_onboarding = new Onboarding(m_model.settings(), m_options.folder, &m_window);
    m_onboarding->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_onboarding, &QDialog::accepted, this, [this] {
        m_model.setSettings(m_onboarding->settings());
        m_window.showPage(bridge::PageId::Overview);
    });
    m_onboarding->open();
}

/// Owners also switch it off in their desktop's own settings, and move programs.
void Application::takeLoginStart() {
    node::MinerSettings settings = m_model.settings();
    settings.startAtLogin = m_options.loginStart->isOn();
    m_model.setSettings(std::move(settings));
    applyLoginStart();
}

void Application::applyLoginStart() {
    if (!m_options.loginStart || m_options.loginStart->apply(m_model.settings()))
        return;
    Q_EMIT m_model.commandFailed(
        tr("The desktop does not take this program into what it starts at login: check the "
           "permissions of its settings."));
    node::MinerSettings settings = m_model.settings();
    settings.startAtLogin = m_options.loginStart->isOn();
    m_model.setSettings(std::move(settings));
}

void Application::raise() {
    m_window.raiseWindow();
}

void Application::rememberOnClose(node::OnClose choice) {
    node::MinerSettings settings = m_model.settings();
    settings.onClose = choice;
    m_model.setSettings(std::move(settings));
}

/// What quitting would cut off at this moment.
QString Application::nowServed() const {
    const auto& terminal = m_model.snapshot().terminal;
    if (!terminal || terminal->connections == 0)
        return {};
    return tr(
        "Right now %n connection(s) of viewers are open.", nullptr,
        static_cast<int>(terminal->connections));
}

widgets::ConfirmDialog* Application::closeQuestion(const QString& nowServed, QWidget* parent) {
    auto* question = new widgets::ConfirmDialog(
        tr("Keep earning in the background?"),
        tr("The window closes, the node goes on; it is in the tray. Quitting ends serving: viewers "
           "are sent elsewhere, and a node that is away earns nothing.") +
            (nowServed.isEmpty() ? QString() : QLatin1Char(' ') + nowServed),
        tr("Keep running"), widgets::Danger::None, parent);
    question->setRejectText(tr("Quit"));
    question->setRemember(tr("Do not ask again"));
    return question;
}

void Application::closed() {
    const node::OnClose choice = m_model.settings().onClose;
    if (!m_tray.isShown() || choice == node::OnClose::Quit ||
        m_model.settings().network == node::Network::Unset)
        return quit();
    if (choice == node::OnClose::KeepRunning)
        return m_window.hide();
    auto* question = closeQuestion(nowServed(), &m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [this, question] {
        if (question->isRemembered())
            rememberOnClose(node::OnClose::KeepRunning);
        m_window.hide();
    });
    connect(question, &widgets::ConfirmDialog::refused, this, [this, question] {
        if (question->isRemembered())
            rememberOnClose(node::OnClose::Quit);
        quit();
    });
    question->open();
}

void Application::quit() {
    if (std::exchange(m_isQuitting, true))
        return;
    m_window.hide();
    m_model.stop([] { QApplication::quit(); });
}

} // namespace meson::shell
