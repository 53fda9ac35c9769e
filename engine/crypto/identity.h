// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/base/ids.h"
#include "engine/base/result.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace meson::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

enum class IdentityError {
    NotReadable, ///< The key file exists but cannot be read.
    NotAKey,     ///< The file does not hold an Ed25519 private key in PEM form.
    NotWritable, ///< A new key could not be saved.
    TooOpen,     ///< Other users of this computer can read the key file.
};
std::string_view sentence(IdentityError);
using IdentityFailure = base::Failure<IdentityError>;

/// A node's Ed25519 key (RFC 8032). Made on first start, kept in a PEM file (PKCS #8) with mode
/// 0600, never sent anywhere. Copies share the key. Thread: any (const).
class Identity {
public:
    /// Loads `file`, or creates it (and its folder) if it does not exist. An existing file that
    /// cannot be used is an error, never replaced.
    static base::Result<Identity, IdentityFailure> loadOrCreate(const std::string& file);
    /// A key that lives only in memory.
    static Identity generate();

    const base::NodeId& nodeId() const { return m_nodeId; }
    const PublicKey& publicKey() const { return m_publicKey; }
    Signature sign(base::ByteSpan message) const;

    /// Shows the key in a TLS handshake: X.509 v3 in PEM form, signed by itself (RFC 8410). Names
    /// and dates of it say nothing: who connects knows the key by the node id.
    std::string certificate() const;

private:
    struct Key;
    explicit Identity(std::shared_ptr<const Key> key);

    std::shared_ptr<const Key> m_key;
    PublicKey m_publicKey;
    base::NodeId m_nodeId;
};

/// node id = SHA-256(public key).
base::NodeId nodeIdOf(const PublicKey& key);
/// Of the key that a certificate (DER) is for; nothing for what is none, or for another kind of
/// key.
std::optional<base::NodeId> nodeIdOfCertificate(base::ByteSpan certificate);
bool verifySignature(const PublicKey& key, base::ByteSpan message, const Signature& signature);

} // namespace meson::crypto
