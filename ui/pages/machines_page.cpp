// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/machines_page.h"

#include "ui/pages/machine_dialogs.h"
#include "ui/theme/metrics.h"
#include "ui/theme/painting.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTableView>

namespace meson::pages {

namespace space = theme::space;
using theme::Tone;

namespace {

constexpr int kRowsSeen = 6;

/// Writes each cell in its tone, but in the row that is chosen.
class ToneDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto tone = static_cast<Tone>(index.data(MachineTable::kToneRole).toInt());
        option->palette.setColor(
            QPalette::Text, theme::toneColor(theme::tokensOf(option->widget), tone));
    }
};

QPushButton* makeButton(const QString& text, const QString& name) {
    auto* button = new QPushButton(text);
    button->setAccessibleName(name);
    return button;
}

} // namespace

MachinesPage::MachinesPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Machines"), parent)
    , m_model(model)
    , m_table(new MachineTable(model, this)) {
    auto* attach = new QPushButton(tr("Attach a machine…"));
    theme::setButtonRole(*attach, theme::ButtonRole::Primary);
    addToHeader(attach);
    column()->addWidget(makeTable());
    column()->addWidget(makeSteps());
    column()->addStretch(1);
    connect(attach, &QPushButton::clicked, this, &MachinesPage::openAttach);
    connect(m_table, &MachineTable::modelReset, this, &MachinesPage::refresh);
    connect(m_table, &MachineTable::dataChanged, this, &MachinesPage::refresh);
    connect(
        m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (!current.isValid())
                return;
            m_chosen = m_table->line(current.row()).attached;
            showChosen();
        });
    refresh();
}

QWidget* MachinesPage::makeTable() {
    auto* card = new widgets::Card(tr("Your machines"));
    card->setInfo(infoOf(
        tr("Your machines"),
        tr("Each is asked every two seconds how it is, over a connection that only its own key can "
           "answer. What a machine earned comes from its own signed statements. Grey figures are "
           "what a machine said last; what holds only for a moment, its rate and whether it is "
           "reached, is left out then."),
        tr("Tokens today: serving and standby of the statements that ended since midnight here. "
           "Sending: the mean of 10 s. Stored: with the index. Requests: since its start.")));
    m_view = new QTableView;
    m_view->setModel(m_table);
    m_view->setItemDelegate(new ToneDelegate(m_view));
    m_view->setAccessibleName(tr("Your machines"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(theme::size::kRow);
    QHeaderView* header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSortIndicator(-1, Qt::AscendingOrder); // as they were attached
    m_view->setSortingEnabled(true);
    m_problem = new widgets::Text({}, theme::Type::Body, Tone::Error);
    m_problem->wrap();
    card->body()->addWidget(m_problem);
    card->body()->addWidget(m_view);
    card->body()->addLayout(makeActions());
    return card;
}

QLayout* MachinesPage::makeActions() {
    m_name = new widgets::Text({}, theme::Type::Strong);
    m_reason = new widgets::Text({}, theme::Type::Body, Tone::Muted);
    m_reason->wrap();
    m_pause = makeButton({}, {});
    m_limit = makeButton(tr("Upload limit…"), tr("Upload limit of the chosen machine"));
    m_forget = makeButton(tr("Forget…"), tr("Forget the chosen machine"));
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_name);
    words->addWidget(m_reason);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    row->addLayout(words, 1);
    for (QPushButton* button : {m_pause, m_limit, m_forget})
        row->addWidget(button, 0, Qt::AlignTop);
    connect(m_pause, &QPushButton::clicked, this, &MachinesPage::pauseChosen);
    connect(m_limit, &QPushButton::clicked, this, &MachinesPage::limitChosen);
    connect(m_forget, &QPushButton::clicked, this, &MachinesPage::forgetChosen);
    return row;
}

/// What to do, while no other machine is attached.
QWidget* MachinesPage::makeSteps() {
    auto* card = new widgets::Card;
    card->body()->addWidget(
        new widgets::Text(tr("Watch your other machines from here"), theme::Type::Heading));
    auto* why = new widgets::Text(
        tr("Terminals without a screen can be watched, paused and limited here once you let this "
           "app in there. Two steps:"));
    why->wrap();
    card->body()->addWidget(why);
    const QString steps[] = {
        tr("1. There, let the Terminal listen for your apps, on a port of your choice:"),
        QStringLiteral("meson-network terminal … --remote-control 8091"),
        tr("2. There, make a line for this app, then attach it here with that line:"),
        QStringLiteral("meson-network pair")};
    for (const QString& step : steps) {
        const bool isCommand = step.startsWith(QLatin1String("meson-network"));
        auto* text = new widgets::Text(
            step, isCommand ? theme::Type::Strong : theme::Type::Body,
            isCommand ? Tone::Accent : Tone::Plain);
        text->wrap();
        if (isCommand) {
            text->setTextInteractionFlags(Qt::TextSelectableByMouse);
            text->setIndent(space::kMedium);
        }
        card->body()->addWidget(text);
    }
    m_steps = card;
    return card;
}

void MachinesPage::refresh() {
    const node::MachineList& list = m_model.machines().list();
    m_problem->setText(bridge::engineSentence(list.problem));
    m_problem->setVisible(!list.problem.empty());
    m_steps->setVisible(list.machines.empty());
    fitColumns();
    choose(m_chosen);
    showChosen();
}

/// Each as wide as its words; the first takes what is left. The table is as high as its rows.
void MachinesPage::fitColumns() {
    const QAbstractItemView* cells = m_view;
    const QFontMetrics words = m_view->horizontalHeader()->fontMetrics();
    int rest = m_view->viewport()->width();
    for (int column = MachineTable::kColumns - 1; column >= 0; --column) {
        const QString title =
            m_table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const int width = std::max(
            cells->sizeHintForColumn(column), words.horizontalAdvance(title) + 2 * space::kMedium);
        m_view->setColumnWidth(column, column > 0 ? width : std::max(width, rest));
        rest -= width;
    }
    const int rows = std::min(m_table->rowCount(), kRowsSeen);
    const int scrollBar = rest < 0 ? m_view->horizontalScrollBar()->sizeHint().height() : 0;
    m_view->setFixedHeight(
        m_view->horizontalHeader()->sizeHint().height() + rows * theme::size::kRow + scrollBar +
        space::kTight);
}

void MachinesPage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    fitColumns();
}

/// This computer where that machine is gone.
void MachinesPage::choose(const std::optional<base::NodeId>& machine) {
    const int row = std::max(0, m_table->rowOf(machine));
    m_chosen = m_table->line(row).attached;
    if (m_view->currentIndex().row() != row)
        m_view->selectRow(row);
}

const MachineLine& MachinesPage::chosen() const {
    return m_table->line(std::max(0, m_table->rowOf(m_chosen)));
}

void MachinesPage::showChosen() {
    const MachineLine& line = chosen();
    m_name->setText(
        line.where.isEmpty() ? line.name : QStringLiteral("%1 · %2").arg(line.name, line.where));
    m_reason->setText(
        line.status.reason.isEmpty()
            ? line.status.word
            : QStringLiteral("%1: %2").arg(line.status.word, line.status.reason));
    m_pause->setText(line.isPaused() ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(
        line.isPaused() ? tr("Resume the chosen machine") : tr("Pause the chosen machine"));
    m_pause->setEnabled(line.isHeard);
    m_limit->setEnabled(line.isHeard);
    m_forget->setEnabled(line.attached.has_value());
}

void MachinesPage::openAttach() {
    auto* dialog = new AttachDialog(m_model.machines(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MachinesPage::pauseChosen() {
    const MachineLine& line = chosen();
    if (!line.attached)
        return line.isPaused() ? m_model.resume() : m_model.pause({});
    if (line.isPaused())
        m_model.machines().resume(*line.attached);
    else
        m_model.machines().pause(*line.attached);
}

void MachinesPage::limitChosen() {
    const MachineLine& line = chosen();
    if (!line.now)
        return;
    const QString note =
        line.attached ? tr("In force at once, until that Terminal starts again: then its own "
                           "settings rule. Its schedule and second limit go on.")
                      : tr("In force at once, and kept. The same as on the page Bandwidth.");
    auto* dialog = new MachineLimitDialog(line.name, line.now->rules.limit, note, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, machine = line.attached] {
        setLimit(machine, dialog->limit());
    });
    dialog->open();
}

void MachinesPage::setLimit(
    const std::optional<base::NodeId>& machine, base::BytesPerSecond limit) {
    if (machine)
        return m_model.machines().setUploadLimit(*machine, limit);
    node::MinerSettings settings = m_model.settings();
    settings.rules.limit = limit;
    m_model.setSettings(std::move(settings));
}

void MachinesPage::forgetChosen() {
    const MachineLine& line = chosen();
    if (!line.attached)
        return;
    auto* dialog = new widgets::ConfirmDialog(
        tr("Forget %1?").arg(line.name),
        tr("It goes on serving and earning. To attach it again you need a new line from it."),
        tr("Forget"), widgets::Danger::None, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, machine = *line.attached] {
        m_model.machines().forget(machine);
    });
    dialog->open();
}

} // namespace meson::pages
