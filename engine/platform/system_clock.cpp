// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/system_clock.h"

#ifdef __linux__
#include <time.h>
#endif

namespace meson::platform {

/// Only Linux's steady clock stands still while the computer sleeps.
base::SteadyTime SystemClock::steady() const {
#ifdef __linux__
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return base::SteadyTime(
        std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
#else
    return std::chrono::steady_clock::now();
#endif
}

} // namespace meson::platform
