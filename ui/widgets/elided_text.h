// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/text.h"

namespace meson::widgets {

/// One line that gives up its end rather than ask for room; the tool tip has all of it. Thread: ui.
class ElidedText : public Text {
    Q_OBJECT

public:
    using Text::Text;

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace meson::widgets
