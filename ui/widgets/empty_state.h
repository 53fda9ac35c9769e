// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icon.h"

#include <QWidget>

class QPushButton;

namespace meson::widgets {

class Text;

/// What stands where there is nothing to show yet: why, and what to do. Thread: ui.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    EmptyState(
        theme::Glyph glyph, const QString& title, const QString& sentence,
        QWidget* parent = nullptr);

    void setText(const QString& title, const QString& sentence);

    /// Offers a way out; none before this is called.
    void setAction(const QString& action);

Q_SIGNALS:
    void actionTriggered();

private:
    Text* m_title;
    Text* m_sentence;
    QPushButton* m_action = nullptr;
};

} // namespace meson::widgets
