// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <random>

namespace meson::test {

/// Another seed each time, which is printed; MESON_SEED=<number> runs a test with that one again.
inline std::uint32_t seed() {
    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("MESON_SEED", &isGiven);
    const auto seed = isGiven ? static_cast<std::uint32_t>(given) : std::random_device{}() >> 1;
    qInfo("MESON_SEED=%u", seed);
    return seed;
}

} // namespace meson::test
