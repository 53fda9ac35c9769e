// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/live_edit.h"
#include "ui/widgets/card.h"

class QPushButton;

namespace meson::widgets {
class DiskBar;
class Legend;
class LimitEditor;
class Pill;
class Switch;
} // namespace meson::widgets

namespace meson::pages {

/// One folder on one disk: what fills the disk, how much of it is given, and how far its objects
/// have moved away while it is given back. Thread: ui.
class VolumeRow : public QWidget {
    Q_OBJECT

public:
    VolumeRow(LiveEdit& edit, std::size_t place, const store::VolumeOptions& options);
    /// Whether what moves away has somewhere to go.
    enum class Elsewhere { HasRoom, IsFull };
    void take(const store::VolumeStatus& status, Elsewhere elsewhere);
    void takeOptions(const store::VolumeOptions& options);
    /// How many other folders its objects could go to.
    void setOthers(int count);
    /// A folder that is given back is empty: it can leave the list.
    bool isEmptied(const store::VolumeStatus& status) const;

Q_SIGNALS:
    void moveWanted();   ///< to a folder that is not chosen yet
    void removeWanted(); ///< its objects go to the other folders
    void stayWanted();

private:
    QLayout* makeActions();
    QWidget* makeProgress();
    void takeSpace(const store::VolumeStatus& status);
    void takeProgress(const store::VolumeStatus& status, Elsewhere elsewhere);

    const std::size_t m_place;
    const QString m_folder;
    const qint64 m_diskSize; ///< octets; 0: the system does not tell
    widgets::Pill* m_state;
    widgets::Text* m_words;
    widgets::DiskBar* m_bar;
    widgets::Legend* m_legend;
    widgets::LimitEditor* m_quota;
    widgets::Switch* m_readOnly;
    QPushButton* m_move = nullptr;
    QPushButton* m_remove = nullptr;
    QWidget* m_progress = nullptr;
    widgets::DiskBar* m_moved = nullptr;
    widgets::Text* m_movedWords = nullptr;
    bool m_isLeaving = false;
    std::int64_t m_most = 0; ///< objects here when moving was first seen
};

/// The folders that the owner gives. Thread: ui.
class VolumesCard : public widgets::Card {
    Q_OBJECT

public:
    VolumesCard(bridge::MinerModel& model, LiveEdit& edit, QWidget* parent = nullptr);
    void takeSettings(const node::MinerSettings& settings);
    void takeVolumes(const std::vector<store::VolumeStatus>& volumes);

private:
    void add(const QString& folder);
    void askForFolder(const QString& title, std::function<void(const QString&)> chosen);
    void connectRow(VolumeRow& row, std::size_t place);
    void askToMove(std::size_t place);
    void moveTo(std::size_t place, const QString& folder);
    void askToRemove(std::size_t place);
    void setUse(std::size_t place, store::VolumeUse use);
    void take(node::MinerSettings settings);
    void takeOut(const std::filesystem::path& folder);

    bridge::MinerModel& m_model;
    LiveEdit& m_edit;
    QList<VolumeRow*> m_rows;
    widgets::Text* m_problem;
};

} // namespace meson::pages
