// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/pages/page.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace meson::widgets {
class Card;
class Switch;
class Text;
} // namespace meson::widgets

namespace meson::pages {

/// What is not set on the page it concerns: appearance, the node's name and rewards, the network,
/// window and tray. Everything holds at once; a wrong value is said beside its field and not taken.
/// Thread: ui.
class SettingsPage : public Page {
    Q_OBJECT

public:
    SettingsPage(bridge::MinerModel& model, QWidget* parent);

private:
    using Change = std::function<void(node::MinerSettings&)>;

    QWidget* makeAppearance();
    QWidget* makeNode();
    QWidget* makeNetwork();
    QWidget* makeWindow();
    void takeSettings();
    void change(const Change& change);
    void takeText(
        QLineEdit* field, widgets::Text* problem,
        std::optional<node::SettingProblem> (*check)(std::string_view), const Change& set);
    static void addRow(QFormLayout& form, const QString& name, QWidget* field);

    bridge::MinerModel& m_model;
    QComboBox* m_theme;
    QComboBox* m_language;
    QDoubleSpinBox* m_textScale;
    QLineEdit* m_name;
    widgets::Text* m_nameProblem;
    QLineEdit* m_payout;
    widgets::Text* m_payoutProblem;
    widgets::Text* m_network;
    QSpinBox* m_port;
    widgets::Switch* m_mapPort;
    widgets::Switch* m_keepAwake;
    QComboBox* m_onClose;
    QComboBox* m_trayColor;
};

} // namespace meson::pages
