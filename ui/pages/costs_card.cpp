// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/costs_card.h"

#include "ui/bridge/money.h"
#include "ui/bridge/words.h"
#include "ui/pages/page.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/text.h"
#include "ui/widgets/units.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <cmath>

namespace meson::pages {

namespace {

using widgets::Text;

constexpr double kGreatestPrice = 1e6;
constexpr double kGreatestWatts = 10'000;
constexpr int kCurrencyWidth = 110;

std::optional<double> entered(double value) {
    return value > 0 ? std::optional(value) : std::nullopt;
}

/// A name beside its field, the fields one under the other.
void addRow(QVBoxLayout& form, const QString& name, QWidget* field) {
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kMedium);
    auto* label = new Text(name);
    label->wrap();
    row->addWidget(label, 2);
    row->addWidget(field, 3);
    form.addLayout(row);
}

} // namespace

CostsCard::CostsCard(bridge::MinerModel& model, QWidget* parent)
    : Card(tr("Prices and costs"), parent)
    , m_model(model)
    , m_form(new QVBoxLayout)
    , m_result(new Text({}, theme::Type::Body, theme::Tone::Muted)) {
    setInfo(infoOf(
        tr("Prices and costs"),
        tr("You enter them, they stay on this computer, and nothing is fetched from anywhere. What "
           "is left out is not subtracted. How long the node ran and what it served and fetched "
           "comes from its own history, which reaches back 400 days."),
        tr("Net = earned × price of a token − power × hours × price per kWh − data × price per "
           "GB.")));
    m_form->setSpacing(theme::space::kSmall);
    addCurrency();
    m_token = addNumber(tr("A token is worth"), kGreatestPrice, &node::MinerSettings::tokenPrice);
    m_watts = addNumber(
        tr("More power drawn because of the node"), kGreatestWatts, &node::MinerSettings::watts);
    m_power = addNumber(
        tr("Price of electricity"), kGreatestPrice, &node::MinerSettings::electricityPrice);
    m_data = addNumber(
        tr("Price of data, served and fetched"), kGreatestPrice, &node::MinerSettings::dataPrice);
    m_result->wrap();
    body()->addLayout(m_form);
    body()->addWidget(m_result);
    body()->addStretch(1);
    connect(&model, &bridge::MinerModel::settingsChanged, this, &CostsCard::takeSettings);
    takeSettings();
}

widgets::NumberField* CostsCard::addNumber(const QString& name, double greatest, Value value) {
    auto* field = new widgets::NumberField(name, {}, greatest);
    connect(field, &widgets::NumberField::entered, this, [this, value](auto number) {
        change([=](node::MinerSettings& settings) { settings.*value = number.value_or(0); });
    });
    addRow(*m_form, name, field);
    return field;
}

void CostsCard::addCurrency() {
    auto* field = new QWidget;
    auto* column = new QVBoxLayout(field);
    column->setContentsMargins({});
    column->setSpacing(theme::space::kTight);
    m_currency = new QLineEdit;
    m_currency->setAccessibleName(tr("Currency"));
    m_currency->setPlaceholderText(tr("as EUR"));
    m_currency->setFixedWidth(kCurrencyWidth);
    m_currencyProblem = new Text({}, theme::Type::Caption, theme::Tone::Error);
    m_currencyProblem->wrap();
    m_currencyProblem->hide();
    column->addWidget(m_currency);
    column->addWidget(m_currencyProblem);
    addRow(*m_form, tr("Currency"), field);
    const auto problem = [this] {
        return node::checkCurrency(m_currency->text().trimmed().toStdString());
    };
    connect(m_currency, &QLineEdit::textEdited, this, [this, problem] {
        const auto wrong = problem();
        m_currencyProblem->setText(wrong ? bridge::settingSentence(*wrong) : QString());
        m_currencyProblem->setVisible(wrong.has_value());
    });
    connect(m_currency, &QLineEdit::editingFinished, this, [this, problem] {
        if (problem())
            return;
        change([this](node::MinerSettings& settings) {
            settings.currency = m_currency->text().trimmed().toStdString();
        });
    });
}

void CostsCard::change(const std::function<void(node::MinerSettings&)>& change) {
    node::MinerSettings settings = m_model.settings();
    change(settings);
    m_model.setSettings(std::move(settings));
}

void CostsCard::takeSettings() {
    const node::MinerSettings& settings = m_model.settings();
    if (!m_currency->hasFocus())
        m_currency->setText(QString::fromStdString(settings.currency));
    m_token->setValue(entered(settings.tokenPrice));
    m_watts->setValue(entered(settings.watts));
    m_power->setValue(entered(settings.electricityPrice));
    m_data->setValue(entered(settings.dataPrice));
    const QString currency = QString::fromStdString(settings.currency);
    m_token->setUnit(currency);
    m_watts->setUnit(tr("W"));
    m_power->setUnit(currency.isEmpty() ? tr("per kWh") : tr("%1 per kWh").arg(currency));
    m_data->setUnit(currency.isEmpty() ? tr("per GB") : tr("%1 per GB").arg(currency));
    describe();
}

void CostsCard::setShown(base::MicroTokens earned, const bridge::Usage& usage) {
    m_earned = earned;
    m_usage = usage;
    describe();
}

void CostsCard::describe() {
    const node::MinerSettings& settings = m_model.settings();
    const bridge::MoneyFormat format(settings);
    const bridge::Costs costs = bridge::costsOf(m_usage, settings);
    const QString ran =
        widgets::durationInWords(std::chrono::seconds(std::llround(m_usage.hours * 3600)));
    const QString data = widgets::bytesInWords(std::llround(m_usage.octets));
    QStringList lines{
        tr("In the time shown the node ran %1 and served and fetched %2.").arg(ran, data)};
    if (costs.electricity)
        lines << tr("Electricity: %1")
                     .arg(bridge::currencyText(*costs.electricity, format.currency()));
    if (costs.data)
        lines << tr("Data: %1").arg(bridge::currencyText(*costs.data, format.currency()));
    if (format.hasPrice())
        lines << tr("Earned %1, net %2")
                     .arg(
                         bridge::currencyText(format.valueOf(m_earned), format.currency()),
                         bridge::currencyText(
                             format.valueOf(m_earned) - costs.sum(), format.currency()));
    else
        lines << tr("Enter a currency and what a token is worth to see earnings in money.");
    m_result->setText(lines.join(QLatin1Char('\n')));
}

} // namespace meson::pages
