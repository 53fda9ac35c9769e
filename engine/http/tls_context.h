// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/result.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace meson::http {

enum class TlsError {
    CertificateNotReadable, ///< The certificate file cannot be read or is not PEM.
    KeyNotReadable,         ///< The key file cannot be read or is not PEM.
    KeyDoesNotMatch,        ///< The key does not belong to the certificate.
};
std::string_view sentence(TlsError);

struct CertificateFiles {
    std::string chain; ///< PEM: the certificate, then its issuers
    std::string key;   ///< PEM: its private key
};

/// What a server speaks. Only13 is for where both ends are ours.
enum class TlsVersions { From12, Only13 };

/// Certificates by server name, session tickets and the rules: TLS 1.2 and 1.3, forward secrecy,
/// AES-128-GCM first, X25519 then P-256, one stateless ticket per handshake under keys that rotate.
/// Thread: any.
class TlsContext {
public:
    /// The first certificate also answers clients that send no or another server name. Without any,
    /// every handshake is refused until reload() brings one.
    static base::Result<std::shared_ptr<TlsContext>, base::Failure<TlsError>> create(
        const std::vector<CertificateFiles>& certificates,
        TlsVersions versions = TlsVersions::From12);
    ~TlsContext();

    /// Reads the files anew; on failure the old certificates stay. Connections that are open keep
    /// theirs.
    base::Result<void, base::Failure<TlsError>>
    reload(const std::vector<CertificateFiles>& certificates);

    struct State;
    std::shared_ptr<const State> state() const;

private:
    explicit TlsContext(TlsVersions versions);
    struct Holder;
    std::unique_ptr<Holder> m_holder;
};

} // namespace meson::http
