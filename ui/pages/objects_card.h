// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/widgets/card.h"

#include <QTimer>

class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace meson::pages {

class ObjectTable;

/// The list of what is cached, with what can be done to one object: check it, delete it, refuse its
/// site. Thread: ui.
class ObjectsCard : public widgets::Card {
    Q_OBJECT

public:
    explicit ObjectsCard(bridge::MinerModel& model, QWidget* parent = nullptr);

    /// As if it were typed into the search field.
    void search(const QString& text);

Q_SIGNALS:
    /// An object is being checked, and how that ended.
    void checking(const QString& id);
    void checked(const QString& id, bool isSound);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QLayout* makeActions();
    void takeSelection();
    void keepSelection();
    void showSelection();
    void verifySelected();
    void deleteSelected();
    void refuseSelected();
    void
    ask(const QString& question, const QString& consequence, const QString& confirm,
        std::function<void()> confirmed);

    bridge::MinerModel& m_model;
    ObjectTable* m_table;
    QTableView* m_view;
    QStackedWidget* m_stack;
    QLineEdit* m_search;
    widgets::Text* m_count;
    widgets::Text* m_result;
    QPushButton* m_verify;
    QPushButton* m_delete;
    QPushButton* m_refuse;
    std::optional<store::StoredObject> m_selected;
    bool m_isKeeping = false; ///< the selection follows its object
    QTimer m_typed;
    QTimer m_refresh;
};

} // namespace meson::pages
