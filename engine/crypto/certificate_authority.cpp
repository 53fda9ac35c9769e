// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/certificate_authority.h"

#include "engine/crypto/mac.h"
#include "engine/crypto/x509.h"
#include "engine/platform/private_file.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace meson::crypto {

namespace {

using ExtensionHandle = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using NameListHandle = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

constexpr std::chrono::hours kClocksBehind{1};
constexpr std::chrono::hours kRootLife{24 * 3652};

/// A curve by its name, and not by parameters of the sender's own making.
bool isAcceptedKey(EVP_PKEY* key) {
    if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC)
        return false;
    std::array<char, 32> encoding{};
    std::array<char, 32> group{};
    if (EVP_PKEY_get_utf8_string_param(
            key, OSSL_PKEY_PARAM_EC_ENCODING, encoding.data(), encoding.size(), nullptr) != 1 ||
        EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1)
        return false;
    const std::string_view name(group.data());
    return std::string_view(encoding.data()) == OSSL_PKEY_EC_ENCODING_GROUP &&
           (name == SN_X9_62_prime256v1 || name == SN_secp384r1);
}

void setSerial(X509* certificate) {
    auto bytes = randomBytes<16>(); // RFC 5280 §4.1.2.2: positive, 20 bytes at most
    bytes.front() = static_cast<std::uint8_t>((bytes.front() & 0x3f) | 0x40);
    ASN1_INTEGER* const serial = X509_get_serialNumber(certificate);
    MESON_CHECK(ASN1_STRING_set(serial, bytes.data(), static_cast<int>(bytes.size())) == 1);
}

void setValidity(X509* certificate, const Validity& validity) {
    MESON_CHECK(
        ASN1_TIME_set(
            X509_getm_notBefore(certificate),
            static_cast<std::time_t>(base::unixSeconds(validity.from))) != nullptr &&
        ASN1_TIME_set(
            X509_getm_notAfter(certificate),
            static_cast<std::time_t>(base::unixSeconds(validity.until))) != nullptr);
}

/// `value` as OpenSSL's configuration says it (x509v3_config(5)).
bool addExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

GENERAL_NAME* toGeneralName(const CertificateName& name) {
    const bool isDns = !name.dns.empty();
    const auto* bytes =
        isDns ? reinterpret_cast<const std::uint8_t*>(name.dns.data()) : name.address.data();
    const std::size_t size = isDns ? name.dns.size() : name.address.size();
    ASN1_STRING* const text = ASN1_STRING_type_new(isDns ? V_ASN1_IA5STRING : V_ASN1_OCTET_STRING);
    GENERAL_NAME* const general = GENERAL_NAME_new();
    MESON_CHECK(
        text != nullptr && general != nullptr &&
        ASN1_STRING_set(text, bytes, static_cast<int>(size)) == 1);
    GENERAL_NAME_set0_value(general, isDns ? GEN_DNS : GEN_IPADD, text);
    return general;
}

/// The subject stays empty, so the name is critical (RFC 5280 §4.2.1.6).
void setName(X509* certificate, const CertificateName& name) {
    const NameListHandle names(GENERAL_NAMES_new());
    MESON_CHECK(
        names && sk_GENERAL_NAME_push(names.get(), toGeneralName(name)) > 0 &&
        X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 1, X509V3_ADD_REPLACE) ==
            1);
}

CertificateHandle newCertificate(EVP_PKEY* key, const Validity& validity) {
    CertificateHandle certificate(X509_new());
    MESON_CHECK(
        certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
        X509_set_pubkey(certificate.get(), key) == 1);
    setSerial(certificate.get());
    setValidity(certificate.get(), validity);
    return certificate;
}

CertificateHandle makeRoot(
    EVP_PKEY* key, const std::string& commonName, const std::string& zone, base::WallTime now) {
    CertificateHandle root = newCertificate(key, {now - kClocksBehind, now + kRootLife});
    X509* const raw = root.get();
    X509_NAME* const name = X509_get_subject_name(raw);
    const auto* text = reinterpret_cast<const unsigned char*>(commonName.data());
    constexpr std::size_t kLongestName = 64; // ub-common-name
    const int length = static_cast<int>(std::min(commonName.size(), kLongestName));
    MESON_CHECK(
        X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, length, -1, 0) == 1 &&
        X509_set_issuer_name(raw, name) == 1 &&
        addExtension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
        addExtension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
        addExtension(raw, raw, NID_subject_key_identifier, "hash"));
    if (!zone.empty())
        MESON_CHECK(addExtension(
            raw, raw, NID_name_constraints,
            "critical,permitted;DNS:" + zone + ",excluded;IP:0.0.0.0/0.0.0.0,excluded;IP:::/::"));
    MESON_CHECK(X509_sign(raw, key, EVP_sha256()) > 0);
    return root;
}

} // namespace

struct CertificateRequest::Key {
    Handle<X509_REQ, X509_REQ_free> request; ///< owns what `key` points at
    EVP_PKEY* key;
};

struct CertificateAuthority::State {
    KeyHandle key;
    std::vector<CertificateHandle> chain; ///< its own certificate first
};

base::Result<CertificateRequest, CertificateFailure> CertificateRequest::parse(base::ByteSpan der) {
    if (der.size() > kLongest)
        return base::fail(CertificateError::NotARequest);
    const unsigned char* at = der.data();
    Handle<X509_REQ, X509_REQ_free> request(
        d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    if (!request || at != der.data() + der.size())
        return base::fail(CertificateError::NotARequest);
    EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
    const bool isAccepted = isAcceptedKey(key); // before the signature: what it costs is known
    const bool isProven = isAccepted && X509_REQ_verify(request.get(), key) == 1;
    ERR_clear_error();
    if (!isAccepted)
        return base::fail(CertificateError::KeyRefused);
    if (!isProven)
        return base::fail(CertificateError::WrongProof);
    return CertificateRequest(std::make_shared<Key>(Key{std::move(request), key}));
}

base::Result<CertificateAuthority, CertificateFailure>
CertificateAuthority::load(const Files& files, base::WallTime now) {
    auto key = loadKey(files.key);
    if (!key)
        return tl::unexpected(key.error());
    const int kind = EVP_PKEY_get_base_id(key->get());
    if (kind != EVP_PKEY_EC && kind != EVP_PKEY_RSA)
        return base::fail(CertificateError::NotAKey, files.key.string());
    const auto pem = platform::readFile(files.certificate);
    if (!pem)
        return base::fail(CertificateError::NotReadable, files.certificate.string());
    auto state = std::make_shared<State>();
    for (const Der& der : certificatesFromPem(*pem))
        state->chain.push_back(parseCertificate(der));
    if (state->chain.empty())
        return base::fail(CertificateError::NotACertificate, files.certificate.string());
    X509* const own = state->chain.front().get();
    if (X509_check_private_key(own, key->get()) != 1) {
        ERR_clear_error();
        return base::fail(CertificateError::KeyDoesNotMatch, files.key.string());
    }
    if (X509_check_ca(own) == 0 || (X509_get_key_usage(own) & KU_KEY_CERT_SIGN) == 0)
        return base::fail(CertificateError::NotAnAuthority, files.certificate.string());
    const Validity validity = validityOf(own);
    if (now < validity.from || now >= validity.until)
        return base::fail(CertificateError::NotValidNow, files.certificate.string());
    state->key = *std::move(key);
    return CertificateAuthority(std::move(state));
}

base::Result<CertificateAuthority, CertificateFailure> CertificateAuthority::loadOrCreate(
    const Files& files, const std::string& commonName, const std::string& zone,
    base::WallTime now) {
    std::error_code error;
    if (std::filesystem::exists(files.certificate, error))
        return load(files, now);
    if (!std::filesystem::exists(files.key, error)) {
        const KeyHandle made(EVP_EC_gen("P-256"));
        MESON_CHECK(made != nullptr);
        if (!platform::savePrivateFile(files.key, keyToPem(made.get())))
            return base::fail(CertificateError::NotWritable, files.key.string());
    }
    const auto key = loadKey(files.key);
    if (!key)
        return tl::unexpected(key.error());
    const CertificateHandle root = makeRoot(key->get(), commonName, zone, now);
    if (!platform::savePublicFile(
            files.certificate, certificatesToPem({toDer(root.get(), i2d_X509)})))
        return base::fail(CertificateError::NotWritable, files.certificate.string());
    return load(files, now);
}

bool CertificateAuthority::allows(const CertificateName& name) const {
    X509* const own = m_state->chain.front().get();
    const Handle<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> limits(static_cast<NAME_CONSTRAINTS*>(
        X509_get_ext_d2i(own, NID_name_constraints, nullptr, nullptr)));
    if (!limits)
        return true;
    const CertificateHandle trial = newCertificate(m_state->key.get(), validityOf(own));
    setName(trial.get(), name);
    MESON_CHECK(X509_sign(trial.get(), m_state->key.get(), EVP_sha256()) > 0);
    X509_check_purpose(trial.get(), -1, 0); // reads the extensions, which the next call looks at
    return NAME_CONSTRAINTS_check(trial.get(), limits.get()) == X509_V_OK;
}

std::vector<Der> CertificateAuthority::issue(
    const CertificateRequest& request, const CertificateName& name, base::WallTime now,
    std::chrono::seconds life) const {
    X509* const own = m_state->chain.front().get();
    const CertificateHandle certificate =
        newCertificate(request.m_key->key, {now - kClocksBehind, std::min(now + life, until())});
    X509* const raw = certificate.get();
    setName(raw, name);
    MESON_CHECK(
        X509_set_issuer_name(raw, X509_get_subject_name(own)) == 1 &&
        addExtension(raw, own, NID_basic_constraints, "critical,CA:FALSE") &&
        addExtension(raw, own, NID_key_usage, "critical,digitalSignature") &&
        addExtension(raw, own, NID_ext_key_usage, "serverAuth") &&
        addExtension(raw, own, NID_subject_key_identifier, "hash"));
    // An operator's authority may have no identifier of its own to refer to.
    static_cast<void>(addExtension(raw, own, NID_authority_key_identifier, "keyid"));
    MESON_CHECK(X509_sign(raw, m_state->key.get(), EVP_sha256()) > 0);
    ERR_clear_error();
    std::vector<Der> chain{toDer(raw, i2d_X509)};
    for (const CertificateHandle& issuer : m_state->chain)
        if (X509_self_signed(issuer.get(), 0) != 1)
            chain.push_back(toDer(issuer.get(), i2d_X509));
    return chain;
}

base::WallTime CertificateAuthority::until() const {
    return validityOf(m_state->chain.front().get()).until;
}

} // namespace meson::crypto
