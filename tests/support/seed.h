// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <random>

namespace meson::test {

/// Another seed each time, which is printed; TEST_SEED=<number> runs a test with that one again.
inline std::uint32_t seed() {
    bool isGiven = false;
    const int given = qEnvironmentVariableIntValue("TEST_SEED", &isGiven);
    const auto seed = isGiven ? static_cast<std::uint32_t>(given) : std::random_device{}() >> 1;
    qInfo("TEST_SEED=%u", seed);
    return seed;
}

} // namespace meson::test
