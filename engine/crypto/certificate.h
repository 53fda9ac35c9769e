// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/clock.h"
#include "engine/base/encoding.h"
#include "engine/base/result.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meson::crypto {

enum class CertificateError {
    NotReadable,     ///< The file cannot be read.
    NotWritable,     ///< A new key or certificate cannot be saved there.
    TooOpen,         ///< Other users of this computer can read the key file.
    NotAKey,         ///< The file does not hold a private key in PEM form that is of use here.
    NotACertificate, ///< The file does not hold a certificate in PEM form.
    KeyDoesNotMatch, ///< The key does not belong to the certificate.
    NotAnAuthority,  ///< The certificate may not sign others.
    NotValidNow,     ///< The authority's certificate has ended, or begins later.
    NotARequest,     ///< Not a PKCS #10 request in DER, or longer than 4 KiB.
    WrongProof,      ///< The request is not signed by the key that it names.
    KeyRefused,      ///< The request's key is neither P-256 nor P-384 by name.
};
std::string_view sentence(CertificateError);
using CertificateFailure = base::Failure<CertificateError>;

/// One certificate or request as it goes over the wire (X.690).
using Der = std::vector<std::uint8_t>;

struct Validity {
    base::WallTime from;
    base::WallTime until;
};
/// When a certificate is good; nothing for what is none.
std::optional<Validity> validityOf(base::ByteSpan certificate);
/// Its serial number in upper-case base 16; empty for what is no certificate.
std::string serialOf(base::ByteSpan certificate);

/// A file's text for certificates in this order, and back. What cannot be read as one ends the
/// list.
std::string certificatesToPem(const std::vector<Der>& certificates);
std::vector<Der> certificatesFromPem(std::string_view pem);

/// The key of a node's TLS server: EC P-256, made on first start, kept in a PEM file (PKCS #8) with
/// mode 0600, never sent anywhere. Copies share it. Thread: any (const).
class TlsKey {
public:
    /// An existing file that cannot be used is an error, never replaced.
    static base::Result<TlsKey, CertificateFailure> loadOrCreate(const std::filesystem::path& file);

    /// Asks for a certificate for this key (PKCS #10, RFC 2986), without any name: whoever issues
    /// it knows the name.
    Der request() const;
    /// Whether `certificate` is for this key.
    bool fits(base::ByteSpan certificate) const;

private:
    struct Key;
    explicit TlsKey(std::shared_ptr<const Key> key)
        : m_key(std::move(key)) {}

    std::shared_ptr<const Key> m_key;
};

} // namespace meson::crypto
