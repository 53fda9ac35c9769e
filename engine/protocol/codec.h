// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"
#include "engine/protocol/messages.h"

#include <QByteArray>

namespace meson::protocol {

enum class DecodeError {
    NotJson, ///< Not a JSON object (RFC 8259), or longer or more nested than PROTOCOL.md allows.
    MissingField, ///< A field that PROTOCOL.md requires is missing.
    BadField,     ///< A field has the wrong type, or a value out of its range.
};
std::string_view sentence(DecodeError);
using DecodeFailure = base::Failure<DecodeError>;

/// A message as compact JSON. Defined for every message that is a body, and for Command.
template <class Message>
QByteArray encode(const Message& message);
/// The message, or the failure with the field's path ("commands[2].body.id"). Never trusts: every
/// length and range of PROTOCOL.md is checked. Unknown fields are ignored, so that later versions
/// can add some.
template <class Message>
base::Result<Message, DecodeFailure> decode(const QByteArray& json);

} // namespace meson::protocol
