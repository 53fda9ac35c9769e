// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/units.h"
#include "engine/protocol/messages.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace meson::terminal {

/// What receipts are good for by the tokens that they are of: a token brings at most its object's
/// length over all its receipts (PROTOCOL.md, section 9). So the Terminal knows what it must be
/// credited before the Router says so. Thread: one at a time.
class TokenDues {
public:
    /// What a receipt and its token say.
    struct Entry {
        std::uint64_t nonce = 0;
        base::Bytes length; ///< of the object
        base::Bytes stated;
        std::int64_t expires = 0; ///< Unix seconds by Router time
    };
    /// What one receipt brings.
    struct Due {
        base::Bytes bytes;
        base::Bytes late; ///< of them: the Router may know the token no more
    };
    /// Nothing if the receipt's token is none.
    static std::optional<Entry> entryOf(const protocol::Receipt& receipt);

    /// Enters a receipt that the Router took at `routerTime`.
    Due enter(const Entry& entry, base::WallTime routerTime);
    /// Whether receipts of a token that expired then may be unknown to the Router, whose clock and
    /// this one may differ by a minute.
    static bool isLate(std::int64_t expires, base::WallTime routerTime);
    /// Drops tokens all further receipts of which are late; once a minute is enough.
    void forget(base::WallTime routerTime);

private:
    struct Token {
        base::Bytes stated;
        std::int64_t expires = 0;
    };
    std::unordered_map<std::uint64_t, Token> m_tokens; ///< by nonce
    base::WallTime m_nextForget;
};

} // namespace meson::terminal
