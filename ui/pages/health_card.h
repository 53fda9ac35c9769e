// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/bridge/record_sums.h"
#include "ui/widgets/card.h"
#include "ui/widgets/health_list.h"

namespace meson::pages {

/// What was seen of the node, row by row; a row leads to the page with more of it. Thread: ui.
class HealthCard : public widgets::Card {
    Q_OBJECT

public:
    explicit HealthCard(bridge::MinerModel& model, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void askUptime(std::chrono::seconds span);
    void refresh();
    void add(bridge::PageId page, const widgets::Health& row);
    void addNode(const node::MinerSnapshot& now);
    void addComputer(const terminal::TerminalSnapshot& terminal);
    void addContact(const terminal::TerminalSnapshot& terminal);
    widgets::Health uptime() const;
    widgets::Health penalties() const;

    bridge::MinerModel& m_model;
    widgets::HealthList* m_list;
    QList<widgets::Health> m_rows;
    std::vector<bridge::PageId> m_pages; ///< where each row leads
    std::optional<bridge::Uptime> m_uptime;
    QTimer m_timer;
};

} // namespace meson::pages
