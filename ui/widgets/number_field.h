// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

class QLineEdit;

namespace meson::widgets {

class Text;

/// A number that may be left out, typed in the language's own way and checked at every key: while
/// it is wrong, a sentence under it says so. Thread: ui.
class NumberField : public QWidget {
    Q_OBJECT

public:
    /// 0 … `greatest`; `unit` stands behind the field and may be empty.
    NumberField(
        const QString& name, const QString& unit, double greatest, QWidget* parent = nullptr);

    /// None while it is empty or wrong.
    std::optional<double> value() const;
    /// Leaves alone what the user is typing.
    void setValue(std::optional<double> value);
    void setUnit(const QString& unit);

    /// What is wrong with the text; empty: nothing.
    QString problem() const;

Q_SIGNALS:
    /// A right value was entered, or the field was emptied.
    void entered(std::optional<double> value);

private:
    std::optional<double> parsed() const;
    void check();

    const double m_greatest;
    QLineEdit* m_field;
    Text* m_unit;
    Text* m_problem;
};

} // namespace meson::widgets
