// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/check.h"
#include "engine/crypto/certificate.h"
#include "engine/crypto/pem.h"

#include <openssl/x509.h>

/// What the classes of this folder that deal in certificates share. Thread: any.
namespace meson::crypto {

using CertificateHandle = Handle<X509, X509_free>;

/// A private key of its owner only.
base::Result<KeyHandle, CertificateFailure> loadKey(const std::filesystem::path& file);

CertificateHandle parseCertificate(base::ByteSpan der);
Validity validityOf(const X509* certificate);

/// `encode` is an i2d function of OpenSSL.
template <class T>
Der toDer(const T* object, int (*encode)(const T*, unsigned char**)) {
    Der der(static_cast<std::size_t>(encode(object, nullptr)));
    unsigned char* out = der.data();
    MESON_CHECK(encode(object, &out) == static_cast<int>(der.size()));
    return der;
}

} // namespace meson::crypto
