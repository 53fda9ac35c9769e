// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>

namespace meson::platform {

/// Whether a person watches `stream` on a screen that understands cursor movements (ECMA-48): false
/// for files and pipes. Thread: any.
bool isScreen(std::FILE* stream);
/// How many characters a line of that screen holds; 0: not known. Thread: any.
int screenColumns(std::FILE* stream);

} // namespace meson::platform
