// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/protocol/codec.h"
#include "engine/protocol/messages.h"
#include "engine/protocol/signature.h"

/// The problem details (RFC 9457) that a refused request is answered with, media type
/// "application/problem+json". PROTOCOL.md lists the types.
namespace meson::protocol {

Problem toProblem(const SignatureFailure& failure);
Problem toProblem(const DecodeFailure& failure);

} // namespace meson::protocol
