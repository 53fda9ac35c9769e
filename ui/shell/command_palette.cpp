// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/command_palette.h"

#include "ui/theme/metrics.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace meson::shell {

namespace space = theme::space;

namespace {

constexpr QSize kSize(440, 404);
constexpr int kKeys = Qt::UserRole + 1;

/// The command's name, and at the end of the row the keys that run it.
class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index)
        const override {
        QStyledItemDelegate::paint(painter, option, index);
        const QString keys = index.data(kKeys).toString();
        const bool isSelected = option.state & QStyle::State_Selected;
        painter->setFont(theme::font(theme::Type::Caption));
        painter->setPen(option.palette.color(
            isSelected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(
            option.rect.adjusted(space::kMedium, 0, -space::kMedium, 0),
            int(QStyle::visualAlignment(option.direction, Qt::AlignRight)) | Qt::AlignVCenter,
            keys);
    }
};

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
    m_list->setItemDelegate(new CommandDelegate(m_list));
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
        auto* item = new QListWidgetItem(command.text(), m_list);
        item->setData(Qt::UserRole, i);
        item->setData(kKeys, keys);
        item->setData(
            Qt::AccessibleTextRole,
            keys.isEmpty() ? command.text() : command.text() + QStringLiteral(", ") + keys);
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
