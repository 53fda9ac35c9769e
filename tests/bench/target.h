// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <benchmark/benchmark.h>
#include <cstdio>

namespace meson::test {

/// Says at the end of a row whether a figure is what was aimed at.
inline void
judge(benchmark::State& state, const char* what, double figure, double most, const char* unit) {
    char text[100];
    std::snprintf(
        text, sizeof(text), "%s <= %g %s: %s (%.3g)", what, most, unit,
        figure <= most ? "met" : "NOT MET", figure);
    state.SetLabel(text);
}

} // namespace meson::test
