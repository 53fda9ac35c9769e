// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/node/doctor.h"
#include "ui/bridge/miner_model.h"

namespace meson::bridge {

/// Runs the probes of node::Doctor one after the other: why is nothing earned? Each is examined on
/// a thread of its own; before reachability is, the Router is asked to come in from outside once
/// more. A run that is started anew forgets the one before. Thread: ui.
class Doctor : public QObject {
    Q_OBJECT

public:
    explicit Doctor(MinerModel& model, QObject* parent = nullptr);

    void run();
    /// The probe under way; none: the run is over, or none was begun.
    std::optional<node::Probe> current() const { return m_current; }
    /// Of this run, in the order of the probes.
    const std::vector<node::Finding>& findings() const { return m_findings; }
    /// When the last run was over.
    const std::optional<base::WallTime>& finishedAt() const { return m_finishedAt; }
    /// The first that keeps the node from earning; null: none was found.
    const node::Finding* firstCause() const;

Q_SIGNALS:
    /// A probe has begun or ended.
    void changed();
    void finished();

private:
    void begin(node::Probe probe);
    void askRouter();
    void askHistory();
    void waitFor(std::chrono::milliseconds longest);
    void takeSnapshot();
    void look();
    void take(int run, const node::Finding& finding);
    node::Patient patient() const;

    MinerModel& m_model;
    std::vector<node::Finding> m_findings;
    std::optional<node::Probe> m_current;
    std::optional<base::WallTime> m_finishedAt;
    std::optional<base::WallTime> m_probedBefore; ///< while the Router is awaited
    bool m_awaitsRouter = false;
    std::int64_t m_servedInADay = 0;
    int m_run = 0; ///< what belongs to an earlier one is dropped
    QTimer m_patience;
    base::Worker m_worker; ///< last: its task uses the rest
};

} // namespace meson::bridge
