// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/protocol/problem.h"

namespace meson::protocol {
namespace {

std::string_view typeOf(SignatureError error) {
    switch (error) {
    case SignatureError::Missing:
        return "not-signed";
    case SignatureError::Malformed:
        return "malformed-signature";
    case SignatureError::UnknownKey:
        return "unknown-key";
    case SignatureError::WrongDigest:
        return "wrong-digest";
    case SignatureError::WrongSignature:
        return "wrong-signature";
    case SignatureError::ClockSkew:
        return "clock-skew";
    case SignatureError::Replayed:
        return "replayed";
    case SignatureError::TooMany:
        return "too-many-requests";
    }
    return {};
}

} // namespace

Problem toProblem(const SignatureFailure& failure) {
    return {
        failure.code == SignatureError::TooMany ? 429 : 401, std::string(typeOf(failure.code)),
        std::string(sentence(failure.code)), failure.about};
}

Problem toProblem(const DecodeFailure& failure) {
    return {400, "bad-message", std::string(sentence(failure.code)), failure.about};
}

} // namespace meson::protocol
