// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/check.h"
#include "engine/protocol/delivery_token.h"

#include <algorithm>

using namespace meson;
using namespace meson::protocol;

// Nothing that was not written under the key is taken for a token or a return; what was written
// reads back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const crypto::MacKey key(base::bytesOf("a key that no input knows"));
    const base::WallTime now = base::fromUnixSeconds(1'800'000'000);
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    const TokenVerdict verdict = readToken(text, key, now).verdict;
    MESON_CHECK(verdict == TokenVerdict::Malformed || verdict == TokenVerdict::Forged);
    if (const auto path = parseReturnPath(text))
        MESON_CHECK(!returnPathIsGenuine(*path, key));

    DeliveryToken token;
    std::copy_n(data, std::min(size, token.id.bytes.size()), token.id.bytes.begin());
    token.length = base::Bytes(static_cast<std::int64_t>(size));
    token.expires = 1'800'000'000 + (size % 2 == 0 ? 1 : 0);
    const CheckedToken checked = readToken(writeToken(token, key), key, now);
    MESON_CHECK(checked.verdict == (size % 2 == 0 ? TokenVerdict::Good : TokenVerdict::Expired));
    MESON_CHECK(checked.token == token);
    return 0;
}
