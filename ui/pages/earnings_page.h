// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/forecast.h"
#include "ui/bridge/ledger.h"
#include "ui/bridge/money.h"
#include "ui/pages/page.h"

#include <QTimer>
#include <set>

class QStackedWidget;
class QTreeView;

namespace meson::widgets {
class Card;
class SegmentedControl;
class StatCard;
class Text;
} // namespace meson::widgets

namespace meson::pages {

class CostsCard;
class EarningsChart;
class EarningsTable;
class StatementCard;

/// What the node earned, by time and source, down to each signed statement: every figure is a sum
/// of the ledger, or says from which of the owner's own figures it is derived. Thread: ui.
class EarningsPage : public Page {
    Q_OBJECT

public:
    EarningsPage(bridge::MinerModel& model, QWidget* parent);

    /// Writes the statements of the time shown as a table (RFC 4180); what went wrong, as a
    /// sentence.
    std::optional<QString> exportTo(const QString& file) const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeHeader();
    QWidget* makeCards();
    QWidget* makeLedger();
    QWidget* makeTable();
    void addBadge(widgets::Card& card);

    void refresh();
    void takeSums();
    void takeForecast();
    void takePending();
    void takeTable();
    void takeNotes();
    void takeUnit();
    void askForUsage();
    void takeUsage();
    void askForFile();
    QDateTime now() const;

    bridge::MinerModel& m_model;
    widgets::SegmentedControl* m_unit;
    widgets::SegmentedControl* m_span;
    widgets::StatCard* m_earned;
    widgets::StatCard* m_average;
    widgets::StatCard* m_forecast;
    widgets::StatCard* m_lost;
    widgets::StatCard* m_pending;
    widgets::StatCard* m_net;
    EarningsChart* m_chart;
    QStackedWidget* m_views;
    QTreeView* m_view;
    EarningsTable* m_table;
    widgets::Text* m_notes;
    StatementCard* m_statement;
    CostsCard* m_costs;
    bridge::Usage m_usage; ///< of the time shown
    int m_asked = 0;       ///< answers to earlier questions are dropped
    QTimer m_timer;        ///< time moves on without statements too
};

} // namespace meson::pages
