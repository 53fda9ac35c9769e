// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSystemTrayIcon>

#include "ui/bridge/notice_watch.h"

namespace meson::shell {

/// Tells the owner on the desktop what the settings ask for: over the notification service of the
/// freedesktop specification where there is one, else by the tray icon. A newer notice takes the
/// place of the older one of its kind. Nothing is told while the window is in front: it says the
/// same. Thread: ui.
class DesktopNotices : public QObject {
    Q_OBJECT

public:
    DesktopNotices(bridge::MinerModel& model, QSystemTrayIcon& tray, const QWidget& window);

    void show(const bridge::Notice& notice);

Q_SIGNALS:
    /// The owner clicked a notice about what this page shows.
    void clicked(meson::bridge::PageId page);

private:
    void watch();
    void showInTray(const bridge::Notice& notice);
    bool showOnBus(const bridge::Notice& notice);

    bridge::MinerModel& m_model;
    QSystemTrayIcon& m_tray;
    const QWidget& m_window;
    bridge::NoticeWatch m_watch;
    bridge::PageId m_trayPage = bridge::PageId::Overview;

#ifdef MESON_WITH_DBUS
private:
    struct Shown {
        uint id = 0;
        bridge::PageId page = bridge::PageId::Overview;
    };
    std::map<node::NoticeKind, Shown> m_shown;

private Q_SLOTS:
    void actionInvoked(uint id, const QString& action);
#endif
};

} // namespace meson::shell
