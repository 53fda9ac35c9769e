// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QMenu>
#include <QSystemTrayIcon>

namespace meson::shell {

/// The icon in the panel: the node's state by shape and colour, figures in its menu, pause. It is
/// there only while the desktop has a place for it. Thread: ui.
class Tray : public QObject {
    Q_OBJECT

public:
    explicit Tray(bridge::MinerModel& model);

    /// Whether a hidden window can be found again.
    bool isShown() const { return m_icon.isVisible(); }
    QMenu& menu() { return m_menu; }

Q_SIGNALS:
    void openRequested();
    void quitRequested();
    void lost(); ///< the desktop has no place for it any more

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void refresh();
    void watch();

    bridge::MinerModel& m_model;
    QMenu m_menu;
    QSystemTrayIcon m_icon;
    QTimer m_watch; ///< panels come and go
    QAction* m_state = nullptr;
    QAction* m_earned = nullptr;
    QAction* m_rate = nullptr;
    QMenu* m_pause = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_alternative = nullptr;
};

} // namespace meson::shell
