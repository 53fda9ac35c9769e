// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>
#include <chrono>

namespace meson::widgets {

/// Short confirmations in the lower corner of a window: "Copied". They go by themselves, wait while
/// the mouse is on them, and never hold what must not be missed. Thread: ui.
class ToastArea : public QWidget {
    Q_OBJECT

public:
    /// Lies over `window`, which owns it.
    explicit ToastArea(QWidget& window);

    /// How long a toast stays; 5 s before this is called.
    void setDuration(std::chrono::milliseconds duration);

    void show(theme::Tone tone, const QString& text);

    int count() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    std::chrono::milliseconds m_duration{5000};
};

} // namespace meson::widgets
