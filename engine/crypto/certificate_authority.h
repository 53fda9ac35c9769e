// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/crypto/certificate.h"

#include <chrono>

namespace meson::crypto {

/// The one name that a certificate is for.
struct CertificateName {
    std::string dns;                   ///< a host name in lower case, or
    std::vector<std::uint8_t> address; ///< 4 or 16 bytes of an IP address
};

/// A request for a certificate (PKCS #10, RFC 2986) that was checked: its key is EC P-256 or P-384
/// and signed the request. What else it asks for (names, uses, a time) is not looked at. Copies
/// share the key. Thread: any (const).
class CertificateRequest {
public:
    static constexpr std::size_t kLongest = 4096; ///< bytes

    /// Reads what a stranger sent.
    static base::Result<CertificateRequest, CertificateFailure> parse(base::ByteSpan der);

private:
    friend class CertificateAuthority;
    struct Key;
    explicit CertificateRequest(std::shared_ptr<const Key> key)
        : m_key(std::move(key)) {}

    std::shared_ptr<const Key> m_key;
};

/// Signs the certificates of a network's nodes. Copies share the key. Thread: any (const).
class CertificateAuthority {
public:
    struct Files {
        std::filesystem::path certificate; ///< PEM: its own, then its issuers
        std::filesystem::path key;         ///< PEM, 0600
    };
    /// The authority in `files`; neither a key that others can read nor a certificate that is not
    /// valid at `now` is accepted.
    static base::Result<CertificateAuthority, CertificateFailure>
    load(const Files& files, base::WallTime now);
    /// The same, but what does not exist is made: an EC P-256 key, and a root of ten years called
    /// `commonName`. With a `zone` it is good for names below it only (RFC 5280 §4.2.1.10), so that
    /// who trusts it trusts it with nothing else.
    static base::Result<CertificateAuthority, CertificateFailure> loadOrCreate(
        const Files& files, const std::string& commonName, const std::string& zone,
        base::WallTime now);

    /// Whether its own certificate lets it issue one for this name.
    bool allows(const CertificateName& name) const;
    /// A certificate for a TLS server of exactly this name, then those of the issuers that a client
    /// need not know. From an hour before `now`, for clocks that are behind, to `life` after it, or
    /// to the authority's end.
    std::vector<Der> issue(
        const CertificateRequest& request, const CertificateName& name, base::WallTime now,
        std::chrono::seconds life) const;
    /// When it ends itself.
    base::WallTime until() const;

private:
    struct State;
    explicit CertificateAuthority(std::shared_ptr<const State> state)
        : m_state(std::move(state)) {}

    std::shared_ptr<const State> m_state;
};

} // namespace meson::crypto
