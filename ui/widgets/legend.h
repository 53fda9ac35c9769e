// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/part.h"

#include <QWidget>

class QGridLayout;

namespace meson::widgets {

/// What the colours and patterns of a drawing mean, with the values, in one or more columns.
/// Thread: ui.
class Legend : public QWidget {
    Q_OBJECT

public:
    explicit Legend(int columns = 1, QWidget* parent = nullptr);

    void setParts(const QList<Part>& parts);

private:
    void build(qsizetype rows);

    struct Row {
        QWidget* swatch;
        QWidget* label;
        QWidget* value;
    };
    const int m_columns;
    QGridLayout* m_grid;
    QList<Row> m_rows;
};

} // namespace meson::widgets
