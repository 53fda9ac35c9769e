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
/// says so, and the number that was there last waits behind it. Thread: ui.
class LimitEditor : public QWidget {
    Q_OBJECT

public:
    /// `unit` stands behind the number, as "Mbit/s". 0 < least < greatest.
    LimitEditor(
        const QString& name, const QString& unit, double least, double greatest, Spread spread,
        QWidget* parent = nullptr);

    /// Another unit, and the range in it; what was entered is for the caller to set anew.
    void setUnit(const QString& unit, double least, double greatest);

    /// Lets the limit be absent; `label` is the switch's text, as "Limit the upload rate".
    void setOptional(const QString& label);

    /// A line under the slider: what the value leaves or costs.
    void setNote(const QString& note);

    /// None: no limit.
    std::optional<double> value() const;
    void setValue(std::optional<double> value);
    /// What stands in the field, whether or not the switch lets it count.
    double number() const;

Q_SIGNALS:
    void valueChanged(std::optional<double> value);

private:
    int positionOf(double value) const;
    double valueAt(int position) const;
    void enableInputs();

    double m_least;
    double m_greatest;
    const Spread m_spread;
    Switch* m_limited = nullptr;
    QSlider* m_slider;
    QDoubleSpinBox* m_number;
    Text* m_note;
};

} // namespace meson::widgets
