// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/protocol/messages.h"

#include <QByteArray>

namespace meson::protocol {

enum class DecodeError {
    NotJson,      ///< The message is not JSON (RFC 8259), or is nested or long beyond the limits of PROTOCOL.md.
    MissingField, ///< A field that PROTOCOL.md requires is missing.
    BadField,     ///< A field has the wrong type, or a value out of its range.
};
std::string_view sentence(DecodeError);
using DecodeFailure = base::Failure<DecodeError>;

/// A message as compact JSON. Numbers are integers; digests are hex; unknown fields are ignored when reading, so that
/// later versions can add some. Specialised for every message of messages.h.
template <class Message> QByteArray encode(const Message& message);
/// The message, or the failure with the field's path ("commands[2].id"). Never trusts: every length and range is checked.
template <class Message> base::Result<Message, DecodeFailure> decode(const QByteArray& json);

} // namespace meson::protocol
