// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include "ui/pages/changes_dialog.h"
#include "ui/pages/settings_care.h"
#include "ui/theme/icon.h"
#include "ui/theme/metrics.h"
#include "ui/theme/style.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sidebar.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <array>

namespace meson::pages {

namespace space = theme::space;

namespace {

constexpr int kSearchWidth = 220;
constexpr int kListWidth = 184;

} // namespace

SettingsPage::SettingsPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Settings"), parent)
    , m_model(model)
    , m_fields(settingFields()) {
    makeHeader();
    makeSections();
    takeSettings();
    connect(&model, &bridge::MinerModel::settingsChanged, this, &SettingsPage::takeSettings);
    connect(&model, &bridge::MinerModel::settingRequested, this, &SettingsPage::showSetting);
}

void SettingsPage::makeHeader() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(theme::icon(theme::Glyph::Search), QLineEdit::LeadingPosition);
    m_search->setFixedWidth(kSearchWidth);
    m_level = new widgets::SegmentedControl(
        tr("How many settings are shown"), {tr("Basic"), tr("Advanced")});
    addToHeader(m_search);
    addToHeader(m_level);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::filter);
    connect(m_level, &widgets::SegmentedControl::currentChanged, this, [this](int index) {
        node::MinerSettings settings = m_model.settings();
        settings.showsAdvanced = index == 1;
        m_model.setSettings(std::move(settings));
    });
}

void SettingsPage::makeSections() {
    m_cards = new QVBoxLayout;
    m_cards->setSpacing(space::kMedium);
    for (int i = 0; i < kSettingSections; ++i) {
        const auto id = static_cast<SettingSection>(i);
        if (id < SettingSection::Privacy)
            m_sections.push_back(makeSection(id));
    }
    m_privacy = makePrivacyCard();
    m_care = new SettingsCare(m_model);
    m_about = makeAboutCard();
    m_nothing = new widgets::EmptyState(
        theme::Glyph::Search, tr("No such setting"),
        tr("No setting has that in its name, explanation or choices."));
    for (QWidget* card : {m_privacy, m_care, m_about, static_cast<QWidget*>(m_nothing)})
        m_cards->addWidget(card);
    m_cards->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::kMedium);
    row->addLayout(makeList());
    row->addLayout(m_cards, 1);
    column()->addLayout(row, 1);
}

QLayout* SettingsPage::makeList() {
    using theme::Glyph;
    constexpr std::array<Glyph, kSettingSections> kGlyphs{
        Glyph::Settings,  Glyph::Eye,  Glyph::Wallet, Glyph::Earnings, Glyph::Storage, Glyph::Globe,
        Glyph::Bandwidth, Glyph::Bell, Glyph::Shield, Glyph::Help,     Glyph::Info};
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    for (int i = 0; i < kSettingSections; ++i) {
        const auto id = static_cast<SettingSection>(i);
        auto* button =
            new widgets::NavButton(kGlyphs[static_cast<std::size_t>(i)], sectionName(id));
        button->setAutoExclusive(false); // a search chooses none of them
        button->setFixedWidth(kListWidth);
        connect(button, &QAbstractButton::clicked, this, [this, id] { showSection(id); });
        column->addWidget(button);
        m_list.push_back(button);
    }
    column->addStretch(1);
    return column;
}

void SettingsPage::showSection(SettingSection id) {
    m_current = id;
    m_search->clear();
    filter();
}

void SettingsPage::showSetting(const QString& key) {
    for (const Section& section : m_sections)
        for (SettingRow* row : section.rows)
            if (row->field().key == key) {
                showSection(section.id);
                row->setFocus();
                return ensureWidgetVisible(row);
            }
}

SettingsPage::Section SettingsPage::makeSection(SettingSection id) {
    Section section{id, new widgets::Card(sectionName(id)), new QPushButton(tr("Revert…")), {}};
    theme::setButtonRole(*section.revert, theme::ButtonRole::Flat);
    section.revert->setAccessibleName(tr("Revert the section: %1").arg(sectionName(id)));
    section.card->addHeaderWidget(section.revert);
    section.card->body()->setSpacing(space::kMedium);
    for (const SettingField& field : m_fields) {
        if (field.section != id)
            continue;
        auto* row = new SettingRow(m_model, field);
        section.card->body()->addWidget(row);
        section.rows.push_back(row);
    }
    connect(section.revert, &QPushButton::clicked, this, [this, id] {
        for (const Section& each : m_sections)
            if (each.id == id)
                revert(each);
    });
    m_cards->addWidget(section.card);
    return section;
}

void SettingsPage::takeSettings() {
    for (const Section& section : m_sections) {
        bool isChanged = false;
        for (SettingRow* row : section.rows) {
            row->take();
            isChanged |= row->isChanged();
        }
        section.revert->setVisible(isChanged);
    }
    m_level->setCurrent(m_model.settings().showsAdvanced ? 1 : 0);
    filter();
}

bool SettingsPage::isShown(const SettingRow& row) const {
    const QString search = m_search->text().trimmed();
    if (!search.isEmpty())
        return row.field().isFoundBy(search);
    return row.field().section == m_current &&
           (row.field().level == SettingField::Level::Basic || m_model.settings().showsAdvanced ||
            row.isChanged());
}

void SettingsPage::filter() {
    const QString search = m_search->text().trimmed();
    const auto isCurrent = [&](SettingSection id) { return search.isEmpty() && id == m_current; };
    for (std::size_t i = 0; i < m_list.size(); ++i)
        m_list[i]->setChecked(isCurrent(static_cast<SettingSection>(i)));
    bool isAnyFound = false;
    for (const Section& section : m_sections) {
        bool isAnyShown = false;
        for (SettingRow* row : section.rows) {
            const bool isRowShown = isShown(*row);
            row->setMark(search);
            row->setVisible(isRowShown);
            isAnyShown |= isRowShown;
        }
        section.card->setVisible(isAnyShown);
        isAnyFound |= isAnyShown;
    }
    m_privacy->setVisible(isCurrent(SettingSection::Privacy));
    m_care->setVisible(isCurrent(SettingSection::Care));
    m_about->setVisible(isCurrent(SettingSection::About));
    m_nothing->setVisible(!search.isEmpty() && !isAnyFound);
}

void SettingsPage::revert(const Section& section) {
    std::vector<SettingField> fields;
    node::MinerSettings standard = m_model.settings();
    const QJsonObject standards = node::toJson({});
    for (const SettingRow* row : section.rows) {
        if (!row->isChanged())
            continue;
        const SettingField& field = row->field();
        fields.push_back(field);
        if (auto with = node::withValue(standard, field.key, standards.value(field.key)))
            standard = *std::move(with);
    }
    auto* dialog = new ChangesDialog(
        m_model, fields, standard, tr("Revert: %1").arg(sectionName(section.id)),
        tr("These settings go back to what a new owner gets."), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace meson::pages
