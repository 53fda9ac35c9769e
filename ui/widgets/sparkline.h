// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/graphic.h"

#include <QList>

namespace meson::widgets {

/// A word-sized line of recent values, scaled from zero to the greatest. Thread: ui.
class Sparkline : public Graphic {
    Q_OBJECT

public:
    /// `name` is what the values measure.
    explicit Sparkline(const QString& name, QWidget* parent = nullptr);

    /// Oldest first; not-a-number leaves a gap. `summary` says in words what the line shows.
    void setValues(const QList<double>& values, const QString& summary);

    /// Which of the theme's chart colours.
    void setSeries(int series);

    QSize sizeHint() const override { return {120, 40}; }
    QSize minimumSizeHint() const override { return {48, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<double> m_values;
    int m_series = 0;
};

} // namespace meson::widgets
