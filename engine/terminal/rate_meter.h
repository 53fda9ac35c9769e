// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"

#include <deque>
#include <utility>

namespace meson::terminal {

/// The mean pace of a growing total over the last ten seconds. Thread: one.
class RateMeter {
public:
    static constexpr std::chrono::seconds kWindow{10};

    void sample(base::SteadyTime now, base::Bytes total) {
        m_samples.emplace_back(now, total);
        while (m_samples.size() > 2 && m_samples[1].first <= now - kWindow)
            m_samples.pop_front();
    }
    /// 0 until time has passed between two samples.
    base::BytesPerSecond rate() const {
        if (m_samples.size() < 2)
            return base::BytesPerSecond(0);
        const std::chrono::duration<double> time = m_samples.back().first - m_samples.front().first;
        const base::Bytes bytes = m_samples.back().second - m_samples.front().second;
        return base::BytesPerSecond(
            time.count() > 0
                ? static_cast<std::int64_t>(static_cast<double>(bytes.count()) / time.count())
                : 0);
    }

private:
    std::deque<std::pair<base::SteadyTime, base::Bytes>> m_samples;
};

} // namespace meson::terminal
