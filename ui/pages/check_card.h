// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/widgets/card.h"

class QTreeWidget;
class QTreeWidgetItem;

namespace meson::widgets {
class GlyphLabel;
}

namespace meson::pages {

/// "Does it add up?": on request every figure of every kept statement is computed again, from this
/// node's own receipts to the balance, and each difference is listed with what explains it, or
/// that nothing does. Thread: ui.
class CheckCard : public widgets::Card {
    Q_OBJECT

public:
    explicit CheckCard(const bridge::MinerModel& model, QWidget* parent = nullptr);

    void check();

private:
    void addFigure(terminal::Figure figure, const std::vector<terminal::CheckLine>& lines);
    void addExplained(QTreeWidgetItem* row, const std::vector<terminal::CheckLine>& lines);
    void addDifferent(QTreeWidgetItem* row, const std::vector<terminal::CheckLine>& lines);

    const bridge::MinerModel& m_model;
    QWidget* m_headline;
    widgets::GlyphLabel* m_glyph;
    widgets::Text* m_verdict;
    QTreeWidget* m_list;
};

} // namespace meson::pages
