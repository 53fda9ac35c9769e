// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/machines.h"
#include "ui/bridge/miner_model.h"

#include <QAbstractTableModel>

namespace meson::pages {

/// What is shown of one machine. This computer has no id of a machine.
struct MachineLine {
    std::optional<base::NodeId> attached;
    QString name;
    QString where; ///< "192.0.2.7:8091"; empty for this computer
    bridge::MachineStatus status;
    bridge::Reachability reachability;
    std::optional<base::MicroTokens> today;
    bool isDemo = false;
    /// What it said last; nothing before it said anything.
    std::optional<terminal::TerminalSnapshot> now;
    bool isHeard = false; ///< it answered last time: it can be told what to do
    QString version;
    std::optional<base::WallTime> seen; ///< nothing: never, since this program began

    bool isPaused() const { return now && now->phase == terminal::TerminalPhase::Paused; }
};

/// This computer and the owner's other machines side by side, this computer always first. Rows stay
/// what they are while their order does. Thread: ui.
class MachineTable : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, State, Today, Sending, Stored, Requests, Outside, Version, Seen, kColumns };

    /// A theme::Tone, as a number.
    static constexpr int kToneRole = Qt::UserRole;

    MachineTable(bridge::MinerModel& model, QObject* parent);

    void refresh();
    const MachineLine& line(int row) const { return m_lines[static_cast<std::size_t>(row)]; }
    /// The row of that machine, or of this computer; -1 if it is not there.
    int rowOf(const std::optional<base::NodeId>& machine) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    MachineLine here() const;
    MachineLine lineOf(const node::AttachedMachine& machine) const;
    void put(std::vector<MachineLine>& lines) const;
    QString textOf(const MachineLine& line, int column) const;
    theme::Tone toneOf(const MachineLine& line, int column) const;
    QString hintOf(const MachineLine& line, int column) const;

    bridge::MinerModel& m_model;
    std::vector<MachineLine> m_lines;
    int m_column = -1; ///< as attached
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace meson::pages
