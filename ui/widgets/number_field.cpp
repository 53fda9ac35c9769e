// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_field.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/text.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <cmath>

namespace meson::widgets {

namespace {

constexpr int kFieldWidth = 110;

/// As few decimals as say the number.
QString written(double value) {
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'g', 10);
}

} // namespace

NumberField::NumberField(const QString& name, const QString& unit, double greatest, QWidget* parent)
    : QWidget(parent)
    , m_greatest(greatest)
    , m_field(new QLineEdit)
    , m_unit(new Text(unit, theme::Type::Body, theme::Tone::Muted))
    , m_problem(new Text({}, theme::Type::Caption, theme::Tone::Error)) {
    setAccessibleName(name);
    setFocusProxy(m_field);
    m_field->setAccessibleName(name);
    m_field->setPlaceholderText(tr("not entered"));
    m_field->setFixedWidth(kFieldWidth);
    m_field->setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    m_problem->wrap();
    m_problem->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kSmall);
    row->addWidget(m_field);
    row->addWidget(m_unit, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(theme::space::kTight);
    column->addLayout(row);
    column->addWidget(m_problem);
    connect(m_field, &QLineEdit::textEdited, this, &NumberField::check);
    connect(m_field, &QLineEdit::editingFinished, this, [this] {
        if (problem().isEmpty())
            Q_EMIT entered(value());
    });
}

std::optional<double> NumberField::parsed() const {
    bool isNumber = false;
    const double value = QLocale().toDouble(m_field->text().trimmed(), &isNumber);
    return isNumber && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

QString NumberField::problem() const {
    if (m_field->text().trimmed().isEmpty())
        return {};
    const std::optional<double> value = parsed();
    if (!value)
        return tr("This is not a number, as %1.").arg(QLocale().toString(0.25));
    if (*value < 0)
        return tr("This must not be negative.");
    if (*value > m_greatest)
        return tr("At most %1.").arg(written(m_greatest));
    return {};
}

std::optional<double> NumberField::value() const {
    return problem().isEmpty() ? parsed() : std::nullopt;
}

void NumberField::setValue(std::optional<double> value) {
    if (m_field->hasFocus() && m_field->isModified())
        return;
    m_field->setText(value ? written(*value) : QString());
    check();
}

void NumberField::setUnit(const QString& unit) {
    m_unit->setText(unit);
}

void NumberField::check() {
    const QString words = problem();
    m_problem->setText(words);
    m_problem->setVisible(!words.isEmpty());
    m_field->setAccessibleDescription(words);
}

} // namespace meson::widgets
