// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace meson::widgets {

/// Lets Tab go through everything in `root` as its layouts place it, line by line, whenever it was
/// made. Thread: ui.
void orderTabs(QWidget& root);

} // namespace meson::widgets
