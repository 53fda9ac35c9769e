// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

class QMenu;

namespace meson::shell {

/// For 30 minutes, an hour, until tomorrow, until resumed: counted from when one is chosen.
/// Thread: ui.
void addPauseActions(QMenu& menu, bridge::MinerModel& model);

} // namespace meson::shell
