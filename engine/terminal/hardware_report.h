// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/messages.h"
#include "engine/store/content_store.h"

#include <filesystem>

namespace meson::terminal {

/// What W19 reports of the computer and its cache volumes; upload figures are the caller's. Each
/// volume's speed is measured once, with 64 MiB at most inside space reserved for it, and kept in
/// `speeds` (a JSON file). What cannot be read or measured stays empty or 0.
/// Thread: any; blocks for seconds when it measures.
protocol::Hardware readHardware(store::ContentStore& store, const std::filesystem::path& speeds);

} // namespace meson::terminal
