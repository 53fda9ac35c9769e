// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/live_edit.h"
#include "ui/pages/page.h"

#include <array>

namespace meson::widgets {
class Banner;
class BlockMap;
class Card;
class Donut;
class StatCard;
} // namespace meson::widgets

namespace meson::pages {

class ObjectsCard;
class VolumesCard;

/// What is lent, what fills it, and each object in it. Thread: ui.
class StoragePage : public Page {
    Q_OBJECT

public:
    StoragePage(bridge::MinerModel& model, QWidget* parent);

protected:
    void showEvent(QShowEvent* event) override;

private:
    /// Objects whose id begins with the same two hexadecimal digits.
    static constexpr int kCells = 256;

    QWidget* makeQuota();
    QWidget* makeFigures();
    QWidget* makeMap();
    void takeSettings();
    void takeSnapshot();
    void takeDisks(const terminal::TerminalSnapshot& now);
    void takeFigures(const terminal::TerminalSnapshot& now);
    void askForCells();
    void askForCells(std::int64_t offset, std::array<bool, kCells> filled);
    void takeCells(const std::array<bool, kCells>& filled);
    void lightUp(const std::vector<store::StoredObject>& lastChecked);

    bridge::MinerModel& m_model;
    LiveEdit m_edit;
    widgets::Banner* m_banner;
    widgets::Donut* m_donut = nullptr;
    widgets::StatCard* m_objects = nullptr;
    widgets::StatCard* m_answered = nullptr;
    widgets::StatCard* m_removed = nullptr;
    widgets::StatCard* m_checks = nullptr;
    widgets::BlockMap* m_map = nullptr;
    VolumesCard* m_volumes;
    ObjectsCard* m_list;
    std::array<bool, kCells> m_filled{};
    base::WallTime m_lit; ///< objects checked up to then have lit their cell
    QTimer m_cells;
};

} // namespace meson::pages
