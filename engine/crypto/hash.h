// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/encoding.h"
#include "engine/base/ids.h"

#include <memory>

namespace meson::crypto {

/// SHA-256 (FIPS 180-4) of bytes that come in pieces. Thread: one at a time.
class Sha256Hasher {
public:
    Sha256Hasher();
    ~Sha256Hasher();
    Sha256Hasher(Sha256Hasher&&) noexcept;
    Sha256Hasher& operator=(Sha256Hasher&&) noexcept;

    void update(base::ByteSpan bytes);
    /// The digest of all that was fed; the hasher is then as new.
    base::Sha256 finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

base::Sha256 sha256(base::ByteSpan bytes);

} // namespace meson::crypto
