// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/live_edit.h"
#include "ui/widgets/card.h"

class QFrame;

namespace meson::widgets {
class DiskBar;
class Legend;
class LimitEditor;
class Pill;
class Switch;
} // namespace meson::widgets

namespace meson::pages {

/// One folder on one disk: what fills the disk, and how much of it is given. Thread: ui.
class VolumeRow : public QWidget {
    Q_OBJECT

public:
    VolumeRow(LiveEdit& edit, std::size_t place, const store::VolumeOptions& options);
    void take(const store::VolumeStatus& status, const store::VolumeOptions& options);
    void takeOptions(const store::VolumeOptions& options);

private:
    const std::size_t m_place;
    const QString m_folder;
    const qint64 m_diskSize; ///< octets; 0: the system does not tell
    widgets::Pill* m_state;
    widgets::Text* m_words;
    widgets::DiskBar* m_bar;
    widgets::Legend* m_legend;
    widgets::LimitEditor* m_quota;
    widgets::Switch* m_readOnly;
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
    void askForFolder();

    bridge::MinerModel& m_model;
    LiveEdit& m_edit;
    QList<VolumeRow*> m_rows;
    widgets::Text* m_problem;
};

} // namespace meson::pages
