// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/computer.h"

#include "engine/platform/power.h"
#include "engine/platform/temperature.h"

namespace meson::terminal {

ComputerState readThisComputer() {
    return {platform::isMetered(), platform::isOnBattery(), platform::processorCelsius()};
}

} // namespace meson::terminal
