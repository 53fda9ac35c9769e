// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace meson::widgets {

/// Cards side by side in as many equal columns as there is room for. Thread: ui.
class CardGrid : public QWidget {
    Q_OBJECT

public:
    /// No column is narrower than `least` px; there are at most `most` columns.
    CardGrid(int least, int most, QWidget* parent = nullptr);

    void add(QWidget* card);
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    int columnsFor(int width) const;
    void arrange(int columns);

    const int m_least;
    const int m_most;
    int m_columns = 0;
    QList<QWidget*> m_cards;
    QGridLayout* m_grid;
};

} // namespace meson::widgets
