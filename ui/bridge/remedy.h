// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"

#include <QString>
#include <string>

namespace meson::bridge {

/// What the owner can do from here about what keeps the node from earning.
enum class Remedy {
    None,
    OpenStorage,
    OpenFolder,   ///< that what is wrong names
    OpenSettings, ///< at the port for viewers
    OpenBandwidth,
    OpenActivity,
    OpenEarnings,
    OpenDoctor,
    AskRouter, ///< to come in from outside, or to answer, once more
    StartAgain,
    Resume,
    SetUp,
};

/// The button's word; empty without a remedy. Thread: ui.
QString remedyName(Remedy remedy);
/// Does it, or shows the page where it is done; `subject` is the folder that is meant.
void carryOut(Remedy remedy, MinerModel& model, const std::string& subject = {});

} // namespace meson::bridge
