// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/info_popover.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace meson::widgets {

class Text;

/// The surface that a page is made of: a rounded box with a heading, what belongs to the heading at
/// its end, and a body. Thread: ui.
class Card : public QWidget {
    Q_OBJECT

public:
    explicit Card(const QString& title = {}, QWidget* parent = nullptr);

    QString title() const;
    void setTitle(const QString& title);

    /// Explains the card's figures behind an "i" button beside the title.
    void setInfo(const Info& info);

    /// The figures were computed just now: the explanation says so.
    void setRefreshed();

    /// Puts a control at the end of the heading.
    void addHeaderWidget(QWidget* widget);

    QVBoxLayout* body() const { return m_body; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QHBoxLayout* m_header = nullptr;
    Text* m_title = nullptr;
    InfoButton* m_info = nullptr;
    QVBoxLayout* m_body = nullptr;
};

} // namespace meson::widgets
