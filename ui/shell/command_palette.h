// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAction;
class QLineEdit;
class QListWidget;

namespace meson::shell {

/// Every page and command by name: type a part of it, Enter runs it. Deletes itself. Thread: ui.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const QList<QAction*>& commands, QWidget* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void run();

    const QList<QAction*> m_commands;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace meson::shell
