// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/worker.h"
#include "engine/node/benchmark.h"
#include "ui/bridge/miner_model.h"

#include <atomic>

namespace meson::bridge {

/// Measures this computer on a thread of its own, at the owner's word, and keeps what came of it.
/// Thread: ui.
class Benchmark : public QObject {
    Q_OBJECT

public:
    explicit Benchmark(MinerModel& model, QObject* parent = nullptr);
    ~Benchmark() override;

    /// Nothing happens while one is under way.
    void run();
    /// Soon no step is under way, and nothing is kept.
    void cancel() { m_isCancelled = true; }
    std::optional<node::BenchmarkStep> current() const { return m_current; }
    /// Oldest first; read from the node's folder.
    const std::vector<node::BenchmarkResult>& results() const { return m_results; }
    /// Reads what is kept; changed() when it is here.
    void load();

Q_SIGNALS:
    void changed();

private:
    void took(std::optional<node::BenchmarkResult> result);

    MinerModel& m_model;
    std::vector<node::BenchmarkResult> m_results;
    std::optional<node::BenchmarkStep> m_current;
    std::atomic<bool> m_isCancelled = false;
    base::Worker m_worker; ///< last: its task uses the rest
};

} // namespace meson::bridge
