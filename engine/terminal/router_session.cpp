// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/terminal/router_session.h"

#include "engine/protocol/limits.h"
#include "engine/terminal/terminal_log.h"

#include <QPointer>
#include <algorithm>
#include <random>

namespace meson::terminal {

using namespace std::chrono_literals;

namespace {

/// Between two short beats. A Router takes some 27 signed requests a second from a Terminal: each
/// of these makes it answer the poll too, and objects that come and go are told in the index.
constexpr auto kBeatPause = 200ms;

} // namespace

double systemJitter() {
    static thread_local std::minstd_rand random(std::random_device{}());
    return std::uniform_real_distribution<double>(0, 1)(random);
}

RouterSession::RouterSession(
    ControlChannel& channel, RouterClock& clock, SessionEvents events, Backoff backoff)
    : m_channel(channel)
    , m_clock(clock)
    , m_events(std::move(events))
    , m_backoff(std::move(backoff))
    , m_sequence(base::unixSeconds(clock.now()) * 1000) { // grows across restarts without a file
    m_retry.setSingleShot(true);
    m_shortBeat.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] {
        if (m_registration && !m_registersAgain)
            beat(Kind::Poll);
        else
            connectToRouter();
    });
    connect(&m_shortBeat, &QTimer::timeout, this, [this] { beat(Kind::Short); });
}

void RouterSession::start() {
    m_stopped = false;
    connectToRouter();
}

void RouterSession::stop() {
    m_stopped = true;
    m_retry.stop();
    m_shortBeat.stop();
}

void RouterSession::setHeartbeatSeconds(std::int64_t seconds) {
    m_heartbeatSeconds = std::clamp<std::int64_t>(seconds, 1, protocol::limits::kWaitSeconds);
}

void RouterSession::acknowledge(protocol::Acknowledgement acknowledgement) {
    m_commands[acknowledgement.command] = acknowledgement;
    while (m_commands.size() > kRemembered)
        m_commands.erase(m_commands.begin());
    m_unsent.push_back(std::move(acknowledgement));
    beatSoon();
}

void RouterSession::beatSoon() {
    if (m_stopped || !m_registration || m_shortUnderWay)
        return;
    const bool isChecked = std::any_of(m_unsent.begin(), m_unsent.end(), [](const auto& one) {
        return !one.answers.empty(); // against a deadline
    });
    const auto rest =
        std::chrono::ceil<std::chrono::milliseconds>(m_shortStarted + kBeatPause - m_clock.now());
    const auto pause = isChecked ? 5ms : std::clamp(rest, 5ms, kBeatPause);
    if (!m_shortBeat.isActive() || m_shortBeat.remainingTimeAsDuration() > pause)
        m_shortBeat.start(pause);
}

void RouterSession::registerAgain() {
    if (m_stopped)
        return;
    m_registersAgain = m_registration.has_value();
    if (m_retry.isActive())
        m_retry.start(0ms);
    else
        beatSoon(); // which makes the Router answer the poll
}

void RouterSession::connectToRouter() {
    m_channel.learnNetwork(this, [this](ChannelResult<protocol::NetworkInfo> info) {
        if (m_stopped)
            return;
        if (!info)
            return failed(info.error());
        warnOfSkew();
        m_sequence = std::max(m_sequence, info->routerTime * 1000);
        m_events.network(*info);
        prepare();
    });
}

void RouterSession::prepare() {
    m_events.prepare([self = QPointer<RouterSession>(this)](const ChannelResult<void>& ready) {
        if (!self || self->m_stopped)
            return;
        if (ready)
            self->registerNow();
        else
            self->failed(ready.error());
    });
}

void RouterSession::registerNow() {
    const QByteArray body = protocol::encode(m_events.describe());
    m_channel.call<protocol::Registered>(
        this, "POST", "/v1/terminals", body, 30s,
        [this](ChannelResult<protocol::Registered> answer) {
            if (m_stopped)
                return;
            if (!answer)
                return failed(answer.error());
            m_clock.learn(answer->routerTime);
            warnOfSkew();
            m_registration = *answer;
            m_registersAgain = false;
            m_probed = m_lastContact = m_clock.now();
            m_problem.clear();
            m_refusal.clear();
            m_backoff.reset();
            setHeartbeatSeconds(answer->heartbeatSeconds);
            m_events.registered(*answer);
            beat(Kind::Poll);
        });
}

void RouterSession::beat(Kind kind) {
    if (m_stopped || !m_registration)
        return;
    protocol::Heartbeat heartbeat = m_events.status();
    heartbeat.sequence = ++m_sequence;
    heartbeat.notice = m_notice;
    // A held poll leaves one second of the longest pause for the way there and back.
    heartbeat.waitSeconds =
        kind == Kind::Poll ? std::max<std::int64_t>(m_heartbeatSeconds - 1, 1) : 0;
    const auto count =
        static_cast<std::ptrdiff_t>(std::min(m_unsent.size(), protocol::limits::kAcknowledgements));
    heartbeat.acknowledgements.assign(m_unsent.begin(), m_unsent.begin() + count);
    m_unsent.erase(m_unsent.begin(), m_unsent.begin() + count);
    m_pollInterrupted = kind == Kind::Short;
    (kind == Kind::Poll ? m_pollStarted : m_shortStarted) = m_clock.now();
    m_shortUnderWay = m_shortUnderWay || kind == Kind::Short;
    m_channel.call<protocol::HeartbeatAnswer>(
        this, "POST", m_channel.ownPath("/heartbeat"), protocol::encode(heartbeat),
        std::chrono::seconds(heartbeat.waitSeconds) + 10s,
        [this, kind,
         sent = heartbeat.acknowledgements](ChannelResult<protocol::HeartbeatAnswer> answer) {
            if (!m_stopped)
                beatAnswered(kind, sent, answer);
        });
}

void RouterSession::beatAnswered(
    Kind kind, std::vector<protocol::Acknowledgement> sent,
    ChannelResult<protocol::HeartbeatAnswer> answer) {
    if (kind == Kind::Short)
        m_shortUnderWay = false;
    if (!answer) {
        m_unsent.insert(m_unsent.begin(), sent.begin(), sent.end());
        // A failed short beat leaves its acknowledgements to the poll, which has its own retry.
        if (kind == Kind::Poll)
            failed(answer.error());
        return;
    }
    m_clock.learn(answer->routerTime);
    warnOfSkew();
    m_lastContact = m_clock.now();
    if (!m_registersAgain)
        onlineAgain();
    takeNotices(*answer);
    takeCommands(answer->commands);
    if (!m_unsent.empty())
        beatSoon();
    if (kind != Kind::Poll)
        return;
    // A Router that does not hold polls is asked once a second, not in a circle.
    const bool wasHeld = m_pollInterrupted || m_clock.now() - m_pollStarted > 500ms;
    m_retry.start(answer->commands.empty() && !wasHeld ? 1000ms : 0ms);
}

void RouterSession::warnOfSkew() {
    if (const auto warning = m_skewWarning.check(m_clock.skew()))
        qCWarning(lcTerminal, "%s", warning->c_str());
}

void RouterSession::onlineAgain() {
    m_backoff.reset();
    if (m_problem.empty())
        return;
    m_problem.clear();
    m_refusal.clear();
    m_events.changed();
}

void RouterSession::takeCommands(const std::vector<protocol::Command>& commands) {
    for (const protocol::Command& command : commands) {
        const auto [known, isNew] = m_commands.try_emplace(command.id);
        if (isNew)
            m_events.command(command);
        else if (known->second)
            acknowledge(protocol::Acknowledgement(*known->second));
    }
}

void RouterSession::takeNotices(const protocol::HeartbeatAnswer& answer) {
    const auto count =
        std::clamp<std::int64_t>(answer.notice - m_notice, 0, std::ssize(answer.notices));
    if (count == 0)
        return;
    m_notice = answer.notice;
    m_events.notices({answer.notices.end() - count, answer.notices.end()});
}

void RouterSession::failed(const ChannelFailure& failure) {
    m_problem = explain(failure);
    m_refusal = failure.problem;
    qCWarning(lcTerminal, "%s", m_problem.c_str());
    if (failure.problem == "unknown-key" || failure.problem == "not-registered")
        m_registration.reset();
    m_events.changed();
    m_retry.start(m_backoff.next());
}

} // namespace meson::terminal
