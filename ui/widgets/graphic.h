// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QWidget>

namespace meson::widgets {

/// A widget that paints itself and therefore has to tell a screen reader what it is: a role, a name
/// (accessibleName) and what it shows now (summary). Thread: ui.
class Graphic : public QWidget {
    Q_OBJECT

public:
    explicit Graphic(QAccessible::Role role, QWidget* parent = nullptr);

    QAccessible::Role role() const { return m_role; }

    /// What the widget shows, in a sentence: its accessible description.
    QString summary() const { return accessibleDescription(); }

protected:
    void setSummary(const QString& summary);

private:
    const QAccessible::Role m_role;
};

} // namespace meson::widgets
