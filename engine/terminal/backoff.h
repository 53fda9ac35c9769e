// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace meson::terminal {

/// Pauses between attempts: doubling from `first` to `longest`, each shortened at random by up to a
/// half, so that Terminals that lost one Router do not come back as one. Thread: one.
class Backoff {
public:
    /// `random` yields numbers in [0, 1).
    Backoff(
        std::chrono::milliseconds first, std::chrono::milliseconds longest,
        std::function<double()> random)
        : m_first(first)
        , m_longest(longest)
        , m_pause(first)
        , m_random(std::move(random)) {}

    std::chrono::milliseconds next() {
        const auto pause = m_pause;
        m_pause = std::min(m_pause * 2, m_longest);
        return pause - std::chrono::milliseconds(static_cast<std::int64_t>(
                           static_cast<double>(pause.count()) * m_random() / 2));
    }
    void reset() { m_pause = m_first; }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_longest;
    std::chrono::milliseconds m_pause;
    std::function<double()> m_random;
};

/// The product's source of jitter. Thread: any.
double systemJitter();

} // namespace meson::terminal
