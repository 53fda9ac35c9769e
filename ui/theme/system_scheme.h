// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QObject>
#include <QVariant>

class QDBusVariant;

namespace meson::theme {

/// What the desktop prefers: light, dark or high contrast, from the first source that knows: Qt
/// (6.5), the desktop portal (`org.freedesktop.appearance`), else the palette that the platform
/// gave the application before any of ours. Thread: ui.
class SystemScheme : public QObject {
    Q_OBJECT

public:
    explicit SystemScheme(QObject* parent = nullptr);

    Scheme scheme() const;

Q_SIGNALS:
    void changed();

private:
    void watchQt();
    void watchPortal();

    Scheme m_scheme = Scheme::Light;
    bool m_highContrast = false;

#ifdef MESON_WITH_DBUS
private:
    void take(const QString& key, const QVariant& value);

private Q_SLOTS:
    void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);
#endif
};

} // namespace meson::theme
