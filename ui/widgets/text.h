// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/metrics.h"
#include "ui/theme/tokens.h"

#include <QLabel>

namespace meson::widgets {

/// A label in a step of the type scale and a tone; both follow the theme. Plain text only, so that
/// nothing that came over the network is ever read as markup. Thread: ui.
class Text : public QLabel {
    Q_OBJECT

public:
    explicit Text(
        const QString& text, theme::Type type = theme::Type::Body,
        theme::Tone tone = theme::Tone::Plain, QWidget* parent = nullptr);

    void setTone(theme::Tone tone);
    theme::Tone tone() const { return m_tone; }

    /// Breaks lines instead of asking for the width of one line.
    void wrap();

protected:
    void changeEvent(QEvent* event) override;

private:
    void dress();

    const theme::Type m_type;
    theme::Tone m_tone;
};

} // namespace meson::widgets
