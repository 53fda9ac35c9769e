// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"

namespace meson::widgets {

class DiskBar;
class Pill;

/// How a figure moved against the span before.
enum class Change { Better, Worse, Same };

/// A card with one figure: title, hero figure, a line under it and how it changed. Thread: ui.
class StatCard : public Card {
    Q_OBJECT

public:
    explicit StatCard(const QString& title, QWidget* parent = nullptr);

    /// `unit` stands small beside the figure; an empty figure shows a dash.
    void setFigure(const QString& figure, const QString& unit = {});
    void setDetail(const QString& detail);
    void setDelta(const QString& delta, Change change);
    void clearDelta();

    /// A thin bar under the figure; `share` is 0…1 and `meaning` names it for screen readers.
    void setMeter(double share, const QString& meaning);

    /// Marks the figure as play money or the like.
    void setBadge(const QString& badge);

private:
    void describe();

    Text* m_figure;
    Text* m_unit;
    Text* m_detail;
    Pill* m_delta;
    DiskBar* m_meter = nullptr;
    Pill* m_badge = nullptr;
};

} // namespace meson::widgets
