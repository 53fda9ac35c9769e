// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace meson::crypto {

/// How an Ethereum address is written: "0x" and 40 hexadecimal digits, whose case is a checksum
/// (EIP-55). Thread: any.
enum class AddressForm {
    Checked,       ///< mixed case, and the checksum is right
    Unchecked,     ///< all small or all capital letters: a typing mistake would not be seen
    WrongChecksum, ///< one or more digits are not the ones that were meant
    NotAnAddress,
};
AddressForm addressForm(std::string_view text);

/// The same address with its checksum; nothing for what is not an address.
std::optional<std::string> withChecksum(std::string_view address);

} // namespace meson::crypto
