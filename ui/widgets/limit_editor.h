// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

class QDoubleSpinBox;
class QSlider;

namespace meson::widgets {

class Switch;
class Text;

/// How a slider spreads its range: rates and sizes of several orders of magnitude want Logarithmic.
enum class Spread { Linear, Logarithmic };

/// A quantity by slider or by number, in one unit; where the owner may also set no limit, a switch
/// says so. Thread: ui.
class LimitEditor : public QWidget {
    Q_OBJECT

public:
    /// `unit` stands behind the number, as "Mbit/s". 0 < least < greatest.
    LimitEditor(
        const QString& name, const QString& unit, double least, double greatest, Spread spread,
        QWidget* parent = nullptr);

    /// Lets the limit be absent; `label` is the switch's text, as "Limit the upload rate".
    void setOptional(const QString& label);

    /// A line under the slider: what the value leaves or costs.
    void setNote(const QString& note);

    /// None: no limit.
    std::optional<double> value() const;
    void setValue(std::optional<double> value);

Q_SIGNALS:
    void valueChanged(std::optional<double> value);

private:
    int positionOf(double value) const;
    double valueAt(int position) const;
    void enableInputs();

    const double m_least;
    const double m_greatest;
    const Spread m_spread;
    Switch* m_limited = nullptr;
    QSlider* m_slider;
    QDoubleSpinBox* m_number;
    Text* m_note;
};

} // namespace meson::widgets
