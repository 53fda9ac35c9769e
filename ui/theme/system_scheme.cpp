// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/system_scheme.h"

#include <QGuiApplication>
#include <QStyleHints>

#ifdef MESON_WITH_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

namespace meson::theme {

namespace {

Scheme schemeOfPlatformPalette() {
    const QColor window = QGuiApplication::palette().color(QPalette::Window);
    return window.lightness() < 128 ? Scheme::Dark : Scheme::Light;
}

} // namespace

SystemScheme::SystemScheme(QObject* parent)
    : QObject(parent)
    , m_scheme(schemeOfPlatformPalette()) {
    watchQt();
    watchPortal();
}

Scheme SystemScheme::scheme() const {
    return m_highContrast ? Scheme::HighContrast : m_scheme;
}

void SystemScheme::watchQt() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto update = [this](Qt::ColorScheme scheme) {
        if (scheme != Qt::ColorScheme::Unknown) {
            m_scheme = scheme == Qt::ColorScheme::Dark ? Scheme::Dark : Scheme::Light;
            Q_EMIT changed();
        }
    };
    update(QGuiApplication::styleHints()->colorScheme());
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, update);
#endif
}

#ifdef MESON_WITH_DBUS

namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");
const QString kContrast = QStringLiteral("contrast");

/// The portal wraps what it answers in one or two variants, by version.
QVariant unwrapped(QVariant value) {
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

} // namespace

void SystemScheme::watchPortal() {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(
        kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
        SLOT(settingChanged(QString, QString, QDBusVariant)));
    for (const QString& key : {kColorScheme, kContrast}) {
        QDBusMessage read =
            QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
        read << kGroup << key;
        auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(read), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, key] {
            const QDBusPendingReply<QVariant> reply = *watcher;
            if (reply.isValid()) {
                take(key, unwrapped(reply.value()));
            }
            watcher->deleteLater();
        });
    }
}

void SystemScheme::settingChanged(
    const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == kGroup) {
        take(key, unwrapped(value.variant()));
    }
}

/// color-scheme: 0 no preference, 1 dark, 2 light. contrast: 0 normal, 1 high.
void SystemScheme::take(const QString& key, const QVariant& value) {
    const Scheme before = scheme();
    if (key == kColorScheme && value.toUInt() != 0) {
        m_scheme = value.toUInt() == 1 ? Scheme::Dark : Scheme::Light;
    } else if (key == kContrast) {
        m_highContrast = value.toUInt() == 1;
    }
    if (scheme() != before) {
        Q_EMIT changed();
    }
}

#else

void SystemScheme::watchPortal() {}

#endif

} // namespace meson::theme
