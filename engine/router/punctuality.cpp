// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/router/punctuality.h"

#include <algorithm>

namespace meson::router {

bool Punctuality::isLate(NodeIndex node, Arrival arrival) {
    std::deque<Arrival>& latest = m_latest[node];
    latest.push_back(arrival);
    if (latest.size() > kJudged)
        latest.pop_front();
    const auto late = std::count(latest.begin(), latest.end(), Arrival::Late);
    const bool isMedianLate =
        latest.size() == kJudged && late > static_cast<std::ptrdiff_t>(kJudged / 2);
    return arrival == Arrival::Late && isMedianLate;
}

} // namespace meson::router
