// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/forecast.h"
#include "ui/widgets/card.h"

class QLineEdit;

namespace meson::widgets {
class NumberField;
}

namespace meson::pages {

/// What the owner enters to see earnings in money and after costs: the price of a token, its
/// currency, power and data. All may be left out; nothing is fetched from anywhere. Thread: ui.
class CostsCard : public widgets::Card {
    Q_OBJECT

public:
    explicit CostsCard(bridge::MinerModel& model, QWidget* parent = nullptr);

    /// What was earned and what the node used in the time shown.
    void setShown(base::MicroTokens earned, const bridge::Usage& usage);

private:
    using Value = double node::MinerSettings::*;

    widgets::NumberField* addNumber(const QString& name, double greatest, Value value);
    void addCurrency();
    void takeSettings();
    void change(const std::function<void(node::MinerSettings&)>& change);
    void describe();

    bridge::MinerModel& m_model;
    QVBoxLayout* m_form;
    QLineEdit* m_currency = nullptr;
    widgets::Text* m_currencyProblem = nullptr;
    widgets::NumberField* m_token;
    widgets::NumberField* m_watts;
    widgets::NumberField* m_power;
    widgets::NumberField* m_data;
    widgets::Text* m_result;
    base::MicroTokens m_earned;
    bridge::Usage m_usage;
};

} // namespace meson::pages
