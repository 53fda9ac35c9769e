// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace meson::theme {

enum class TrayState { Earning, Idle, Paused, Attention, Offline };

/// Colour, or one ink for panels that want it: dark ink on a light panel, light ink on a dark one.
enum class TrayInk { Color, Dark, Light };

enum class TrayNews { None, Update };

/// The mark with a badge that differs by shape as well as by colour: tick, dots, bars, exclamation
/// mark, stroke. News is a dot in the other corner. Sharp from 16 to 64 px.
QIcon trayIcon(TrayState state, TrayInk ink, TrayNews news = TrayNews::None);

} // namespace meson::theme
