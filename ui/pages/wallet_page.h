// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/pages/page.h"

class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace meson::widgets {
class StatCard;
class Text;
} // namespace meson::widgets

namespace meson::pages {

class CreditTable;

/// Where rewards go, and what the Router's signed books say stands to this node's credit. Thread:
/// ui.
class WalletPage : public Page {
    Q_OBJECT

public:
    WalletPage(bridge::MinerModel& model, QWidget* parent);

    /// Writes the lines shown as a table (RFC 4180); what went wrong, as a sentence.
    std::optional<QString> exportTo(const QString& file) const;

private:
    QWidget* makeCards();
    QWidget* makeAddress();
    QWidget* makePayout();
    QWidget* makeCredits();

    void addressTyped();
    void saveAddress();
    void takeSettings();
    void takeEarnings();
    void askForFile();

    bridge::MinerModel& m_model;
    widgets::StatCard* m_balance;
    widgets::StatCard* m_month;
    widgets::StatCard* m_last;
    QLineEdit* m_address;
    widgets::Text* m_addressState;
    QPushButton* m_copy;
    widgets::Text* m_payout;
    QStackedWidget* m_views;
    CreditTable* m_credits;
};

} // namespace meson::pages
