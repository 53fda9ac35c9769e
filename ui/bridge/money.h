// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

namespace meson::bridge {

/// "3.10 EUR": two decimals, or as many as show three figures of what is smaller than one.
QString currencyText(double amount, const QString& currency);

/// Four significant figures, but no fewer than two decimals: for what is derived, not booked.
base::MicroTokens rounded(base::MicroTokens amount);

/// How amounts are written by the owner's choice: in tokens, in money at the price that was
/// entered, or in both. Thread: ui.
class MoneyFormat {
public:
    explicit MoneyFormat(const node::MinerSettings& settings);

    /// A price and a currency were entered.
    bool hasPrice() const { return m_price > 0 && !m_currency.isEmpty(); }
    node::MoneyUnit unit() const { return m_unit; } ///< Tokens without a price
    const QString& currency() const { return m_currency; }
    double valueOf(base::MicroTokens amount) const; ///< in the currency

    /// "12.50 tokens", "3.10 EUR", "12.50 tokens (3.10 EUR)".
    QString text(base::MicroTokens amount) const;
    /// The first of them for a hero figure: "12.50" and "tokens".
    QString figure(base::MicroTokens amount) const;
    QString figureUnit() const;
    /// figure() with all six decimals of tokens, so that rows of a table align.
    QString column(base::MicroTokens amount) const;
    /// The second of Both, for the line under it; empty otherwise.
    QString besides(base::MicroTokens amount) const;

private:
    double m_price;
    QString m_currency;
    node::MoneyUnit m_unit;
};

} // namespace meson::bridge
