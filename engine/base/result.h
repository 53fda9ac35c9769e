// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace meson::base {

/// A value, or why there is none. Expected failures are values; nothing of ours throws.
template <class T, class E>
using Result = tl::expected<T, E>;

/// One failure: a code of the module's enum and what it concerns (a path, a host, a setting's
/// name). The module supplies `std::string_view sentence(Code)`: what happened and what to do about
/// it.
template <class Code>
struct Failure {
    Code code{};
    std::string about;

    friend bool operator==(const Failure&, const Failure&) = default;
};

template <class Code>
tl::unexpected<Failure<Code>> fail(Code code, std::string about = {}) {
    return tl::unexpected<Failure<Code>>(Failure<Code>{code, std::move(about)});
}

/// The failure in plain English for command lines and logs: "<about>: <sentence>", or where it is
/// about another failure, whose sentence comes first, "<sentence> <sentence>".
template <class Code>
std::string explain(const Failure<Code>& failure) {
    std::string text(sentence(failure.code));
    if (failure.about.empty())
        return text;
    return failure.about + (failure.about.back() == '.' ? " " : ": ") + text;
}

} // namespace meson::base
