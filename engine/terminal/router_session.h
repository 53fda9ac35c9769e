// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/protocol/messages.h"
#include "engine/terminal/backoff.h"
#include "engine/terminal/control_channel.h"
#include "engine/terminal/router_clock.h"

#include <QObject>
#include <QTimer>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace meson::terminal {

/// What the session asks of its Terminal and tells it. All are called on the control thread.
struct SessionEvents {
    std::function<protocol::Register()> describe;
    /// Everything but sequence, acknowledgements, wait and notice.
    std::function<protocol::Heartbeat()> status;
    /// What the Router says of itself, before each registration.
    std::function<void(const protocol::NetworkInfo&)> network;
    /// Gets ready what a registration needs, then calls back with what is in its way.
    std::function<void(std::function<void(ChannelResult<void>)>)> prepare;
    std::function<void(const protocol::Registered&)> registered;
    /// Each command once, however often the Router repeats it; answer with acknowledge().
    std::function<void(const protocol::Command&)> command;
    /// Each notice once, however often the Router repeats it.
    std::function<void(const std::vector<std::string>&)> notices;
    std::function<void()> changed;
};

/// The Terminal's standing with its Router: learns the time, registers, then keeps one long poll
/// open; acknowledgements go at once in a second, short one. Every failure is followed by another
/// attempt after a pause that grows, for as long as the session lives. Thread: control.
class RouterSession final : public QObject {
public:
    RouterSession(
        ControlChannel& channel, RouterClock& clock, SessionEvents events, Backoff backoff);

    void start();
    /// No further requests; answers under way are ignored.
    void stop();
    void acknowledge(protocol::Acknowledgement acknowledgement);
    /// Sends a heartbeat soon, because what it says has changed: at once after a quiet time, and
    /// with the answers of a check; else some times a second.
    void beatSoon();
    /// Registers once more, so that the Router probes this Terminal from outside again.
    void registerAgain();
    /// The longest pause between heartbeats that the Router wants, 1–60 s.
    void setHeartbeatSeconds(std::int64_t seconds);

    const std::optional<protocol::Registered>& registration() const { return m_registration; }
    /// Registered, and the last heartbeats were answered.
    bool isOnline() const { return m_registration && m_problem.empty(); }
    std::optional<base::WallTime> probed() const { return m_probed; }
    std::optional<base::WallTime> lastContact() const { return m_lastContact; }
    /// Why it is not online, as a sentence; empty while it is.
    const std::string& problem() const { return m_problem; }
    /// The word of PROTOCOL.md for it ("not-reachable"); empty unless the Router refused.
    const std::string& refusal() const { return m_refusal; }

private:
    enum class Kind { Poll, Short };

    void connectToRouter();
    void prepare();
    void registerNow();
    void beat(Kind kind);
    void beatAnswered(
        Kind kind, std::vector<protocol::Acknowledgement> sent,
        ChannelResult<protocol::HeartbeatAnswer> answer);
    void onlineAgain();
    void warnOfSkew();
    void takeCommands(const std::vector<protocol::Command>& commands);
    void takeNotices(const protocol::HeartbeatAnswer& answer);
    void failed(const ChannelFailure& failure);

    ControlChannel& m_channel;
    RouterClock& m_clock;
    const SessionEvents m_events;
    Backoff m_backoff;
    SkewWarning m_skewWarning;

    QTimer m_retry;     ///< connects or polls again
    QTimer m_shortBeat; ///< gathers acknowledgements
    bool m_stopped = true;
    bool m_shortUnderWay = false;
    bool m_registersAgain = false;  ///< instead of the next poll, until the Router has agreed
    bool m_pollInterrupted = false; ///< by a short beat, which makes the Router answer the poll
    std::optional<protocol::Registered> m_registration;
    std::int64_t m_heartbeatSeconds = 5;
    std::int64_t m_sequence = 0;
    std::int64_t m_notice = 0; ///< number of the latest that came
    std::optional<base::WallTime> m_probed;
    std::optional<base::WallTime> m_lastContact;
    std::string m_problem;
    std::string m_refusal;
    base::WallTime m_pollStarted;
    base::WallTime m_shortStarted;

    std::deque<protocol::Acknowledgement> m_unsent;
    /// Commands by id: running ones without, finished ones with their acknowledgement, which is
    /// sent again when the Router asks again. The oldest go beyond kRemembered.
    std::map<std::int64_t, std::optional<protocol::Acknowledgement>> m_commands;
    static constexpr std::size_t kRemembered = 2'000;
};

} // namespace meson::terminal
