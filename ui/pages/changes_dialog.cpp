// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/changes_dialog.h"

#include "ui/bridge/words.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/tab_order.h"
#include "ui/widgets/text.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace meson::pages {

namespace space = theme::space;

namespace {

constexpr QSize kSize(640, 420);
constexpr int kNameWidth = 260;
constexpr int kValueWidth = 170;

} // namespace

ChangesDialog::ChangesDialog(
    bridge::MinerModel& model, const std::vector<SettingField>& fields,
    const node::MinerSettings& wanted, const QString& title, const QString& words, QWidget* parent)
    : QDialog(parent)
    , m_model(model)
    , m_now(node::toJson(model.settings()))
    , m_wanted(node::toJson(wanted))
    , m_rows(new QTreeWidget)
    , m_problem(new widgets::Text(QString(), theme::Type::Body, theme::Tone::Error)) {
    setWindowTitle(title);
    setAccessibleDescription(words);
    resize(kSize);
    auto* explanation = new widgets::Text(words, theme::Type::Body, theme::Tone::Muted);
    explanation->wrap();
    m_problem->wrap();
    m_rows->setAccessibleName(title);
    m_rows->setRootIsDecorated(false);
    m_rows->setHeaderLabels({tr("Setting"), tr("Now"), tr("Then")});
    m_rows->header()->resizeSection(0, kNameWidth);
    m_rows->header()->resizeSection(1, kValueWidth);
    auto* buttons = new QDialogButtonBox;
    auto* cancel = new QPushButton(tr("Cancel"));
    m_apply = new QPushButton(tr("Apply"));
    theme::setButtonRole(*m_apply, theme::ButtonRole::Primary);
    buttons->addButton(cancel, QDialogButtonBox::RejectRole);
    buttons->addButton(m_apply, QDialogButtonBox::AcceptRole);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kLarge, space::kLarge, space::kLarge, space::kMedium);
    column->setSpacing(space::kMedium);
    column->addWidget(new widgets::Text(title, theme::Type::Heading));
    column->addWidget(explanation);
    column->addWidget(m_rows, 1);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    for (const SettingField& field : fields)
        if (field.valueIn(m_now) != field.valueIn(m_wanted))
            addRow(field);
    widgets::orderTabs(*this);
    m_apply->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &ChangesDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_rows, &QTreeWidget::itemChanged, this, &ChangesDialog::refresh);
    refresh();
}

void ChangesDialog::addRow(const SettingField& field) {
    const QStringList texts{
        field.name, field.words(field.valueIn(m_now)), field.words(field.valueIn(m_wanted))};
    auto* row = new QTreeWidgetItem(m_rows, texts);
    for (int i = 0; i < texts.size(); ++i)
        row->setToolTip(i, texts[i]);
    row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    row->setCheckState(0, Qt::Checked);
    m_fields.push_back(field);
}

std::optional<node::MinerSettings> ChangesDialog::chosen() const {
    node::MinerSettings settings = m_model.settings();
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (m_rows->topLevelItem(static_cast<int>(i))->checkState(0) != Qt::Checked)
            continue;
        const SettingField& field = m_fields[i];
        const QJsonValue value = field.fileValue(node::toJson(settings), field.valueIn(m_wanted));
        auto with = node::withValue(std::move(settings), field.key, value);
        if (!with)
            return std::nullopt;
        settings = *std::move(with);
    }
    return settings;
}

void ChangesDialog::refresh() {
    const auto settings = chosen();
    const auto problem =
        settings ? node::problemOf(*settings) : std::optional(node::SettingProblem::Count);
    m_problem->setText(problem ? bridge::settingSentence(*problem) : QString());
    m_problem->setVisible(problem.has_value());
    m_apply->setEnabled(!problem && !(*settings == m_model.settings()));
}

void ChangesDialog::accept() {
    if (auto settings = chosen())
        m_model.setSettings(*std::move(settings));
    QDialog::accept();
}

} // namespace meson::pages
