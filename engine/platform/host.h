// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <string>

namespace meson::platform {

/// What this computer is, as far as the system tells; what it does not tell stays empty or 0.
struct Host {
    std::string processor; ///< the maker's name of the model
    int cores = 0;         ///< hardware threads
    base::Bytes memory;
    std::string system; ///< "Debian GNU/Linux 12"
};

/// Thread: any.
Host readHost();

/// Memory of this process that is in RAM now; 0 if the system does not tell. Thread: any.
base::Bytes residentMemory();

} // namespace meson::platform
