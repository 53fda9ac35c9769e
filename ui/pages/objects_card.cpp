// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/objects_card.h"

#include "engine/base/encoding.h"
#include "ui/pages/object_table.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/confirm_dialog.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>

namespace meson::pages {

namespace {

using namespace std::chrono_literals;

QString idText(const base::ContentId& id) {
    return QString::fromStdString(base::toHex(id.bytes));
}

} // namespace

ObjectsCard::ObjectsCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("Cached objects"), parent)
    , m_model(model)
    , m_table(new ObjectTable(model, this))
    , m_view(new QTableView)
    , m_stack(new QStackedWidget)
    , m_search(new QLineEdit)
    , m_count(new widgets::Text({}, theme::Type::Body, theme::Tone::Muted))
    , m_result(new widgets::Text({}, theme::Type::Body, theme::Tone::Muted)) {
    setInfo(infoOf(
        tr("Cached objects"),
        tr("Each object is one file of a site that the Router told this node to keep. Its content "
           "id is computed from all its bytes. Checked is when all of it was last read and "
           "compared with that id."),
        tr("content id = SHA-256 of \"meson-content-v1\", the length and the Merkle root")));
    m_view->setModel(m_table);
    m_view->setAccessibleName(tr("Cached objects"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSortingEnabled(true);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setTabKeyNavigation(false);
    m_view->setMinimumHeight(280);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(theme::size::kControl);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setSortIndicator(ObjectTable::LastUsed, Qt::DescendingOrder);
    m_view->setColumnWidth(ObjectTable::Id, 120);
    m_view->setColumnWidth(ObjectTable::Binding, 140);
    for (const int column : {ObjectTable::Size, ObjectTable::Uses}) {
        m_view->setColumnWidth(column, 80);
    }
    m_view->setColumnWidth(ObjectTable::LastUsed, 110);
    m_view->setColumnWidth(ObjectTable::Expires, 150);
    m_stack->addWidget(new widgets::EmptyState(
        theme::Glyph::Storage, tr("Nothing to show"),
        tr("No object matches. The Router orders objects as soon as it sends viewers here.")));
    m_stack->addWidget(m_view);
    m_result->wrap();
    body()->addLayout(makeActions());
    body()->addWidget(m_result);
    body()->addWidget(m_stack, 1);
    showSelection();
    connect(m_table, &ObjectTable::counted, this, [this](qint64 count) {
        m_count->setText(tr("%1 found").arg(widgets::countInWords(count)));
        m_stack->setCurrentIndex(count > 0 ? 1 : 0);
    });
    connect(m_table, &ObjectTable::modelReset, this, &ObjectsCard::keepSelection);
    connect(m_table, &ObjectTable::dataChanged, this, &ObjectsCard::keepSelection);
    connect(
        m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &ObjectsCard::takeSelection);
    m_refresh.start(3s);
    connect(&m_refresh, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            m_table->refresh();
        }
    });
}

void ObjectsCard::showEvent(QShowEvent* event) {
    Card::showEvent(event);
    m_table->refresh();
}

QLayout* ObjectsCard::makeActions() {
    m_search->setPlaceholderText(tr("Site or beginning of the content id"));
    m_search->setAccessibleName(tr("Search the cached objects"));
    m_search->setClearButtonEnabled(true);
    m_verify = new QPushButton(tr("Check"));
    m_verify->setAccessibleName(tr("Check the selected object"));
    m_delete = new QPushButton(tr("Delete…"));
    m_delete->setAccessibleName(tr("Delete the selected object"));
    m_refuse = new QPushButton(tr("Refuse site…"));
    m_refuse->setAccessibleName(tr("Refuse the selected object's site"));
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    row->addSpacing(theme::space::kSmall);
    for (QPushButton* button : {m_verify, m_delete, m_refuse}) {
        row->addWidget(button);
    }
    m_typed.setSingleShot(true);
    m_typed.setInterval(250ms);
    connect(m_search, &QLineEdit::textChanged, &m_typed, qOverload<>(&QTimer::start));
    connect(&m_typed, &QTimer::timeout, this, [this] {
        m_table->setSearch(m_search->text());
        m_view->scrollToTop();
    });
    connect(
        m_view->horizontalHeader(), &QHeaderView::sortIndicatorChanged, m_view,
        &QTableView::scrollToTop);
    connect(m_verify, &QPushButton::clicked, this, &ObjectsCard::verifySelected);
    connect(m_delete, &QPushButton::clicked, this, &ObjectsCard::deleteSelected);
    connect(m_refuse, &QPushButton::clicked, this, &ObjectsCard::refuseSelected);
    return row;
}

void ObjectsCard::search(const QString& text) {
    m_search->setText(text);
    m_search->setFocus();
}

void ObjectsCard::takeSelection() {
    if (m_isKeeping) {
        return;
    }
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    const store::StoredObject* object =
        rows.isEmpty() ? nullptr : m_table->object(rows.front().row());
    m_selected = object ? std::optional(*object) : std::nullopt;
    showSelection();
}

/// Objects change their rows all the time: what is selected is the object, not the row.
void ObjectsCard::keepSelection() {
    const auto row = m_selected ? m_table->rowOf(m_selected->id) : std::nullopt;
    m_isKeeping = true;
    if (row) {
        m_view->selectionModel()->select(
            m_table->index(*row, 0),
            QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    } else {
        m_view->clearSelection();
        m_selected.reset();
    }
    m_isKeeping = false;
    showSelection();
}

void ObjectsCard::showSelection() {
    for (QPushButton* button : {m_verify, m_delete, m_refuse}) {
        button->setEnabled(m_selected.has_value());
    }
    m_result->setVisible(!m_result->text().isEmpty());
}

void ObjectsCard::verifySelected() {
    if (!m_selected) {
        return;
    }
    const QString id = idText(m_selected->id);
    m_result->setText(tr("%1 is being read and compared…").arg(id.left(12)));
    m_result->setTone(theme::Tone::Muted);
    m_result->show();
    Q_EMIT checking(id);
    m_model.verifyObject(m_selected->id, this, [this, id](bool isSound) {
        m_result->setText(
            isSound
                ? tr("%1 is sound: every byte is as it should be.").arg(id.left(12))
                : tr("%1 was damaged; it was dropped and the Router was told.").arg(id.left(12)));
        m_result->setTone(isSound ? theme::Tone::Ok : theme::Tone::Error);
        m_table->refresh();
        Q_EMIT checked(id, isSound);
    });
}

void ObjectsCard::ask(
    const QString& question, const QString& consequence, const QString& confirm,
    std::function<void()> confirmed) {
    auto* dialog = new widgets::ConfirmDialog(
        question, consequence, confirm, widgets::Danger::Destructive, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, confirmed = std::move(confirmed)] {
        confirmed();
        m_table->refresh();
    });
    dialog->open();
}

void ObjectsCard::deleteSelected() {
    if (m_selected) {
        ask(tr("Delete %1?").arg(idText(m_selected->id).left(12)),
            tr("%1 are freed. The Router hears that you do not want this object; it earns nothing "
               "here any more.")
                .arg(widgets::bytesInWords(m_selected->length.count())),
            tr("Delete"), [this, id = m_selected->id] { m_model.deleteObject(id); });
    }
}

void ObjectsCard::refuseSelected() {
    if (m_selected) {
        const QString site = QString::fromStdString(m_selected->meta.binding);
        ask(tr("Refuse %1?").arg(site),
            tr("All objects of this site are deleted now and none is taken again. They earn "
               "nothing here."),
            tr("Refuse site"),
            [this, binding = m_selected->meta.binding] { m_model.refuseBinding(binding); });
    }
}

} // namespace meson::pages
