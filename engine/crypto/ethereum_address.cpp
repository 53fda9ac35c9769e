// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/ethereum_address.h"

#include "engine/crypto/keccak.h"

#include <algorithm>

namespace meson::crypto {
namespace {

constexpr std::size_t kDigits = 40;

bool isSmall(char c) {
    return c >= 'a' && c <= 'f';
}
bool isCapital(char c) {
    return c >= 'A' && c <= 'F';
}
bool isHexDigit(char c) {
    return (c >= '0' && c <= '9') || isSmall(c) || isCapital(c);
}

} // namespace

std::optional<std::string> withChecksum(std::string_view address) {
    if (address.size() != kDigits + 2 || address.substr(0, 2) != "0x" ||
        !std::all_of(address.begin() + 2, address.end(), isHexDigit))
        return std::nullopt;
    std::string digits(address.substr(2));
    for (char& c : digits)
        c = isCapital(c) ? static_cast<char>(c - 'A' + 'a') : c;
    const auto digest = keccak256(base::bytesOf(digits));
    for (std::size_t i = 0; i < kDigits; ++i) {
        const int nibble = (digest[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0x0F;
        if (isSmall(digits[i]) && nibble >= 8)
            digits[i] = static_cast<char>(digits[i] - 'a' + 'A');
    }
    return "0x" + digits;
}

AddressForm addressForm(std::string_view text) {
    const auto checked = withChecksum(text);
    if (!checked)
        return AddressForm::NotAnAddress;
    if (*checked == text)
        return AddressForm::Checked;
    const std::string_view digits = text.substr(2);
    const bool hasSmall = std::any_of(digits.begin(), digits.end(), isSmall);
    const bool hasCapital = std::any_of(digits.begin(), digits.end(), isCapital);
    return hasSmall && hasCapital ? AddressForm::WrongChecksum : AddressForm::Unchecked;
}

} // namespace meson::crypto
