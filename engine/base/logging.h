// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace meson::base {

/// Log lines go to standard error: one line each, "<UTC time> <level> <category> <text>". Secrets,
/// tokens and keys are never logged. Categories are "meson.<folder>"; each folder declares its own
/// with Q_LOGGING_CATEGORY. `verbosity` 0 shows warnings and worse, 1 adds information, 2
/// debugging. Call once, from main().
void installLogging(int verbosity);

} // namespace meson::base
