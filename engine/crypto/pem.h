// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/openssl_handle.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <string>
#include <string_view>

/// Private keys and files in PEM form (RFC 7468), for the classes of this folder. Thread: any.
namespace meson::crypto {

using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using MemoryBio = Handle<BIO, BIO_free_all>;

/// Reads `text`, which must outlive it.
MemoryBio readerOf(std::string_view text);
/// What was written to a memory BIO.
std::string textOf(const MemoryBio& bio);

/// Nothing for what is no private key or needs a password.
KeyHandle keyFromPem(std::string_view pem);
/// PKCS #8, not encrypted.
std::string keyToPem(EVP_PKEY* key);

} // namespace meson::crypto
