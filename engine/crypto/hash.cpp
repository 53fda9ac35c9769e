// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/hash.h"

#include "engine/base/check.h"
#include "engine/crypto/openssl_handle.h"

#include <openssl/evp.h>

namespace meson::crypto {
namespace {

// Fetched once: a fetch per digest costs more than hashing a small message.
const EVP_MD* sha256Algorithm() {
    static const Handle<EVP_MD, EVP_MD_free> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    return algorithm.get();
}

} // namespace

struct Sha256Hasher::State {
    Handle<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};

    void start() { MESON_CHECK(EVP_DigestInit_ex(context.get(), sha256Algorithm(), nullptr) == 1); }
};

Sha256Hasher::Sha256Hasher()
    : m_state(std::make_unique<State>()) {
    m_state->start();
}

Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::update(base::ByteSpan bytes) {
    MESON_CHECK(EVP_DigestUpdate(m_state->context.get(), bytes.data(), bytes.size()) == 1);
}

base::Sha256 Sha256Hasher::finish() {
    base::Sha256 digest;
    MESON_CHECK(EVP_DigestFinal_ex(m_state->context.get(), digest.bytes.data(), nullptr) == 1);
    m_state->start();
    return digest;
}

base::Sha256 sha256(base::ByteSpan bytes) {
    base::Sha256 digest;
    MESON_CHECK(
        EVP_Digest(
            bytes.data(), bytes.size(), digest.bytes.data(), nullptr, sha256Algorithm(), nullptr) ==
        1);
    return digest;
}

} // namespace meson::crypto
