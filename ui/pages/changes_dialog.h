// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QJsonObject>

#include "ui/pages/setting_fields.h"

class QPushButton;
class QTreeWidget;

namespace meson::widgets {
class Text;
}

namespace meson::pages {

/// Settings that are about to become others: each with what it is now and what it would be, to be
/// taken or left. Accepting puts those taken in force at once. Thread: ui.
class ChangesDialog : public QDialog {
    Q_OBJECT

public:
    /// What differs in `wanted` among `fields`; `words` says where it comes from.
    ChangesDialog(
        bridge::MinerModel& model, const std::vector<SettingField>& fields,
        const node::MinerSettings& wanted, const QString& title, const QString& words,
        QWidget* parent);

    int changes() const { return static_cast<int>(m_fields.size()); }
    void accept() override;

private:
    void addRow(const SettingField& field);
    /// The settings with what is taken; nothing where one of them is of no use.
    std::optional<node::MinerSettings> chosen() const;
    void refresh();

    bridge::MinerModel& m_model;
    const QJsonObject m_now;
    const QJsonObject m_wanted;
    std::vector<SettingField> m_fields; ///< those that differ, in the order of the rows
    QTreeWidget* m_rows;
    widgets::Text* m_problem;
    QPushButton* m_apply;
};

} // namespace meson::pages
