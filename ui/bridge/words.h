// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/node/miner_engine.h"
#include "ui/widgets/status_strip.h"

#include <QDateTime>
#include <QString>

namespace meson::bridge {

/// Figures and codes of the engine in the owner's language. Thread: ui.

/// "12.5": tokens with at most six decimals, at least two; `sign` writes a plus too.
enum class Sign { WhenNegative, Always };
QString tokensText(base::MicroTokens amount, Sign sign = Sign::WhenNegative);
/// "23:41" today, else with the date.
QString momentText(const QDateTime& time, const QDateTime& now);
QDateTime toDateTime(base::WallTime time);

/// What the engine says in English, in the owner's language where it is a known sentence; what it
/// concerns ("<path>: …") stays in front.
QString engineSentence(const std::string& english);
/// The rule behind a pause by its stable word: "Your schedule".
QString pauseRuleText(const std::string& rule);
QString settingSentence(node::SettingProblem problem);

/// The node's state for strip and tray, with its reason.
struct NodeStatus {
    widgets::NodeState state = widgets::NodeState::Starting;
    QString reason;
};
NodeStatus nodeStatusOf(const node::MinerSnapshot& snapshot, base::WallTime now);

/// Whether the node was reached from outside, in a word or two, and where that stands.
struct Reachability {
    theme::Tone tone = theme::Tone::Muted;
    QString words;  ///< "Reachable", "Not confirmed"
    QString detail; ///< "203.0.113.9:8090, probed 2 min ago"
};
Reachability reachabilityOf(const node::MinerSnapshot& snapshot, base::WallTime now);

} // namespace meson::bridge
