// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/pem.h"

#include "engine/base/check.h"

#include <openssl/pem.h>

namespace meson::crypto {

namespace {

int refusePassword(char*, int, int, void*) {
    return 0;
}

} // namespace

MemoryBio readerOf(std::string_view text) {
    return MemoryBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string textOf(const MemoryBio& bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

KeyHandle keyFromPem(std::string_view pem) {
    const MemoryBio bio = readerOf(pem);
    return KeyHandle(PEM_read_bio_PrivateKey(bio.get(), nullptr, refusePassword, nullptr));
}

std::string keyToPem(EVP_PKEY* key) {
    const MemoryBio bio(BIO_new(BIO_s_mem()));
    MESON_CHECK(
        PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return textOf(bio);
}

} // namespace meson::crypto
