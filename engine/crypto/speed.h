// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/units.h"

#include <chrono>
#include <functional>

namespace meson::crypto {

/// How fast one thread does what serving costs, each measured for `time` or until `goesOn`, which
/// is asked every few milliseconds, says no; 0 if the library refuses. Thread: any; blocks.
using GoesOn = std::function<bool()>;

/// Leaf hashes (SHA-256 of 16 KiB): each byte that comes from disk or from the network, once.
base::BytesPerSecond measureHashing(std::chrono::milliseconds time, const GoesOn& goesOn);
/// TLS 1.3 records (AES-128-GCM, 16 KiB): each byte that leaves.
base::BytesPerSecond measureSealing(std::chrono::milliseconds time, const GoesOn& goesOn);
/// ECDSA P-256 signatures a second: one for each new visitor.
double measureSignatures(std::chrono::milliseconds time, const GoesOn& goesOn);

} // namespace meson::crypto
