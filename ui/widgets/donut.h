// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/graphic.h"
#include "ui/widgets/part.h"

namespace meson::widgets {

class DonutRing;
class Legend;

/// A ring of parts with the whole in its middle and the list of values beside it. Thread: ui.
class Donut : public QWidget {
    Q_OBJECT

public:
    explicit Donut(QWidget* parent = nullptr);

    /// What the parts make up: the figure in the middle and the word under it.
    void setWhole(const QString& figure, const QString& caption);

    /// Parts beyond the whole are drawn as one over-full ring.
    void setParts(const QList<Part>& parts);

    QString summary() const;

private:
    DonutRing* m_ring;
    Legend* m_legend;
};

} // namespace meson::widgets
