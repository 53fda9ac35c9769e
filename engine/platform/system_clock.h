// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"

namespace meson::platform {

/// This computer's clock. Thread: any.
class SystemClock final : public base::Clock {
public:
    base::WallTime wall() const override { return std::chrono::system_clock::now(); }
    base::SteadyTime steady() const override;
};

} // namespace meson::platform
