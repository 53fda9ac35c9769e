// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/serving_control.h"

namespace meson::terminal {
namespace {

std::string minuteOf(const QDateTime& time) {
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm")).toStdString();
}

std::string sentenceOf(const OwnerPause& pause) {
    const std::string why = pause.reason.empty() ? "Paused by its owner." : pause.reason;
    return pause.until ? why + " (until " + minuteOf(*pause.until) + ')' : why;
}

} // namespace

ServingControl::ServingControl(
    ServingRules rules, TrafficCap traffic, std::optional<OwnerPause> pause,
    const base::Clock& clock)
    : m_rules(std::move(rules))
    , m_traffic(traffic)
    , m_pause(std::move(pause))
    , m_clock(clock)
    , m_decision{std::nullopt, std::nullopt, m_rules.limit} {}

QDateTime ServingControl::now() const {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(m_clock.wall()));
}

void ServingControl::countTraffic(base::Bytes total) {
    m_traffic.add(total - m_counted, now());
    m_counted = total;
}

void ServingControl::decide() {
    const QDateTime time = now();
    if (m_pause && m_pause->until && *m_pause->until <= time)
        m_pause.reset();
    ServingDecision next =
        decideServing(m_rules, m_traffic.status(time), m_computer, m_pause, m_decision, time);
    if (next.paused)
        next.limit = m_decision.limit;
    m_decision = std::move(next);
    m_reason = explain();
}

std::string ServingControl::explain() const {
    if (!m_decision.paused)
        return {};
    switch (*m_decision.paused) {
    case PauseReason::Owner:
        return sentenceOf(*m_pause);
    case PauseReason::Cap:
        return "This month's traffic allowance is used up; the next one starts on " +
               minuteOf(*m_decision.until).substr(0, 10) + '.';
    case PauseReason::Schedule:
        return m_decision.until
                   ? "Paused by the owner's week until " + minuteOf(*m_decision.until) + '.'
                   : "Paused by the owner's week, all of it.";
    case PauseReason::Metered:
        return "The connection of this computer is metered.";
    case PauseReason::Battery:
        return "This computer runs on its battery.";
    case PauseReason::Heat:
        break;
    }
    return "This computer is hotter than its owner allows.";
}

} // namespace meson::terminal
