// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/terminal/serving_rules.h"
#include "engine/terminal/traffic_cap.h"

#include <QDateTime>
#include <optional>
#include <string>

namespace meson::terminal {

/// Whether and how fast the owner lets this Terminal serve right now: keeps the rules, the month's
/// traffic, the owner's pause and the last readings, and decides anew when told. The owner's week
/// and month go by this computer's calendar. Thread: control.
class ServingControl {
public:
    ServingControl(
        ServingRules rules, TrafficCap traffic, std::optional<OwnerPause> pause,
        const base::Clock& clock);

    const ServingRules& rules() const { return m_rules; }
    void setRules(ServingRules rules) { m_rules = std::move(rules); }
    void setCap(TrafficCapOptions cap) { m_traffic.setOptions(cap); }
    /// Nothing ends the pause.
    void setPause(std::optional<OwnerPause> pause) { m_pause = std::move(pause); }
    const std::optional<OwnerPause>& pause() const { return m_pause; }
    void setComputer(ComputerState computer) { m_computer = computer; }
    const ComputerState& computer() const { return m_computer; }

    /// `total`: all bytes of this run so far, both directions; what is new is counted.
    void countTraffic(base::Bytes total);
    const TrafficCap& traffic() const { return m_traffic; }
    TrafficCapStatus trafficStatus() const { return m_traffic.status(now()); }

    /// Decides anew; the owner's pause is forgotten when it is over. While paused, the limit is the
    /// one before the pause: transfers that still run keep to it.
    void decide();
    const ServingDecision& decision() const { return m_decision; }
    /// Why it is paused, as a sentence; empty while it is not.
    const std::string& reason() const { return m_reason; }

private:
    QDateTime now() const;
    std::string explain() const;

    ServingRules m_rules;
    TrafficCap m_traffic;
    std::optional<OwnerPause> m_pause;
    const base::Clock& m_clock;
    ComputerState m_computer;
    base::Bytes m_counted{0}; ///< of this run's total
    ServingDecision m_decision;
    std::string m_reason;
};

} // namespace meson::terminal
