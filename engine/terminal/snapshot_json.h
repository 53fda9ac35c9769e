// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/metrics/registry.h"
#include "engine/terminal/terminal_snapshot.h"

#include <QJsonObject>
#include <optional>

namespace meson::terminal {

/// The object of GET /v1/status. Sizes in bytes, rates in bytes per second, times in Unix seconds
/// of Router time; what is not known is null.
QJsonObject toJson(const TerminalSnapshot& snapshot);
/// What such an object says of another Terminal: where it stands and why, its name and addresses,
/// limits, space, rates and counts; the rest stays empty. Nothing for what is no status.
std::optional<TerminalSnapshot> snapshotFrom(const QJsonObject& status);

/// Registers the figures of GET /metrics, which read `snapshot` whenever they are written.
void registerMetrics(metrics::Registry& registry, const TerminalSnapshot& snapshot);

} // namespace meson::terminal
