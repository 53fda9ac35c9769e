// SPDX-License-Identifier: GPL-3.0-or-later
// The low-level SHA-256 calls are deprecated in favour of an interface that allocates and looks up
// per digest; one tag per request is exactly where that matters (0.14 µs against 1 µs).
#define OPENSSL_SUPPRESS_DEPRECATED
#include "engine/crypto/mac.h"

#include "engine/base/check.h"
#include "engine/crypto/openssl_handle.h"

#include <algorithm>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

namespace meson::crypto {
namespace {

constexpr std::size_t kBlock = SHA256_CBLOCK;

SHA256_CTX stateAfter(const std::array<std::uint8_t, kBlock>& block) {
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, block.data(), block.size());
    return state;
}

SHA256_CTX resumed(const std::array<std::uint32_t, 8>& words) {
    SHA256_CTX state;
    SHA256_Init(&state);
    std::copy(words.begin(), words.end(), state.h);
    state.Nl = kBlock * 8; // one block, in bits, is behind us
    return state;
}

} // namespace

MacKey::MacKey(base::ByteSpan key) {
    std::array<std::uint8_t, kBlock> block{};
    if (key.size() > kBlock)
        SHA256(key.data(), key.size(), block.data());
    else
        std::copy(key.begin(), key.end(), block.begin());
    const auto padded = [&block](std::uint8_t pad) {
        std::array<std::uint8_t, kBlock> bytes;
        std::transform(block.begin(), block.end(), bytes.begin(), [pad](std::uint8_t byte) {
            return static_cast<std::uint8_t>(byte ^ pad);
        });
        const SHA256_CTX state = stateAfter(bytes);
        Midstate midstate;
        std::copy(std::begin(state.h), std::end(state.h), midstate.words.begin());
        return midstate;
    };
    m_inner = padded(0x36);
    m_outer = padded(0x5c);
    OPENSSL_cleanse(block.data(), block.size());
}

Mac MacKey::tag(base::ByteSpan message) const {
    Mac digest;
    SHA256_CTX inner = resumed(m_inner.words);
    SHA256_Update(&inner, message.data(), message.size());
    SHA256_Final(digest.data(), &inner);
    SHA256_CTX outer = resumed(m_outer.words);
    SHA256_Update(&outer, digest.data(), digest.size());
    SHA256_Final(digest.data(), &outer);
    return digest;
}

Mac hmacSha256(base::ByteSpan key, base::ByteSpan message) {
    return MacKey(key).tag(message);
}

SecretKey deriveKey(base::ByteSpan masterKey, std::string_view info, base::ByteSpan context) {
    const Handle<EVP_KDF, EVP_KDF_free> algorithm(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const Handle<EVP_KDF_CTX, EVP_KDF_CTX_free> kdf(EVP_KDF_CTX_new(algorithm.get()));
    std::string digest = "SHA256";
    std::string use(info);
    use.append(base::textOf(context));
    std::vector<std::uint8_t> key(masterKey.begin(), masterKey.end());
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, use.data(), use.size()),
        OSSL_PARAM_construct_end()};
    SecretKey derived;
    MESON_CHECK(EVP_KDF_derive(kdf.get(), derived.data(), derived.size(), parameters) == 1);
    OPENSSL_cleanse(key.data(), key.size());
    return derived;
}

bool equalInConstantTime(base::ByteSpan a, base::ByteSpan b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void fillRandom(std::span<std::uint8_t> bytes) {
    MESON_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

} // namespace meson::crypto
