// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"

#include <array>
#include <cstdint>

namespace meson::crypto {

/// Keccak-256 as Ethereum uses it (the padding of the original submission, not of FIPS 202's
/// SHA3-256). Thread: any.
std::array<std::uint8_t, 32> keccak256(base::ByteSpan bytes);

} // namespace meson::crypto
