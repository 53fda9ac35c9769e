// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QWidget>

class QVBoxLayout;

namespace meson::widgets {

/// How well one thing is: "Reachable", "confirmed 2 min ago", Ok.
struct Health {
    QString name;
    QString value;
    theme::Tone tone = theme::Tone::Muted;
};

/// Rows of a sign, a name and a value; a row can be opened. Thread: ui.
class HealthList : public QWidget {
    Q_OBJECT

public:
    explicit HealthList(QWidget* parent = nullptr);

    /// Updates in place while the count stays, so that the keyboard keeps its row.
    void setRows(const QList<Health>& rows);

Q_SIGNALS:
    void activated(int row);

private:
    QVBoxLayout* m_column;
};

} // namespace meson::widgets
