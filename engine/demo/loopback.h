// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <cstdint>

namespace meson::demo {

/// "127.0.0.<host>" where this system has it (Linux and Windows do), else "127.0.0.1". Thread: any.
QString loopbackAddress(int host);
/// `preferred` if it is free at that address, else any free port, else 0.
std::uint16_t freePort(const QString& address, std::uint16_t preferred = 0);

} // namespace meson::demo
