// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/application.h"

#include "ui/widgets/confirm_dialog.h"

#include <QApplication>

namespace meson::shell {
namespace {

bridge::MinerModel::Paths pathsOf(const ApplicationOptions& options) {
    const std::filesystem::path folder = options.folder.toStdU16String();
    return {folder / "settings.json", {folder, options.networkProgram.toStdString()}};
}

} // namespace

Application::Application(
    ApplicationOptions options, const base::Clock& clock,
    node::MinerEngine::MakeTerminal makeTerminal)
    : m_options(std::move(options))
    , m_model(pathsOf(m_options), clock, std::move(makeTerminal))
    , m_appearance(m_model)
    , m_tray(m_model)
    , m_window(m_model, m_options.folder + QStringLiteral("/window.ini")) {
    connect(&m_window, &MainWindow::closeRequested, this, &Application::closed);
    connect(&m_window, &MainWindow::quitRequested, this, &Application::quit);
    connect(&m_model, &bridge::MinerModel::setupRequested, this, &Application::setUp);
    connect(&m_tray, &Tray::openRequested, this, &Application::raise);
    connect(&m_tray, &Tray::quitRequested, this, &Application::quit);
    connect(&m_tray, &Tray::lost, this, [this] {
        if (!m_isQuitting)
            m_window.show(); // nothing else leads to it
    });
    QApplication::setQuitOnLastWindowClosed(false);
}

Application::~Application() = default;

void Application::start() {
    const bool isNew = m_model.settings().network == node::Network::Unset;
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

void Application::raise() {
    m_window.raiseWindow();
}

void Application::rememberOnClose(node::OnClose choice) {
    node::MinerSettings settings = m_model.settings();
    settings.onClose = choice;
    m_model.setSettings(std::move(settings));
}

widgets::ConfirmDialog* Application::closeQuestion(QWidget* parent) {
    auto* question = new widgets::ConfirmDialog(
        tr("Keep earning in the background?"),
        tr("The window closes, the node goes on; it is in the tray. Quitting ends serving: viewers "
           "are sent elsewhere, and a node that is away earns nothing."),
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
    auto* question = closeQuestion(&m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::finished, this, [this, question](int result) {
        const bool keeps = result == QDialog::Accepted;
        if (question->isRemembered())
            rememberOnClose(keeps ? node::OnClose::KeepRunning : node::OnClose::Quit);
        keeps ? m_window.hide() : quit();
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
