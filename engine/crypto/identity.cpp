// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/identity.h"

#include "engine/base/check.h"
#include "engine/crypto/hash.h"
#include "engine/crypto/x509.h"
#include "engine/platform/private_file.h"

#include <filesystem>
#include <openssl/err.h>
#include <openssl/evp.h>

namespace meson::crypto {
namespace {

namespace fs = std::filesystem;

KeyHandle ed25519FromPem(const std::string& pem) {
    KeyHandle key = keyFromPem(pem);
    if (key && EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519)
        key.reset();
    return key;
}

} // namespace

std::string_view sentence(IdentityError error) {
    switch (error) {
    case IdentityError::NotReadable:
        return "the node's key file cannot be read: check its permissions";
    case IdentityError::NotAKey:
        return "this file does not hold an Ed25519 private key in PEM form: restore it from a "
               "backup, or move it away to start as a new node";
    case IdentityError::NotWritable:
        return "the node's new key cannot be saved there: check the folder's permissions and free "
               "space";
    case IdentityError::TooOpen:
        return "other users of this computer can read the node's key: run chmod 600 on it";
    }
    return "unknown error";
}

struct Identity::Key {
    KeyHandle key;
};

Identity::Identity(std::shared_ptr<const Key> key)
    : m_key(std::move(key)) {
    std::size_t size = m_publicKey.size();
    MESON_CHECK(EVP_PKEY_get_raw_public_key(m_key->key.get(), m_publicKey.data(), &size) == 1);
    m_nodeId = nodeIdOf(m_publicKey);
}

Identity Identity::generate() {
    return Identity(
        std::make_shared<Key>(Key{KeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"))}));
}

base::Result<Identity, IdentityFailure> Identity::loadOrCreate(const std::string& file) {
    std::error_code error;
    if (!fs::exists(file, error) && !error) {
        Identity identity = generate();
        if (!platform::savePrivateFile(file, keyToPem(identity.m_key->key.get())))
            return base::fail(IdentityError::NotWritable, file);
        return identity;
    }
    const auto pem = platform::readFile(file);
    if (!pem)
        return base::fail(IdentityError::NotReadable, file);
    if (!platform::isPrivateFile(file))
        return base::fail(IdentityError::TooOpen, file);
    KeyHandle key = ed25519FromPem(*pem);
    if (!key)
        return base::fail(IdentityError::NotAKey, file);
    return Identity(std::make_shared<Key>(Key{std::move(key)}));
}

Signature Identity::sign(base::ByteSpan message) const {
    const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    Signature signature;
    std::size_t size = signature.size();
    MESON_CHECK(
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_key->key.get()) == 1);
    MESON_CHECK(
        EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) ==
        1);
    return signature;
}

std::string Identity::certificate() const {
    const CertificateHandle certificate(X509_new());
    X509* const raw = certificate.get();
    X509_NAME* const name = X509_get_subject_name(raw);
    const auto* words = reinterpret_cast<const unsigned char*>("Meson node");
    // RFC 5280 §4.1.2.5: no end that would mean anything.
    MESON_CHECK(
        X509_set_version(raw, X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set(X509_get_serialNumber(raw), 1) == 1 &&
        ASN1_TIME_set_string_X509(X509_getm_notBefore(raw), "19700101000000Z") == 1 &&
        ASN1_TIME_set_string_X509(X509_getm_notAfter(raw), "99991231235959Z") == 1 &&
        X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, words, -1, -1, 0) == 1 &&
        X509_set_issuer_name(raw, name) == 1 && X509_set_pubkey(raw, m_key->key.get()) == 1 &&
        X509_sign(raw, m_key->key.get(), nullptr) > 0);
    return certificatesToPem({toDer(raw, i2d_X509)});
}

std::optional<base::NodeId> nodeIdOfCertificate(base::ByteSpan certificate) {
    const CertificateHandle parsed = parseCertificate(certificate);
    EVP_PKEY* const key = parsed ? X509_get0_pubkey(parsed.get()) : nullptr;
    PublicKey bytes;
    std::size_t size = bytes.size();
    const bool isOurs = key != nullptr && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
                        EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1;
    ERR_clear_error();
    return isOurs ? std::optional(nodeIdOf(bytes)) : std::nullopt;
}

base::NodeId nodeIdOf(const PublicKey& key) {
    return {sha256(key).bytes};
}

bool verifySignature(const PublicKey& key, base::ByteSpan message, const Signature& signature) {
    const KeyHandle handle(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
    const Handle<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    return handle &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), signature.data(), signature.size(), message.data(), message.size()) ==
               1;
}

} // namespace meson::crypto
