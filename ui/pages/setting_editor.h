// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/pages/setting_fields.h"

namespace meson::pages {

/// What a setting is entered with. It speaks of values as the settings file does. Thread: ui.
class SettingEditor : public QWidget {
    Q_OBJECT

public:
    static SettingEditor* create(const SettingField& field, bridge::MinerModel& model);

    virtual void show(const QJsonValue& value) = 0;
    /// Whether it wants a line of its own.
    virtual bool isWide() const { return false; }
    /// The control itself.
    QWidget* control() const { return m_control; }

Q_SIGNALS:
    void typed(const QJsonValue& value);  ///< not finished: only to be checked
    void chosen(const QJsonValue& value); ///< to be put in force

protected:
    SettingEditor(const SettingField& field, QWidget* control);

    const SettingField m_field;

private:
    QWidget* m_control;
};

} // namespace meson::pages
