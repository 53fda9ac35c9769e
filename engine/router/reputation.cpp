// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/reputation.h"

#include <QDateTime>
#include <cmath>

namespace meson::router {

namespace {

// Even a Terminal that is always away keeps this share of its quality.
constexpr double kPresenceFloor = 0.5;
// The owner is told when presence falls below each of these, not with every hour.
constexpr double kPresenceTold[] = {0.75, 0.5, 0.25};

std::string percent(double share) {
    return std::to_string(std::lround(share * 100)) + " %";
}

} // namespace

std::string minuteOf(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"))
        .toStdString();
}

double Reputation::quality() const {
    if (isSuspended())
        return 0;
    return score() * (kPresenceFloor + (1 - kPresenceFloor) * m_state.presence);
}

std::string Reputation::note(CheckOutcome outcome, std::string_view what, base::WallTime now) {
    if (isSuspended())
        return {};
    if (outcome != CheckOutcome::UnknownError)
        m_errors = 0;
    switch (outcome) {
    case CheckOutcome::Passed:
        m_state.good = m_state.good * kForget + 1;
        m_state.bad *= kForget;
        return {};
    case CheckOutcome::WrongBytes:
        return suspend(
            "Wrong bytes of " + std::string(what) + " in two checks.",
            "Check the disk and its cable and let the cache be verified.",
            now + kWrongBytesSuspension);
    case CheckOutcome::WrongOnce:
        return lower(
            kBroken,
            "Wrong bytes of " + std::string(what) + " in one check, though not in the next.",
            "Check the memory, the disk and what stands between this computer and the internet.",
            now);
    case CheckOutcome::Missing:
        return lower(
            kBroken, "Your list of contents has " + std::string(what) + ", but it is not there.",
            "Do not delete files of the cache by hand; lower its size instead.", now);
    case CheckOutcome::Late:
        return lower(
            1, "Checks are answered too late: " + std::string(what) + ".",
            "Keep the cache on a disk of this computer that is not busy with other work.", now);
    case CheckOutcome::Overstated:
        return lower(
            kBroken, "Receipts state more bytes than were sent: " + std::string(what) + ".",
            "Use the program as it is published.", now);
    case CheckOutcome::UnknownError:
        break;
    }
    return noteError(what, now);
}

std::string Reputation::lower(
    double weight, std::string_view cause, std::string_view remedy, base::WallTime now) {
    m_state.good *= kForget;
    m_state.bad = m_state.bad * kForget + weight;
    if (score() < kLeast)
        return suspend(cause, remedy, now + kLowScoreSuspension);
    return std::string(cause) + " The reputation fell to " + percent(score()) +
           ", and rewards with it; below " + percent(kLeast) +
           " it is out of service for an hour. " + std::string(remedy) +
           " Each check that is passed raises it again.";
}

std::string Reputation::noteError(std::string_view what, base::WallTime now) {
    if (m_errors++ == 0)
        m_firstError = now;
    const std::string remedy =
        "Check that the port is forwarded, that no firewall blocks it and that the certificate is "
        "valid.";
    const base::WallTime end = m_firstError + kErrorGrace;
    if (now >= end && m_errors >= kErrorsTold)
        return suspend(
            "No usable answer from outside since " + minuteOf(m_firstError) + ": " +
                std::string(what) + ".",
            remedy, now + kErrorSuspension);
    if (m_errors != kErrorsTold)
        return {};
    return "No usable answer from outside to " + std::to_string(m_errors) +
           " checks in a row: " + std::string(what) + ". If it goes on until " + minuteOf(end) +
           ", service pauses. " + remedy + " Rewards are not lowered by this.";
}

std::string
Reputation::suspend(std::string_view cause, std::string_view remedy, base::WallTime until) {
    m_state.suspension = std::string(cause) + " " + std::string(remedy) +
                         " Service goes on by itself after " + minuteOf(until) + ".";
    m_state.suspendedUntil = until;
    return m_state.suspension;
}

std::string Reputation::noteHour(Presence presence) {
    const double before = m_state.presence;
    m_state.presence = before * kForget + (presence == Presence::There ? 1 - kForget : 0);
    for (const double told : kPresenceTold) {
        if (before >= told && m_state.presence < told)
            return "This Terminal was away, without having paused, for much of the last day: its "
                   "rewards are multiplied by " +
                   percent(kPresenceFloor + (1 - kPresenceFloor) * m_state.presence) +
                   ". Pause it, or set hours of service, before you switch it off; each hour of "
                   "presence raises this again.";
    }
    return {};
}

std::string Reputation::endSuspension(base::WallTime now) {
    if (!isSuspended() || now < m_state.suspendedUntil)
        return {};
    m_state.suspension.clear();
    m_errors = 0;
    m_state.good = kMemory * kRecovered;
    m_state.bad = kMemory * (1 - kRecovered);
    return "The suspension is over: service goes on with a reputation of " + percent(score()) +
           ", and each check that is passed raises it.";
}

} // namespace meson::router
