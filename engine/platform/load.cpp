// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/load.h"

#include "engine/platform/host.h"

#include <algorithm>
#include <thread>

namespace meson::platform {
namespace {

using Seconds = std::chrono::duration<double>;

std::optional<double> share(double work, double span) {
    if (span <= 0)
        return std::nullopt;
    return std::clamp(work / span, 0.0, 1.0);
}

/// A counter that went back began anew (a line went away, a disk was taken out): nothing is known.
std::optional<base::BytesPerSecond> rate(
    const std::optional<Flow>& before, const std::optional<Flow>& now, std::int64_t Flow::*way,
    Seconds span) {
    if (!before || !now || span.count() <= 0)
        return std::nullopt;
    const std::int64_t octets = (*now).*way - (*before).*way;
    if (octets < 0)
        return std::nullopt;
    return base::BytesPerSecond(
        static_cast<std::int64_t>(static_cast<double>(octets) / span.count()));
}

} // namespace

LoadMeter::LoadMeter(std::filesystem::path proc, std::filesystem::path sys)
    : m_proc(std::move(proc))
    , m_sys(std::move(sys)) {}

Load LoadMeter::read() {
    const auto read = std::chrono::steady_clock::now();
    const LoadCounters now = readLoadCounters(m_proc, m_sys);
    Load load;
    if (m_before) {
        const LoadCounters& before = *m_before;
        const Seconds span = read - m_read;
        if (before.computer && now.computer)
            load.computerBusy = share(
                now.computer->busy - before.computer->busy,
                now.computer->all - before.computer->all);
        const double processors = std::max(1U, std::thread::hardware_concurrency());
        if (before.own && now.own)
            load.ownBusy = share((*now.own - *before.own).count(), span.count() * processors);
        load.lineOut = rate(before.line, now.line, &Flow::out, span);
        load.lineIn = rate(before.line, now.line, &Flow::in, span);
        load.diskRead = rate(before.disk, now.disk, &Flow::in, span);
        load.diskWritten = rate(before.disk, now.disk, &Flow::out, span);
        load.ownRead = rate(before.ownDisk, now.ownDisk, &Flow::in, span);
        load.ownWritten = rate(before.ownDisk, now.ownDisk, &Flow::out, span);
    }
    load.memoryUsed = now.memoryUsed;
    if (const base::Bytes resident = residentMemory(); resident.count() > 0)
        load.ownMemory = resident;
    load.batteryPercent = now.batteryPercent;
    m_before = now;
    m_read = read;
    return load;
}

} // namespace meson::platform
