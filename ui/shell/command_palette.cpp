// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/theme/metrics.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace meson::shell {

namespace space = theme::space;

namespace {
constexpr QSize kSize(440, 360);
} // namespace

CommandPalette::CommandPalette(const QList<QAction*>& commands, QWidget* parent)
    : QDialog(parent)
    , m_commands(commands)
    , m_search(new QLineEdit)
    , m_list(new QListWidget) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Commands"));
    resize(kSize);
    m_search->setPlaceholderText(tr("Go to a page or run a command"));
    m_search->setAccessibleName(tr("Search commands"));
    m_search->installEventFilter(this);
    m_list->setAccessibleName(tr("Commands"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    column->setSpacing(space::kSmall);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemActivated, this, &CommandPalette::run);
    filter({});
    m_search->setFocus();
}

void CommandPalette::filter(const QString& text) {
    m_list->clear();
    for (qsizetype i = 0; i < m_commands.size(); ++i) {
        const QAction& command = *m_commands[i];
        if (!command.text().contains(text, Qt::CaseInsensitive))
            continue;
        const QString keys = command.shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(
            keys.isEmpty() ? command.text() : command.text() + QStringLiteral("    ") + keys,
            m_list);
        item->setData(Qt::UserRole, i);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    QAction* command = m_commands[item->data(Qt::UserRole).toLongLong()];
    close();
    command->trigger();
}

/// The arrows move in the list while the field keeps the keyboard.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int step = key == Qt::Key_Down ? 1 : -1;
            m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace meson::shell
