// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/info_popover.h"

#include <QScrollArea>

class QHBoxLayout;
class QVBoxLayout;

namespace meson::pages {

/// What a page is made of: a title with controls beside it and, under it, a column of cards that
/// scrolls. A page speaks the language in force when it was made. Thread: ui.
class Page : public QScrollArea {
    Q_OBJECT

public:
    explicit Page(const QString& title, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void addToHeader(QWidget* widget);
    QVBoxLayout* column() const { return m_column; }

private:
    QHBoxLayout* m_header;
    QVBoxLayout* m_column;
};

/// An explanation without a time of its own.
widgets::Info infoOf(const QString& title, const QString& definition, const QString& formula = {});

} // namespace meson::pages
