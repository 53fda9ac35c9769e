// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/metrics/registry.h"
#include "engine/terminal/terminal_snapshot.h"

#include <QByteArray>

namespace meson::terminal {

/// The object of GET /v1/status. Sizes in bytes, rates in bytes per second, times in Unix seconds
/// of Router time; what is not known is null.
QByteArray toJson(const TerminalSnapshot& snapshot);

/// Registers the figures of GET /metrics, which read `snapshot` whenever they are written.
void registerMetrics(metrics::Registry& registry, const TerminalSnapshot& snapshot);

} // namespace meson::terminal
