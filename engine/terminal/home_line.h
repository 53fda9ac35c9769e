// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/terminal/terminal_options.h"

#include <string>

namespace meson::terminal {

/// Whether the home router must pass the port on: the owner allows asking it and announces no
/// address, clients are served beyond this computer, and none of its IPv4 addresses is public.
/// Thread: any.
bool needsPortMapping(const TerminalOptions& options);

/// How other machines most likely reach this computer: a public IPv4 address of its own, else a
/// private one, else IPv6, else its name in lower case. Thread: any.
std::string addressForOthers();

} // namespace meson::terminal
