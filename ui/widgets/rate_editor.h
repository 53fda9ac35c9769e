// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/limit_editor.h"

namespace meson::widgets {

/// A LimitEditor for rates: outside in octets per second, inside in the unit in which rates are
/// read, which may change while it is shown. Thread: ui.
class RateEditor : public LimitEditor {
    Q_OBJECT

public:
    /// `suggested` stands there until a rate is set, or waits behind the switch.
    RateEditor(const QString& name, double suggested, QWidget* parent = nullptr);

    /// None: no limit.
    std::optional<double> rate() const;
    void setRate(std::optional<double> rate);

private:
    double m_octets = 0; ///< per second, that one of the unit is
};

} // namespace meson::widgets
