// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings_page.h"

#include "ui/bridge/words.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/card.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/text.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace meson::pages {

namespace space = theme::space;

namespace {

constexpr int kFieldWidth = 260;
constexpr int kAddressWidth = 420;

QFormLayout* formIn(widgets::Card& card) {
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(space::kLarge);
    form->setVerticalSpacing(space::kSmall);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    card.body()->addLayout(form);
    return form;
}

widgets::Text* problemText() {
    auto* text = new widgets::Text(QString(), theme::Type::Caption, theme::Tone::Error);
    text->hide();
    return text;
}

QComboBox* choiceOf(const QStringList& words) {
    auto* box = new QComboBox;
    box->addItems(words);
    box->setMinimumWidth(kFieldWidth);
    return box;
}

/// What the user is typing in is left alone.
void setText(QLineEdit& field, const std::string& text) {
    if (!field.hasFocus())
        field.setText(QString::fromStdString(text));
}

} // namespace

SettingsPage::SettingsPage(bridge::MinerModel& model, QWidget* parent)
    : Page(tr("Settings"), parent)
    , m_model(model) {
    for (QWidget* card : {makeAppearance(), makeNode(), makeNetwork(), makeWindow()})
        column()->addWidget(card);
    column()->addStretch(1);
    takeSettings();
    connect(&model, &bridge::MinerModel::settingsChanged, this, &SettingsPage::takeSettings);
}

void SettingsPage::addRow(QFormLayout& form, const QString& name, QWidget* field) {
    field->setAccessibleName(name);
    form.addRow(new widgets::Text(name), field);
}

void SettingsPage::change(const Change& change) {
    node::MinerSettings settings = m_model.settings();
    change(settings);
    m_model.setSettings(std::move(settings));
}

QWidget* SettingsPage::makeAppearance() {
    auto* card = new widgets::Card(tr("Appearance"));
    QFormLayout* form = formIn(*card);
    m_theme = choiceOf({tr("Like the system"), tr("Light"), tr("Dark"), tr("High contrast")});
    m_language = choiceOf({tr("Like the system")});
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QString::fromUtf8("简体中文"), QStringLiteral("zh_CN"));
    m_textScale = new QDoubleSpinBox;
    m_textScale->setRange(80, 200);
    m_textScale->setSingleStep(10);
    m_textScale->setDecimals(0);
    m_textScale->setSuffix(QStringLiteral(" %"));
    m_textScale->setMinimumWidth(kFieldWidth);
    addRow(*form, tr("Theme"), m_theme);
    addRow(*form, tr("Language"), m_language);
    addRow(*form, tr("Text size"), m_textScale);
    connect(m_theme, &QComboBox::activated, this, [this](int index) {
        change([index](auto& s) { s.theme = static_cast<node::ThemeChoice>(index); });
    });
    // The page itself is made anew when the language changes: not while its own box is open.
    connect(
        m_language, &QComboBox::activated, this,
        [this] {
            const std::string language = m_language->currentData().toString().toStdString();
            change([&](auto& s) { s.language = language; });
        },
        Qt::QueuedConnection);
    connect(m_textScale, &QDoubleSpinBox::editingFinished, this, [this] {
        change([this](auto& s) { s.textScale = m_textScale->value() / 100; });
    });
    return card;
}

void SettingsPage::takeText(
    QLineEdit* field, widgets::Text* problem,
    std::optional<node::SettingProblem> (*check)(std::string_view), const Change& set) {
    const auto wrong = check(field->text().trimmed().toStdString());
    problem->setText(wrong ? bridge::settingSentence(*wrong) : QString());
    problem->setVisible(wrong.has_value());
    if (!wrong && set)
        change(set);
}

QWidget* SettingsPage::makeNode() {
    auto* card = new widgets::Card(tr("Node and rewards"));
    QFormLayout* form = formIn(*card);
    m_name = new QLineEdit;
    m_name->setMinimumWidth(kFieldWidth);
    m_nameProblem = problemText();
    m_payout = new QLineEdit;
    m_payout->setMinimumWidth(kAddressWidth);
    m_payout->setPlaceholderText(QStringLiteral("0x…"));
    m_payoutProblem = problemText();
    addRow(*form, tr("Name of this node"), m_name);
    form->addRow(QString(), m_nameProblem);
    addRow(*form, tr("Payout address"), m_payout);
    form->addRow(QString(), m_payoutProblem);
    const auto connectField = [this](
                                  QLineEdit* field, widgets::Text* problem, auto* check,
                                  std::string node::MinerSettings::*value) {
        connect(field, &QLineEdit::textEdited, this, [=, this] {
            takeText(field, problem, check, {});
        });
        connect(field, &QLineEdit::editingFinished, this, [=, this] {
            takeText(field, problem, check, [=](node::MinerSettings& settings) {
                settings.*value = field->text().trimmed().toStdString();
            });
        });
    };
    connectField(m_name, m_nameProblem, node::checkName, &node::MinerSettings::name);
    connectField(
        m_payout, m_payoutProblem, node::checkPayoutAddress, &node::MinerSettings::payoutAddress);
    return card;
}

QWidget* SettingsPage::makeNetwork() {
    auto* card = new widgets::Card(tr("Network"));
    QFormLayout* form = formIn(*card);
    m_network = new widgets::Text(QString());
    m_port = new QSpinBox;
    m_port->setRange(0, 65'535);
    m_port->setSpecialValueText(tr("Any free one"));
    m_port->setMinimumWidth(kFieldWidth);
    m_mapPort = new widgets::Switch(tr("Ask the home router to pass the port on"));
    m_keepAwake = new widgets::Switch(tr("Keep the computer awake while serving"));
    addRow(*form, tr("This node is in"), m_network);
    addRow(*form, tr("Port for viewers"), m_port);
    form->addRow(QString(), m_mapPort);
    form->addRow(QString(), m_keepAwake);
    auto* again = new QPushButton(tr("Set up again…"));
    form->addRow(QString(), again);
    connect(again, &QPushButton::clicked, &m_model, &bridge::MinerModel::setupRequested);
    connect(m_port, &QSpinBox::editingFinished, this, [this] {
        change([this](auto& s) { s.port = m_port->value(); });
    });
    connect(m_mapPort, &QCheckBox::clicked, this, [this](bool isOn) {
        change([isOn](auto& s) { s.mapPort = isOn; });
    });
    connect(m_keepAwake, &QCheckBox::clicked, this, [this](bool isOn) {
        change([isOn](auto& s) { s.keepAwake = isOn; });
    });
    return card;
}

QWidget* SettingsPage::makeWindow() {
    auto* card = new widgets::Card(tr("Window and tray"));
    QFormLayout* form = formIn(*card);
    m_onClose = choiceOf({tr("Ask"), tr("Keep running in the tray"), tr("Quit")});
    m_trayColor =
        choiceOf({tr("In colour"), tr("Dark, for light panels"), tr("Light, for dark panels")});
    addRow(*form, tr("Closing the window"), m_onClose);
    addRow(*form, tr("Tray icon"), m_trayColor);
    connect(m_onClose, &QComboBox::activated, this, [this](int index) {
        change([index](auto& s) { s.onClose = static_cast<node::OnClose>(index); });
    });
    connect(m_trayColor, &QComboBox::activated, this, [this](int index) {
        change([index](auto& s) { s.trayColor = static_cast<node::TrayColor>(index); });
    });
    return card;
}

void SettingsPage::takeSettings() {
    const node::MinerSettings& settings = m_model.settings();
    m_theme->setCurrentIndex(static_cast<int>(settings.theme));
    const int language = m_language->findData(QString::fromStdString(settings.language));
    m_language->setCurrentIndex(std::max(language, 0));
    m_textScale->setValue(settings.textScale * 100);
    setText(*m_name, settings.name);
    setText(*m_payout, settings.payoutAddress);
    m_network->setText(
        m_model.isDemo() ? tr("the demo on this computer")
                         : QString::fromStdString(settings.routerUrl));
    m_port->setValue(static_cast<int>(settings.port));
    m_mapPort->setChecked(settings.mapPort);
    m_keepAwake->setChecked(settings.keepAwake);
    m_onClose->setCurrentIndex(static_cast<int>(settings.onClose));
    m_trayColor->setCurrentIndex(static_cast<int>(settings.trayColor));
}

} // namespace meson::pages
