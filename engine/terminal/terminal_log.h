// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace meson::terminal {

Q_DECLARE_LOGGING_CATEGORY(lcTerminal)

} // namespace meson::terminal
