// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/words.h"

#include "ui/widgets/units.h"

#include <QCoreApplication>
#include <QLocale>

namespace meson::bridge {
namespace {

using terminal::PauseReason;
using terminal::TerminalPhase;
using terminal::TerminalSnapshot;
using widgets::NodeState;

QString tr(const char* text) {
    return QCoreApplication::translate("meson::bridge", text);
}

QString pauseText(const TerminalSnapshot& now) {
    const QString until =
        now.pausedUntil ? momentText(toDateTime(*now.pausedUntil), QDateTime::currentDateTime())
                        : QString();
    switch (now.pausedBy.value_or(PauseReason::Owner)) {
    case PauseReason::Owner:
        return until.isEmpty() ? tr("Until you resume") : tr("By you, until %1").arg(until);
    case PauseReason::Cap:
        return tr("This month's traffic is used up, until %1").arg(until);
    case PauseReason::Schedule:
        return until.isEmpty() ? tr("By your week") : tr("By your week, until %1").arg(until);
    case PauseReason::Metered:
        return tr("The connection is metered");
    case PauseReason::Battery:
        return tr("Running on battery");
    case PauseReason::Heat:
        break;
    }
    return tr("The computer is too hot");
}

NodeStatus runningStatus(const TerminalSnapshot& now, base::WallTime at) {
    switch (now.phase) {
    case TerminalPhase::Starting:
        return {NodeState::Starting, {}};
    case TerminalPhase::Connecting:
        // One refused attempt is nothing yet; a sentence is.
        if (now.reason.empty())
            return {NodeState::Starting, tr("Joining the network")};
        return {NodeState::Attention, engineSentence(now.reason)};
    case TerminalPhase::Paused:
        return {NodeState::Paused, pauseText(now)};
    case TerminalPhase::Draining:
        return {NodeState::Starting, tr("Finishing running transfers")};
    case TerminalPhase::Offline:
        return {NodeState::Offline, engineSentence(now.reason)};
    case TerminalPhase::Stopped:
        return {NodeState::Offline, {}};
    case TerminalPhase::Serving:
        break;
    }
    if (reachabilityOf({node::EngineState::Running, {}, {}, 0, false, {}, at, now}, at).tone !=
        theme::Tone::Ok)
        return {NodeState::Attention, tr("Not reached from outside yet")};
    if (!now.problem.empty())
        return {NodeState::Attention, engineSentence(now.problem)};
    return {NodeState::Earning, now.requests > 0 ? QString() : tr("Waiting for the first viewer")};
}

} // namespace

QString pauseRuleText(const std::string& rule) {
    const std::pair<const char*, QString> rules[] = {
        {"owner", tr("By you")},
        {"cap", tr("This month's traffic is used up")},
        {"schedule", tr("By your week")},
        {"metered", tr("The connection is metered")},
        {"battery", tr("Running on battery")},
        {"heat", tr("The computer is too hot")},
    };
    for (const auto& [word, text] : rules)
        if (rule == word)
            return text;
    return QString::fromStdString(rule);
}

QString tokensText(base::MicroTokens amount, Sign sign) {
    const bool isNegative = amount.count() < 0;
    const auto size = static_cast<quint64>(isNegative ? -amount.count() : amount.count());
    QString fraction = QStringLiteral("%1").arg(size % 1'000'000, 6, 10, QLatin1Char('0'));
    while (fraction.size() > 2 && fraction.endsWith(QLatin1Char('0')))
        fraction.chop(1);
    const QLocale locale;
    const QString text = locale.toString(size / 1'000'000) + locale.decimalPoint() + fraction;
    if (isNegative)
        return QChar(0x2212) + text;
    return sign == Sign::Always && amount.count() > 0 ? QLatin1Char('+') + text : text;
}

QDateTime toDateTime(base::WallTime time) {
    return QDateTime::fromSecsSinceEpoch(base::unixSeconds(time));
}

QString momentText(const QDateTime& time, const QDateTime& now) {
    const QLocale locale;
    return time.date() == now.date() ? locale.toString(time.time(), QLocale::ShortFormat)
                                     : locale.toString(time, QLocale::ShortFormat);
}

NodeStatus nodeStatusOf(const node::MinerSnapshot& snapshot, base::WallTime now) {
    using node::EngineState;
    switch (snapshot.state) {
    case EngineState::Stopped:
        return {NodeState::Offline, tr("Not set up yet")};
    case EngineState::Starting:
        return {NodeState::Starting, engineSentence(snapshot.problem)};
    case EngineState::Stopping:
        return {NodeState::Starting, tr("Finishing running transfers")};
    case EngineState::Failed:
        return {NodeState::Attention, engineSentence(snapshot.problem)};
    case EngineState::Running:
        break;
    }
    return snapshot.terminal ? runningStatus(*snapshot.terminal, now)
                             : NodeStatus{NodeState::Starting, {}};
}

Reachability reachabilityOf(const node::MinerSnapshot& snapshot, base::WallTime now) {
    if (!snapshot.terminal || !snapshot.terminal->probed || snapshot.terminal->address.empty())
        return {theme::Tone::Muted, tr("Not confirmed"), tr("Nobody has reached this node yet")};
    const TerminalSnapshot& terminal = *snapshot.terminal;
    const QString probed = widgets::agoInWords(toDateTime(*terminal.probed), toDateTime(now));
    const QString where = QString::fromStdString(terminal.address);
    if (terminal.phase == TerminalPhase::Offline || snapshot.state != node::EngineState::Running)
        return {
            theme::Tone::Warn, tr("Not confirmed"), tr("%1, last probed %2").arg(where, probed)};
    return {theme::Tone::Ok, tr("Reachable"), tr("%1, probed %2").arg(where, probed)};
}

} // namespace meson::bridge
