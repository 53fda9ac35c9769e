// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace meson::crypto {

/// Owns an OpenSSL object that `release` frees.
template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
template <class T, auto release>
using Handle = std::unique_ptr<T, Releaser<release>>;

} // namespace meson::crypto
