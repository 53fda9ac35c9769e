// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card_grid.h"

#include "ui/theme/metrics.h"

#include <QGridLayout>
#include <QResizeEvent>
#include <algorithm>

namespace meson::widgets {

CardGrid::CardGrid(int least, int most, QWidget* parent)
    : QWidget(parent)
    , m_least(least)
    , m_most(most)
    , m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(theme::space::kMedium);
}

void CardGrid::add(QWidget* card) {
    m_cards << card;
    arrange(columnsFor(width()));
}

QSize CardGrid::minimumSizeHint() const {
    int width = 0;
    for (const QWidget* card : m_cards) {
        width = std::max(width, card->minimumSizeHint().width());
    }
    return {width, QWidget::minimumSizeHint().height()};
}

/// A card that now asks for more room may leave none for its neighbour.
bool CardGrid::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest && columnsFor(width()) < m_columns) {
        arrange(columnsFor(width()));
    }
    return QWidget::event(event);
}

void CardGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (const int columns = columnsFor(event->size().width()); columns != m_columns) {
        arrange(columns);
    }
}

/// As many as fit, but no last row with a single card beside empty places.
int CardGrid::columnsFor(int width) const {
    const int gap = theme::space::kMedium;
    int least = m_least;
    for (const QWidget* card : m_cards) {
        least = std::max(least, card->minimumSizeHint().width());
    }
    const int cards = std::max(1, int(m_cards.size()));
    const int fit = std::clamp((width + gap) / (least + gap), 1, std::min(m_most, cards));
    const int rows = (cards + fit - 1) / fit;
    return (cards + rows - 1) / rows;
}

void CardGrid::arrange(int columns) {
    for (QWidget* card : m_cards) {
        m_grid->removeWidget(card);
    }
    for (int column = 0; column < m_grid->columnCount(); ++column) {
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    }
    for (int i = 0; i < m_cards.size(); ++i) {
        m_grid->setColumnStretch(i % columns, 1);
        m_grid->addWidget(m_cards.at(i), i / columns, i % columns);
    }
    m_columns = columns;
}

} // namespace meson::widgets
