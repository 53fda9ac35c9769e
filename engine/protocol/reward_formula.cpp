// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/reward_formula.h"

namespace meson::protocol {

namespace {

// Two factors below 2^63 fit in 128 bits.
__extension__ using Wide = unsigned __int128;

Wide product(std::int64_t a, std::int64_t b) {
    return static_cast<Wide>(a) * static_cast<Wide>(b);
}

} // namespace

base::Bytes weightOf(base::Bytes credited, std::int64_t qualityMillionths) {
    return base::Bytes(static_cast<std::int64_t>(
        product(credited.count(), qualityMillionths) / static_cast<Wide>(kFullQuality)));
}

EmissionPools poolsOf(base::MicroTokens emission) {
    const base::MicroTokens standby = emission / kStandbyPart;
    return {emission - standby, standby};
}

base::MicroTokens shareOf(base::MicroTokens pool, std::int64_t part, std::int64_t whole) {
    if (whole == 0)
        return base::MicroTokens(0);
    return base::MicroTokens(
        static_cast<std::int64_t>(product(pool.count(), part) / static_cast<Wide>(whole)));
}

std::int64_t roundedAway(base::MicroTokens pool, std::int64_t part, std::int64_t whole) {
    if (whole == 0)
        return 0;
    return static_cast<std::int64_t>(product(pool.count(), part) % static_cast<Wide>(whole));
}

} // namespace meson::protocol
