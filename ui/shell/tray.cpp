// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "ui/bridge/earnings_sums.h"
#include "ui/bridge/words.h"
#include "ui/shell/pause_menu.h"
#include "ui/theme/tray_icon.h"
#include "ui/widgets/units.h"

#include <QApplication>
#include <QEvent>

namespace meson::shell {
namespace {

constexpr int kWatchGap = 3'000;      // ms
constexpr qsizetype kTipLength = 127; // what Windows shows

theme::TrayState trayStateOf(widgets::NodeState state) {
    switch (state) {
    case widgets::NodeState::Starting:
        return theme::TrayState::Idle;
    case widgets::NodeState::Earning:
        return theme::TrayState::Earning;
    case widgets::NodeState::Paused:
        return theme::TrayState::Paused;
    case widgets::NodeState::Attention:
        return theme::TrayState::Attention;
    case widgets::NodeState::Offline:
        break;
    }
    return theme::TrayState::Offline;
}

theme::TrayInk inkOf(node::TrayColor color) {
    switch (color) {
    case node::TrayColor::Color:
        return theme::TrayInk::Color;
    case node::TrayColor::Dark:
        return theme::TrayInk::Dark;
    case node::TrayColor::Light:
        break;
    }
    return theme::TrayInk::Light;
}

} // namespace

Tray::Tray(bridge::MinerModel& model)
    : m_model(model) {
    build();
    qApp->installEventFilter(this);
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &Tray::refresh);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &Tray::refresh);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &Tray::refresh);
    connect(
        &m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason why) {
            if (why == QSystemTrayIcon::Trigger || why == QSystemTrayIcon::DoubleClick)
                Q_EMIT openRequested();
        });
    connect(&m_watch, &QTimer::timeout, this, &Tray::watch);
    m_watch.start(kWatchGap);
    m_icon.setContextMenu(&m_menu);
    watch();
}

void Tray::watch() {
    const bool wasShown = isShown();
    m_icon.setVisible(QSystemTrayIcon::isSystemTrayAvailable());
    if (wasShown && !isShown())
        Q_EMIT lost();
}

void Tray::build() {
    m_menu.clear();
    const auto line = [this] {
        QAction* action = m_menu.addAction(QString());
        action->setEnabled(false);
        return action;
    };
    m_state = line();
    m_earned = line();
    m_rate = line();
    m_menu.addSeparator();
    connect(m_menu.addAction(tr("Open Meson Miner")), &QAction::triggered, this, [this] {
        Q_EMIT openRequested();
    });
    m_pause = m_menu.addMenu(tr("Pause"));
    addPauseActions(*m_pause, m_model);
    m_resume = m_menu.addAction(tr("Resume"));
    connect(m_resume, &QAction::triggered, this, [this] { m_model.resume(); });
    m_alternative = m_menu.addAction(tr("Alternative limit"));
    m_alternative->setCheckable(true);
    connect(m_alternative, &QAction::triggered, this, [this] { m_model.switchAlternative(); });
    m_menu.addSeparator();
    connect(m_menu.addAction(tr("Quit")), &QAction::triggered, this, [this] {
        Q_EMIT quitRequested();
    });
    refresh();
}

void Tray::refresh() {
    const node::MinerSnapshot& now = m_model.snapshot();
    const bridge::NodeStatus status = bridge::nodeStatusOf(now, m_model.clock().wall());
    const auto sums = bridge::earningsSumsOf(m_model.earnings(), QDate::currentDate());
    const QString name = widgets::nodeStateName(status.state);
    const QString state =
        status.reason.isEmpty() ? name : name + QStringLiteral(": ") + status.reason;
    const QString earned =
        m_model.isDemo() ? tr("Earned today: %1 (DEMO)") : tr("Earned today: %1");
    const double rate = now.terminal ? static_cast<double>(now.terminal->uploadRate.count()) : 0;
    m_state->setText(state);
    m_earned->setText(earned.arg(bridge::earnedText(sums, sums.today)));
    m_rate->setText(tr("Serving %1").arg(widgets::rateInWords(rate)));
    const bool isPaused = status.state == widgets::NodeState::Paused;
    m_pause->menuAction()->setVisible(!isPaused);
    m_resume->setVisible(isPaused);
    m_alternative->setChecked(m_model.settings().rules.useAlternative);
    m_icon.setIcon(theme::trayIcon(trayStateOf(status.state), inkOf(m_model.settings().trayColor)));
    const QString tip =
        tr("Meson Miner") + QLatin1Char('\n') + state + QLatin1Char('\n') + m_earned->text();
    m_icon.setToolTip(tip.left(kTipLength));
}

/// A menu without a window hears of a new language only through the application.
bool Tray::eventFilter(QObject* watched, QEvent* event) {
    if (watched == qApp && event->type() == QEvent::LanguageChange)
        build();
    return QObject::eventFilter(watched, event);
}

} // namespace meson::shell
