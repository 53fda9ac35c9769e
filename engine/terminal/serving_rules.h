// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/terminal/computer.h"
#include "engine/terminal/traffic_cap.h"
#include "engine/terminal/week_schedule.h"

#include <QDateTime>
#include <optional>
#include <string>
#include <string_view>

namespace meson::terminal {

/// Why a Terminal does not serve, the most lasting first.
enum class PauseReason { Owner, Cap, Schedule, Metered, Battery, Heat };
/// The word that the control API uses.
std::string_view pauseName(PauseReason reason);

/// What the owner decided, and at what limits.
struct ServingRules {
    WeekSchedule schedule;
    base::BytesPerSecond limit{0}; ///< in Full half hours; 0: none
    base::BytesPerSecond alternativeLimit{
        0}; ///< in Limited half hours, by the owner's switch, and near the cap; 0: none
    bool useAlternative = false; ///< the owner's switch
    bool pauseWhenMetered = true;
    bool pauseOnBattery = true;
    double pauseAboveCelsius = 0; ///< 0: never
};

/// A pause that the owner asked for.
struct OwnerPause {
    std::optional<QDateTime> until; ///< nothing: until resumed
    std::string reason;             ///< in the owner's words; may be empty
};

struct ServingDecision {
    std::optional<PauseReason> paused; ///< nothing: serve
    std::optional<QDateTime> until;    ///< when that is known to end
    base::BytesPerSecond limit{0};     ///< while serving; 0: none

    friend bool operator==(const ServingDecision&, const ServingDecision&) = default;
};

/// Decides from rules and readings; no state, no clock of its own, so that every case is a row of a
/// test. A computer that stopped for heat serves again below the limit less 5 °C, as `before`
/// tells.
ServingDecision decideServing(
    const ServingRules& rules, const TrafficCapStatus& cap, const ComputerState& computer,
    const std::optional<OwnerPause>& ownerPause, const ServingDecision& before,
    const QDateTime& now);

} // namespace meson::terminal
