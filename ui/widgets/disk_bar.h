// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/graphic.h"
#include "ui/widgets/part.h"

namespace meson::widgets {

/// One bar divided by what fills it: a physical disk, a month's cap. Thread: ui.
class DiskBar : public Graphic {
    Q_OBJECT

public:
    enum class Size { Thin, Normal };

    explicit DiskBar(Size size = Size::Normal, QWidget* parent = nullptr);

    /// `whole` in the same unit as the parts' amounts; what the parts leave is drawn empty.
    void setParts(const QList<Part>& parts, double whole);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {64, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    const Part* partAt(double x) const;

    const Size m_size;
    QList<Part> m_parts;
    double m_whole = 0;
};

} // namespace meson::widgets
