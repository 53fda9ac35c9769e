// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desktop_notices.h"

#ifdef MESON_WITH_DBUS
#include <QDBusConnection>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

namespace meson::shell {

DesktopNotices::DesktopNotices(
    bridge::MinerModel& model, QSystemTrayIcon& tray, const QWidget& window)
    : m_model(model)
    , m_tray(tray)
    , m_window(window) {
    connect(&model, &bridge::MinerModel::snapshotChanged, this, &DesktopNotices::watch);
    connect(&model, &bridge::MinerModel::earningsChanged, this, &DesktopNotices::watch);
    connect(&tray, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT clicked(m_trayPage); });
#ifdef MESON_WITH_DBUS
    QDBusConnection::sessionBus().connect(
        QString(), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("ActionInvoked"), this,
        SLOT(actionInvoked(uint, QString)));
#endif
}

void DesktopNotices::watch() {
    const bool isInFront = m_window.isVisible() && m_window.isActiveWindow();
    for (const bridge::Notice& notice : m_watch.take(m_model.snapshot(), m_model.earnings()))
        if (m_model.settings().notices.count(notice.kind) && !isInFront)
            show(notice);
}

void DesktopNotices::show(const bridge::Notice& notice) {
    if (!showOnBus(notice))
        showInTray(notice);
}

void DesktopNotices::showInTray(const bridge::Notice& notice) {
    if (!m_tray.isVisible())
        return;
    m_trayPage = notice.page;
    m_tray.showMessage(notice.title, notice.text, m_tray.icon());
}

#ifdef MESON_WITH_DBUS

/// org.freedesktop.Notifications.Notify, Desktop Notifications Specification 1.2.
bool DesktopNotices::showOnBus(const bridge::Notice& notice) {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    const QString service = QStringLiteral("org.freedesktop.Notifications");
    if (!bus.isConnected())
        return false;
    QDBusMessage call = QDBusMessage::createMethodCall(
        service, QStringLiteral("/org/freedesktop/Notifications"), service,
        QStringLiteral("Notify"));
    const QStringList actions{QStringLiteral("default"), tr("Show")};
    const QVariantMap hints{
        {QStringLiteral("desktop-entry"), QStringLiteral("network.meson.Miner")}};
    call << tr("Meson Miner") << m_shown[notice.kind].id << QStringLiteral("network.meson.Miner")
         << notice.title << notice.text.toHtmlEscaped() << actions << hints << -1;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, notice] {
        const QDBusPendingReply<uint> reply = *watcher;
        watcher->deleteLater();
        if (reply.isValid())
            m_shown[notice.kind] = {reply.value(), notice.page};
        else
            showInTray(notice);
    });
    return true;
}

void DesktopNotices::actionInvoked(uint id, const QString&) {
    for (const auto& [kind, shown] : m_shown)
        if (shown.id == id)
            return Q_EMIT clicked(shown.page);
}

#else

bool DesktopNotices::showOnBus(const bridge::Notice&) {
    return false;
}

#endif

} // namespace meson::shell
