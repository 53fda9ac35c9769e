// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/http/tls_context.h"

#include <atomic>
#include <cstdio>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>
#include <vector>

namespace meson::test {

inline bool isAddress(const std::string& name) {
    return name.find_first_not_of("0123456789.") == std::string::npos;
}

/// Writes a self-signed P-256 certificate for `names`, host names and addresses (the first is the
/// common name too), to `<path>.pem` and its key to `<path>.key`.
inline http::CertificateFiles
writeCertificate(const std::string& path, const std::vector<std::string>& names) {
    static std::atomic<long> serial{1};
    EVP_PKEY* const key = EVP_EC_gen("P-256");
    X509* const certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(
        name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(names.front().c_str()), -1,
        -1, 0);
    X509_set_issuer_name(certificate, name);
    std::string alternatives;
    for (const std::string& alternative : names)
        alternatives += (alternatives.empty() ? "" : ",") +
                        std::string(isAddress(alternative) ? "IP:" : "DNS:") + alternative;
    X509_EXTENSION* const extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternatives.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_sign(certificate, key, EVP_sha256());

    const http::CertificateFiles files{path + ".pem", path + ".key"};
    BIO* out = BIO_new_file(files.chain.c_str(), "w");
    PEM_write_bio_X509(out, certificate);
    BIO_free(out);
    out = BIO_new_file(files.key.c_str(), "w");
    PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    BIO_free(out);
    X509_EXTENSION_free(extension);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return files;
}

} // namespace meson::test
