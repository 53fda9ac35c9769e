// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace meson::node {

/// Whether an interface of this computer is up that leads to others. It says nothing of the
/// internet behind it. Thread: any.
bool hasNetwork();

} // namespace meson::node
