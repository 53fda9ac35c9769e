// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/setting_row.h"

class QLineEdit;
class QPushButton;

namespace meson::widgets {
class Card;
class EmptyState;
class NavButton;
class SegmentedControl;
} // namespace meson::widgets

namespace meson::pages {

/// All settings: a section at a time, or what a search finds in all of them. Everything holds at
/// once; a wrong value is said beside its field and not taken. Thread: ui.
class SettingsPage : public Page {
    Q_OBJECT

public:
    SettingsPage(bridge::MinerModel& model, QWidget* parent);

private:
    struct Section {
        SettingSection id;
        widgets::Card* card; ///< of its fields
        QPushButton* revert;
        std::vector<SettingRow*> rows;
    };

    void makeHeader();
    void makeSections();
    Section makeSection(SettingSection id);
    void takeSettings();
    QLayout* makeList();
    void showSection(SettingSection id);
    void showSetting(const QString& key);
    void filter();
    void revert(const Section& section);
    bool isShown(const SettingRow& row) const;

    bridge::MinerModel& m_model;
    const std::vector<SettingField> m_fields;
    QLineEdit* m_search;
    widgets::SegmentedControl* m_level;
    std::vector<widgets::NavButton*> m_list; ///< by SettingSection
    SettingSection m_current = SettingSection::General;
    QVBoxLayout* m_cards;
    std::vector<Section> m_sections;
    QWidget* m_privacy;
    QWidget* m_care;
    QWidget* m_about;
    widgets::EmptyState* m_nothing;
};

} // namespace meson::pages
