// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/benchmark.h"

#include <algorithm>
#include <utility>

namespace meson::bridge {

using node::BenchmarkStep;

namespace {

std::filesystem::path fileIn(const MinerModel& model) {
    return model.nodeFolder() / "benchmarks.json";
}

/// Where objects lie, and what may be written there without overshooting quota or reserve.
node::BenchmarkPlan planFor(const MinerModel& model) {
    node::BenchmarkPlan plan;
    const auto& now = model.snapshot().terminal;
    if (!now || now->volumes.empty())
        return plan;
    const store::VolumeStatus& volume = now->volumes.front();
    plan.folder = volume.folder;
    if (volume.state == store::VolumeState::Ok)
        plan.room = std::min(
            volume.quota - volume.used - volume.reserved, volume.diskFree - volume.reserve);
    return plan;
}

} // namespace

Benchmark::Benchmark(MinerModel& model, QObject* parent)
    : QObject(parent)
    , m_model(model) {}

Benchmark::~Benchmark() {
    cancel();
}

void Benchmark::load() {
    m_worker.post([this, file = fileIn(m_model)] {
        QMetaObject::invokeMethod(
            this,
            [this, results = node::loadBenchmarks(file)] {
                m_results = results;
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    });
}

void Benchmark::run() {
    if (m_current)
        return;
    m_current = BenchmarkStep::Disk;
    m_isCancelled = false;
    Q_EMIT changed();
    m_worker.post([this, plan = planFor(m_model), file = fileIn(m_model)] {
        auto last = BenchmarkStep::Disk;
        const auto result = node::runBenchmark(plan, m_model.clock(), [&](BenchmarkStep step) {
            if (std::exchange(last, step) != step)
                QMetaObject::invokeMethod(
                    this,
                    [this, step] {
                        m_current = step;
                        Q_EMIT changed();
                    },
                    Qt::QueuedConnection);
            return !m_isCancelled;
        });
        if (result)
            node::addBenchmark(file, *result);
        QMetaObject::invokeMethod(
            this, [this, result] { took(result); }, Qt::QueuedConnection);
    });
}

void Benchmark::took(std::optional<node::BenchmarkResult> result) {
    m_current.reset();
    if (result)
        m_results.push_back(*std::move(result));
    Q_EMIT changed();
}

} // namespace meson::bridge
