// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/time_chart.h"

#include <QVBoxLayout>
#include <memory>

namespace meson::gallery {

/// What the scenes are made of. Thread: ui.

/// A sample text, as long as setTextStretch() wants it.
QString say(const char* text);
QDateTime noon();

/// A page's ground, and the column that lies on it.
std::unique_ptr<QWidget> page();
QVBoxLayout* columnOf(QWidget& widget);

widgets::TimeChart* earningsChart();
widgets::TimeChart* trafficChart();

/// Every control that Qt draws in our style.
std::unique_ptr<QWidget> controls();

} // namespace meson::gallery
