// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/ledger.h"
#include "ui/bridge/money.h"
#include "ui/widgets/time_chart.h"

namespace meson::pages {

/// What was earned over time, stacked by source. Thread: ui.
class EarningsChart : public widgets::TimeChart {
    Q_OBJECT

public:
    /// Whether what penalties took hangs below the line.
    enum class Penalties { LeftOut, Drawn };

    EarningsChart(const QString& name, Penalties penalties, QWidget* parent = nullptr);

    void setLedger(const bridge::Ledger& ledger, const bridge::MoneyFormat& format);

private:
    const Penalties m_penalties;
};

} // namespace meson::pages
