// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"
#include "engine/demo/viewer_report.h"

#include <QJsonObject>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace meson::demo {

/// One Terminal as the Router sees it (GET /v1/status), and what the demo gave it.
struct TerminalFigures {
    std::string name;
    std::string authority; ///< "127.0.0.2:8090"
    std::string state = "starting";
    bool suspended = false;
    std::int64_t objects = 0;
    base::Bytes used;
    base::Bytes quota;
    base::BytesPerSecond rate;
    base::BytesPerSecond limit;
    base::Bytes served;
    std::int64_t requests = 0; ///< answered by the Terminal itself, by its own count
    std::int64_t sentBack = 0; ///< sent back to the Router, by its own count
    std::int64_t checksPassed = 0;
    std::int64_t checksFailed = 0;
    base::MicroTokens credits;
};

/// The network at one moment. All figures are measured: by the viewers, the Router and the
/// Terminals.
struct Snapshot {
    std::int64_t seconds = 0; ///< since the viewers started
    ViewerReport viewers;
    base::BytesPerSecond viewerRate; ///< over the last second
    std::vector<TerminalFigures> terminals;
    std::int64_t requests = 0;   ///< clients' requests at the Router
    std::int64_t fromOrigin = 0; ///< of these, answered with the origin's help
    std::int64_t epoch = 0;
    std::int64_t checksPassed = 0;
    std::int64_t checksFailed = 0;
    bool ledgerBalanced = false;

    /// Share of viewers' bytes that Terminals sent, 0–1.
    double servedByTerminals() const {
        return viewers.bytes > 0 ? static_cast<double>(viewers.bytesFromTerminals) /
                                       static_cast<double>(viewers.bytes)
                                 : 0;
    }
    /// Share of clients' requests that needed nothing from the origin, 0–1.
    double hitRatio() const {
        return requests > fromOrigin
                   ? 1 - static_cast<double>(fromOrigin) / static_cast<double>(requests)
                   : 0;
    }
};

/// Takes over what the Router's GET /v1/status says; Terminals are matched by name.
void takeRouterStatus(Snapshot& snapshot, const QJsonObject& status);
/// What `meson-network demo --json` prints at its end, see README.md.
QJsonObject summaryOf(const Snapshot& snapshot);
/// What the demo's page reads.
QJsonObject pageDataOf(const Snapshot& snapshot, const std::string& streamUrl);

} // namespace meson::demo
