// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

namespace meson::test {

/// How long a test waits for what comes by itself, in milliseconds: long enough for a busy machine.
/// Only a test that fails waits that long.
inline constexpr int kPatience = 30'000;

} // namespace meson::test

/// QTRY_VERIFY and QTRY_COMPARE for what other threads, processes or sockets bring about.
#define MESON_TRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT((condition), meson::test::kPatience)
#define MESON_TRY_COMPARE(got, wanted)                                                             \
    QTRY_COMPARE_WITH_TIMEOUT((got), (wanted), meson::test::kPatience)
