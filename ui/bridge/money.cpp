// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/money.h"

#include "ui/bridge/words.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace meson::bridge {
namespace {

struct Money {
    Q_DECLARE_TR_FUNCTIONS(meson::bridge::Money)
};

constexpr int kMostDecimals = 8;

QString amountText(double amount) {
    const double size = std::abs(amount);
    int decimals = 2;
    if (size > 0 && size < 1)
        decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 2, kMostDecimals);
    const QString text = QLocale().toString(size, 'f', decimals);
    return amount < 0 ? QChar(0x2212) + text : text;
}

} // namespace

QString currencyText(double amount, const QString& currency) {
    return amountText(amount) + QChar(QChar::Nbsp) + currency;
}

base::MicroTokens rounded(base::MicroTokens amount) {
    std::int64_t step = 1;
    while (step < 10'000 && std::abs(amount.count()) / step >= 10'000)
        step *= 10;
    const std::int64_t half = amount.count() < 0 ? -step / 2 : step / 2;
    return base::MicroTokens((amount.count() + half) / step * step);
}

MoneyFormat::MoneyFormat(const node::MinerSettings& settings)
    : m_price(settings.tokenPrice)
    , m_currency(QString::fromStdString(settings.currency))
    , m_unit(settings.moneyUnit) {
    if (!hasPrice())
        m_unit = node::MoneyUnit::Tokens;
}

double MoneyFormat::valueOf(base::MicroTokens amount) const {
    return static_cast<double>(amount.count()) / 1e6 * m_price;
}

QString MoneyFormat::text(base::MicroTokens amount) const {
    const QString tokens = Money::tr("%1 tokens").arg(tokensText(amount));
    switch (m_unit) {
    case node::MoneyUnit::Tokens:
        return tokens;
    case node::MoneyUnit::Currency:
        return currencyText(valueOf(amount), m_currency);
    case node::MoneyUnit::Both:
        break;
    }
    return Money::tr("%1 (%2)").arg(tokens, currencyText(valueOf(amount), m_currency));
}

QString MoneyFormat::figure(base::MicroTokens amount) const {
    return m_unit == node::MoneyUnit::Currency ? amountText(valueOf(amount)) : tokensText(amount);
}

QString MoneyFormat::column(base::MicroTokens amount) const {
    QString text = figure(amount);
    if (m_unit == node::MoneyUnit::Currency)
        return text;
    const qsizetype decimals = text.size() - text.lastIndexOf(QLocale().decimalPoint()) - 1;
    return text.leftJustified(text.size() + 6 - decimals, QLatin1Char('0'));
}

QString MoneyFormat::figureUnit() const {
    return m_unit == node::MoneyUnit::Currency ? m_currency : Money::tr("tokens");
}

QString MoneyFormat::besides(base::MicroTokens amount) const {
    return m_unit == node::MoneyUnit::Both ? currencyText(valueOf(amount), m_currency) : QString();
}

} // namespace meson::bridge
