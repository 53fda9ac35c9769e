// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/certificate.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string>

namespace meson::test {

/// With `names`, it asks for them and for more than a node may have.
inline crypto::Der requestSignedBy(EVP_PKEY* key, EVP_PKEY* signer, const std::string& names) {
    X509_REQ* const request = X509_REQ_new();
    X509_REQ_set_pubkey(request, key);
    if (!names.empty()) {
        X509_NAME_add_entry_by_txt(
            X509_REQ_get_subject_name(request), "CN", MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>("bank.example"), -1, -1, 0);
        STACK_OF(X509_EXTENSION)* extensions = sk_X509_EXTENSION_new_null();
        for (const auto& [kind, value] :
             {std::pair{NID_subject_alt_name, names.c_str()},
              std::pair{NID_basic_constraints, "critical,CA:TRUE"},
              std::pair{NID_ext_key_usage, "codeSigning"}})
            sk_X509_EXTENSION_push(extensions, X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
        X509_REQ_add_extensions(request, extensions);
        sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    }
    X509_REQ_sign(request, signer, EVP_sha256());
    crypto::Der der(static_cast<std::size_t>(i2d_X509_REQ(request, nullptr)));
    unsigned char* out = der.data();
    i2d_X509_REQ(request, &out);
    X509_REQ_free(request);
    return der;
}

/// A request for a new key on `curve`, which asks for an authority's rights and for these names
/// ("DNS:a,IP:1.2.3.4").
inline crypto::Der requestOn(const char* curve, const std::string& names = {}) {
    EVP_PKEY* const key = EVP_EC_gen(curve);
    const crypto::Der der = requestSignedBy(key, key, names);
    EVP_PKEY_free(key);
    return der;
}

inline crypto::Der requestForRsa(unsigned bits) {
    EVP_PKEY* const key = EVP_RSA_gen(bits);
    const crypto::Der der = requestSignedBy(key, key, {});
    EVP_PKEY_free(key);
    return der;
}

/// Names one key and is signed by another.
inline crypto::Der requestSignedByAnother() {
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    EVP_PKEY* const other = EVP_EC_gen("P-256");
    const crypto::Der der = requestSignedBy(key, other, {});
    EVP_PKEY_free(key);
    EVP_PKEY_free(other);
    return der;
}

} // namespace meson::test
