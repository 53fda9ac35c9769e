// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/pages/page.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QTreeView;
class QStackedWidget;

namespace meson::widgets {
class Card;
class EmptyState;
class Text;
} // namespace meson::widgets

namespace meson::pages {

class EventLog;

/// Alerts that stand, each with its effect and remedy, and under them the log of what happened by
/// day. It asks for news only while it is seen. Thread: ui.
class ActivityPage : public Page {
    Q_OBJECT

public:
    ActivityPage(bridge::MinerModel& model, QWidget* parent);

    /// Writes what the filters show to a file, CSV or JSON by the name's end; a sentence when it
    /// cannot be written.
    std::optional<QString> exportTo(const QString& file) const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeLog();
    QLayout* makeFilters();
    void refresh();
    void takeAlerts(const std::vector<metrics::JournalEntry>& alerts);
    void takeLog(std::vector<metrics::JournalEntry> entries);
    QWidget* makeAlert(const metrics::JournalEntry& alert);
    void askForFile();

    bridge::MinerModel& m_model;
    widgets::Card* m_alerts;
    std::vector<metrics::JournalEntry> m_shownAlerts;
    QLineEdit* m_search = nullptr;
    QComboBox* m_severity = nullptr;
    QComboBox* m_type = nullptr;
    EventLog* m_log = nullptr;
    QTreeView* m_view = nullptr;
    QStackedWidget* m_stack = nullptr;
    QTimer m_timer;
};

} // namespace meson::pages
