// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/router/node_registry.h"

#include <functional>
#include <unordered_map>

namespace meson::router {

/// What each node said last of its hardware (W19). The line decides how much a node is sent; the
/// rest is for the operator. Survives restarts in the database. Thread: the Router's loop.
class HardwareReports {
public:
    HardwareReports(NodeRegistry& registry, StateWriter& writer)
        : m_registry(registry)
        , m_writer(writer) {}

    /// Makes the table and reads it, after the registry's. Thread: inside Database::run, before
    /// the loop runs.
    base::Result<void, DatabaseFailure> load();
    /// Holds from now on; `saved` tells whether it is written down.
    void take(NodeIndex node, const protocol::Hardware& report, std::function<void(bool)> saved);
    /// None: the node never said.
    const protocol::Hardware* find(NodeIndex node) const;

private:
    void keep(NodeIndex node, const protocol::Hardware& report);

    NodeRegistry& m_registry;
    StateWriter& m_writer;
    std::unordered_map<NodeIndex, protocol::Hardware> m_reports;
};

} // namespace meson::router
