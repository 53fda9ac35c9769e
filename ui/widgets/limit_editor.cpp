// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/limit_editor.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/switch.h"
#include "ui/widgets/text.h"

#include <QDoubleSpinBox>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace meson::widgets {

namespace {

constexpr int kSteps = 1000;
constexpr int kNumberWidth = 146; ///< at least, so that those below each other end alike

/// Two significant figures: what a slider can honestly offer.
double rounded(double value) {
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return std::round(value / unit) * unit;
}

} // namespace

LimitEditor::LimitEditor(
    const QString& name, const QString& unit, double least, double greatest, Spread spread,
    QWidget* parent)
    : QWidget(parent)
    , m_least(least)
    , m_greatest(greatest)
    , m_spread(spread)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_number(new QDoubleSpinBox)
    , m_note(new Text({}, theme::Type::Caption, theme::Tone::Muted)) {
    setAccessibleName(name);
    m_slider->setRange(0, kSteps);
    m_slider->setPageStep(kSteps / 10);
    m_slider->setSingleStep(kSteps / 100);
    m_slider->setAccessibleName(name);
    m_number->setGroupSeparatorShown(true);
    m_number->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_number->setAccessibleName(name);
    m_number->setKeyboardTracking(false);
    m_number->setMinimumWidth(kNumberWidth);
    m_number->setAlignment(Qt::AlignRight | Qt::AlignAbsolute);
    setUnit(unit, least, greatest);
    m_note->wrap();
    m_note->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(theme::space::kMedium);
    row->addWidget(m_slider, 1);
    row->addWidget(m_number);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::space::kTight);
    column->addLayout(row);
    column->addWidget(m_note);
    connect(m_slider, &QSlider::valueChanged, this, [this](int position) {
        m_number->setValue(valueAt(position));
    });
    connect(m_number, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(positionOf(value));
        Q_EMIT valueChanged(this->value());
    });
}

void LimitEditor::setUnit(const QString& unit, double least, double greatest) {
    const QSignalBlocker quiet(this);
    m_least = least;
    m_greatest = greatest;
    m_number->setDecimals(least < 1 ? 1 : 0);
    m_number->setRange(least, greatest);
    m_number->setSuffix(QLatin1Char(' ') + unit);
}

void LimitEditor::setOptional(const QString& label) {
    if (!m_limited) {
        m_limited = new Switch;
        m_limited->setChecked(true);
        static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_limited, 0, Qt::AlignLeft);
        connect(m_limited, &Switch::toggled, this, [this] {
            enableInputs();
            Q_EMIT valueChanged(value());
        });
        setTabOrder(m_limited, m_slider);
        setTabOrder(m_slider, m_number);
    }
    m_limited->setText(label);
}

void LimitEditor::setNote(const QString& note) {
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

std::optional<double> LimitEditor::value() const {
    return !m_limited || m_limited->isChecked() ? std::optional(m_number->value()) : std::nullopt;
}

double LimitEditor::number() const {
    return m_number->value();
}

void LimitEditor::setValue(std::optional<double> value) {
    if (m_limited) {
        m_limited->setChecked(value.has_value());
    }
    if (value) {
        m_number->setValue(*value);
    }
    enableInputs();
}

void LimitEditor::enableInputs() {
    const bool on = !m_limited || m_limited->isChecked();
    m_slider->setEnabled(on);
    m_number->setEnabled(on);
}

int LimitEditor::positionOf(double value) const {
    const double share = m_spread == Spread::Linear
                             ? (value - m_least) / (m_greatest - m_least)
                             : std::log(value / m_least) / std::log(m_greatest / m_least);
    return int(std::lround(std::clamp(share, 0.0, 1.0) * kSteps));
}

double LimitEditor::valueAt(int position) const {
    if (position == 0 || position == kSteps) {
        return position == 0 ? m_least : m_greatest;
    }
    const double share = double(position) / kSteps;
    return rounded(
        m_spread == Spread::Linear ? m_least + share * (m_greatest - m_least)
                                   : m_least * std::pow(m_greatest / m_least, share));
}

} // namespace meson::widgets
