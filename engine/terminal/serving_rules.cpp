// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/serving_rules.h"

namespace meson::terminal {
namespace {

constexpr double kCoolingCelsius = 5;

ServingDecision pausedFor(PauseReason reason, std::optional<QDateTime> until = {}) {
    return {reason, std::move(until), base::BytesPerSecond(0)};
}

bool isTooHot(
    const ServingRules& rules, const ComputerState& computer, const ServingDecision& before) {
    if (rules.pauseAboveCelsius <= 0 || !computer.celsius)
        return false;
    const bool wasHot = before.paused == PauseReason::Heat;
    return *computer.celsius > rules.pauseAboveCelsius - (wasHot ? kCoolingCelsius : 0);
}

// 0 means "no limit", so the tighter of two is not simply the smaller.
base::BytesPerSecond tighter(base::BytesPerSecond a, base::BytesPerSecond b) {
    if (a.count() == 0 || b.count() == 0)
        return a + b;
    return std::min(a, b);
}

} // namespace

std::string_view pauseName(PauseReason reason) {
    switch (reason) {
    case PauseReason::Owner:
        return "owner";
    case PauseReason::Cap:
        return "cap";
    case PauseReason::Schedule:
        return "schedule";
    case PauseReason::Metered:
        return "metered";
    case PauseReason::Battery:
        return "battery";
    case PauseReason::Heat:
        break;
    }
    return "heat";
}

ServingDecision decideServing(
    const ServingRules& rules, const TrafficCapStatus& cap, const ComputerState& computer,
    const std::optional<OwnerPause>& ownerPause, const ServingDecision& before,
    const QDateTime& now) {
    using Level = TrafficCapStatus::Level;
    if (ownerPause && (!ownerPause->until || now < *ownerPause->until))
        return pausedFor(PauseReason::Owner, ownerPause->until);
    if (cap.level == Level::Reached)
        return pausedFor(PauseReason::Cap, cap.ends.startOfDay());
    const Allowance allowance = rules.schedule.at(now);
    if (allowance == Allowance::Paused)
        return pausedFor(PauseReason::Schedule, rules.schedule.nextChange(now));
    if (rules.pauseWhenMetered && computer.metered.value_or(false))
        return pausedFor(PauseReason::Metered);
    if (rules.pauseOnBattery && computer.onBattery.value_or(false))
        return pausedFor(PauseReason::Battery);
    if (isTooHot(rules, computer, before))
        return pausedFor(PauseReason::Heat);
    const bool alternative =
        rules.useAlternative || allowance == Allowance::Limited || cap.level == Level::Slow;
    return {
        std::nullopt, std::nullopt,
        alternative ? tighter(rules.limit, rules.alternativeLimit) : rules.limit};
}

} // namespace meson::terminal
