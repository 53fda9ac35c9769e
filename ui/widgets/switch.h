// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>

namespace meson::widgets {

/// On or off, in force at once. To Qt and to screen readers it is a check box; its knob also shows
/// a tick when it is on, so that colour is not the only sign. Thread: ui.
class Switch : public QCheckBox {
    Q_OBJECT

public:
    explicit Switch(const QString& text = {}, QWidget* parent = nullptr);

    /// How far into the control its text begins: what belongs under the text stands there too.
    static int textIndent();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool hitButton(const QPoint& position) const override { return rect().contains(position); }
};

} // namespace meson::widgets
