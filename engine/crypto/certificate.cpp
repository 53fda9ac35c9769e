// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/certificate.h"

#include "engine/crypto/x509.h"
#include "engine/platform/private_file.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace meson::crypto {

namespace {

base::WallTime timeOf(const ASN1_TIME* time) {
    const Handle<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
    int days = 0;
    int seconds = 0;
    if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1)
        return {};
    return base::fromUnixSeconds(std::int64_t{days} * 86'400 + seconds);
}

} // namespace

std::string_view sentence(CertificateError error) {
    switch (error) {
    case CertificateError::NotReadable:
        return "The file cannot be read: check its path and permissions.";
    case CertificateError::NotWritable:
        return "It cannot be saved there: check the folder's permissions and free space.";
    case CertificateError::TooOpen:
        return "Other users of this computer can read this key: run chmod 600 on it.";
    case CertificateError::NotAKey:
        return "This file does not hold a private key in PEM form that is of use here: restore it "
               "from a backup, or move it away to have a new one made.";
    case CertificateError::NotACertificate:
        return "This file does not hold a certificate in PEM form.";
    case CertificateError::KeyDoesNotMatch:
        return "The key does not belong to the certificate: use the key it was issued for.";
    case CertificateError::NotAnAuthority:
        return "This certificate may not sign those of nodes: it must be an authority's, with "
               "CA:TRUE, and allow the names of this network's zone.";
    case CertificateError::NotValidNow:
        return "The authority's certificate has ended or begins later: renew it, and check this "
               "computer's clock.";
    case CertificateError::NotARequest:
        return "This is not a certificate request (PKCS #10, DER, 4 KiB at most).";
    case CertificateError::WrongProof:
        return "The request is not signed by the key that it names.";
    case CertificateError::KeyRefused:
        return "The key of a certificate must be an EC key on P-256 or P-384.";
    }
    return "Unknown error.";
}

// --- x509.h

base::Result<KeyHandle, CertificateFailure> loadKey(const std::filesystem::path& file) {
    const auto pem = platform::readFile(file);
    if (!pem)
        return base::fail(CertificateError::NotReadable, file.string());
    if (!platform::isPrivateFile(file))
        return base::fail(CertificateError::TooOpen, file.string());
    KeyHandle key = keyFromPem(*pem);
    ERR_clear_error();
    if (!key)
        return base::fail(CertificateError::NotAKey, file.string());
    return key;
}

CertificateHandle parseCertificate(base::ByteSpan der) {
    const unsigned char* at = der.data();
    CertificateHandle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    if (at != der.data() + der.size())
        return nullptr;
    return certificate;
}

Validity validityOf(const X509* certificate) {
    return {timeOf(X509_get0_notBefore(certificate)), timeOf(X509_get0_notAfter(certificate))};
}

// --- certificate.h

std::optional<Validity> validityOf(base::ByteSpan certificate) {
    const CertificateHandle parsed = parseCertificate(certificate);
    return parsed ? std::optional(validityOf(parsed.get())) : std::nullopt;
}

std::string serialOf(base::ByteSpan certificate) {
    const CertificateHandle parsed = parseCertificate(certificate);
    if (!parsed)
        return {};
    const Handle<BIGNUM, BN_free> number(
        ASN1_INTEGER_to_BN(X509_get0_serialNumber(parsed.get()), nullptr));
    char* const text = BN_bn2hex(number.get());
    std::string serial(text);
    OPENSSL_free(text);
    return serial;
}

std::string certificatesToPem(const std::vector<Der>& certificates) {
    const MemoryBio bio(BIO_new(BIO_s_mem()));
    for (const Der& der : certificates)
        if (const CertificateHandle certificate = parseCertificate(der))
            MESON_CHECK(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
    return textOf(bio);
}

std::vector<Der> certificatesFromPem(std::string_view pem) {
    const MemoryBio bio = readerOf(pem);
    std::vector<Der> certificates;
    while (const CertificateHandle certificate{
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
        certificates.push_back(toDer(certificate.get(), i2d_X509));
    ERR_clear_error();
    return certificates;
}

struct TlsKey::Key {
    KeyHandle key;
};

base::Result<TlsKey, CertificateFailure> TlsKey::loadOrCreate(const std::filesystem::path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error) && !error) {
        KeyHandle key(EVP_EC_gen("P-256"));
        MESON_CHECK(key != nullptr);
        if (!platform::savePrivateFile(file, keyToPem(key.get())))
            return base::fail(CertificateError::NotWritable, file.string());
        return TlsKey(std::make_shared<Key>(Key{std::move(key)}));
    }
    auto key = loadKey(file);
    if (!key)
        return tl::unexpected(key.error());
    if (EVP_PKEY_get_base_id(key->get()) != EVP_PKEY_EC)
        return base::fail(CertificateError::NotAKey, file.string());
    return TlsKey(std::make_shared<Key>(Key{*std::move(key)}));
}

Der TlsKey::request() const {
    const Handle<X509_REQ, X509_REQ_free> request(X509_REQ_new());
    MESON_CHECK(
        X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
        X509_REQ_set_pubkey(request.get(), m_key->key.get()) == 1 &&
        X509_REQ_sign(request.get(), m_key->key.get(), EVP_sha256()) > 0);
    return toDer(request.get(), i2d_X509_REQ);
}

bool TlsKey::fits(base::ByteSpan certificate) const {
    const CertificateHandle parsed = parseCertificate(certificate);
    const bool fits = parsed && EVP_PKEY_eq(X509_get0_pubkey(parsed.get()), m_key->key.get()) == 1;
    ERR_clear_error();
    return fits;
}

} // namespace meson::crypto
