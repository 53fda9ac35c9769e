// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/machine_table.h"
#include "ui/pages/page.h"

class QPushButton;
class QTableView;

namespace meson::widgets {
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// The owner's machines side by side in a table, what can be done to the one that is chosen, and
/// how another one is attached. Thread: ui.
class MachinesPage : public Page {
    Q_OBJECT

public:
    MachinesPage(bridge::MinerModel& model, QWidget* parent);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTable();
    QLayout* makeActions();
    QWidget* makeSteps();
    void refresh();
    void fitColumns();
    void choose(const std::optional<base::NodeId>& machine);
    void showChosen();
    void openAttach();
    void pauseChosen();
    void limitChosen();
    void forgetChosen();
    void setLimit(const std::optional<base::NodeId>& machine, base::BytesPerSecond limit);
    const MachineLine& chosen() const;

    bridge::MinerModel& m_model;
    MachineTable* m_table;
    QTableView* m_view = nullptr;
    std::optional<base::NodeId> m_chosen; ///< nothing: this computer
    widgets::Text* m_name = nullptr;
    widgets::Text* m_reason = nullptr;
    widgets::Text* m_problem = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_limit = nullptr;
    QPushButton* m_forget = nullptr;
    QWidget* m_steps = nullptr;
};

} // namespace meson::pages
