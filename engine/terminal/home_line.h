// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/terminal/terminal_options.h"

namespace meson::terminal {

/// Whether the home router must pass the port on: the owner allows asking it and announces no
/// address, clients are served beyond this computer, and none of its IPv4 addresses is public.
/// Thread: any.
bool needsPortMapping(const TerminalOptions& options);

} // namespace meson::terminal
