// SPDX-License-Identifier: GPL-3.0-or-later
// Sidecars as they may stand on a damaged disk. The checksum is put right first, so that what lies
// behind it is reached.
#include "engine/base/check.h"
#include "engine/crypto/hash.h"
#include "engine/store/sidecar.h"

using namespace meson;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<std::uint8_t> bytes(data, data + size);
    if (const auto raw = store::parseHeader(bytes))
        MESON_CHECK(store::encodeHeader(*raw) == bytes);
    if (size >= 156) {
        bytes[12] = static_cast<std::uint8_t>(size);
        bytes[13] = static_cast<std::uint8_t>(size >> 8);
        bytes[14] = static_cast<std::uint8_t>(size >> 16);
        bytes[15] = 0;
        const auto checksum = crypto::sha256(base::ByteSpan(bytes).first(size - 32));
        std::copy(checksum.bytes.begin(), checksum.bytes.end(), bytes.end() - 32);
    }
    const auto sidecar = store::parseHeader(bytes);
    if (!sidecar)
        return 0;
    MESON_CHECK(store::encodeHeader(*sidecar) == bytes);
    static_cast<void>(store::parseLeaves(bytes, sidecar->id, sidecar->length));
    return 0;
}
