// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

class QPushButton;
class QToolButton;

namespace meson::widgets {

class GlyphLabel;
class Text;

/// A line across the top of the content: what happened and, with one button, what to do. Thread:
/// ui.
class Banner : public QWidget {
    Q_OBJECT

public:
    explicit Banner(QWidget* parent = nullptr);

    /// `action` may be empty: then there is no button.
    void setMessage(
        theme::Tone severity, const QString& title, const QString& message,
        const QString& action = {});

    /// Lets the owner close this message; without it one stays until what it says is mended.
    void allowDismissal();

Q_SIGNALS:
    void actionTriggered();
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    theme::Tone m_severity = theme::Tone::Info;
    GlyphLabel* m_glyph;
    Text* m_title;
    Text* m_message;
    QPushButton* m_action;
    QToolButton* m_close;
};

} // namespace meson::widgets
