// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/bridge/miner_model.h"
#include "ui/widgets/confirm_dialog.h"

namespace meson::pages {

/// Asks whether to leave the network: says what is earned and not paid yet, what stays and what can
/// be deleted. Thread: ui.
class LeaveDialog : public widgets::ConfirmDialog {
    Q_OBJECT

public:
    LeaveDialog(const bridge::MinerModel& model, QWidget* parent);

    terminal::CacheOnLeave cache() const;
};

} // namespace meson::pages
