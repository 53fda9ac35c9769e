// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/tls_context.h"

#include "engine/base/mutex.h"
#include "engine/http/tls_state.h"
#include "engine/platform/system_clock.h"

#include <algorithm>
#include <cstring>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace meson::http {
namespace {

using Failure = base::Failure<TlsError>;
using State = TlsContext::State;

constexpr char kTls12Ciphers[] = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                 "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                 "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char kTls13Ciphers[] =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr char kGroups[] = "X25519:P-256";
constexpr unsigned char kProtocols[] = "\x08http/1.1";
constexpr unsigned char kSessionIdContext[] = "meson";

std::string lowerCase(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
    return result;
}

const State& stateOf(SSL* ssl) {
    return *static_cast<const State*>(SSL_get_app_data(ssl));
}

int onServerName(SSL* ssl, int*, void*) {
    if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        SSL_set_SSL_CTX(ssl, stateOf(ssl).find(name));
    return SSL_TLSEXT_ERR_OK;
}

/// RFC 7301: a client that offers protocols and none of ours is refused.
int onProtocols(
    SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
    unsigned int offeredLength, void*) {
    unsigned char* match = nullptr;
    const int found = SSL_select_next_proto(
        &match, length, kProtocols, sizeof kProtocols - 1, offered, offeredLength);
    *chosen = match;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

bool initTicketMac(EVP_MAC_CTX* mac, TicketKeys::Key& key) {
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string("key", key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, params) == 1;
}

/// Returns −1 for an error, 0 for an unknown key (full handshake), 1 for success, 2 for success and
/// a new ticket.
int onTicket(
    SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
    int sealing) {
    TicketKeys& keys = *stateOf(ssl).tickets;
    if (sealing != 0) {
        TicketKeys::Key key = keys.current();
        std::copy(key.name.begin(), key.name.end(), name);
        const bool ready =
            RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) == 1 &&
            EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
            initTicketMac(mac, key);
        return ready ? 1 : -1;
    }
    auto opener = keys.find(std::span<const std::uint8_t, 16>(name, 16));
    if (!opener)
        return 0;
    const bool ready =
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, opener->key.cipher.data(), iv) ==
            1 &&
        initTicketMac(mac, opener->key);
    return !ready ? -1 : opener->isCurrent ? 1 : 2;
}

/// Rules of every context: these versions, forward secrecy, no renegotiation, no server-side
/// sessions.
State::Context makeContext(TlsVersions versions) {
    State::Context context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* const raw = context.get();
    const int oldest = versions == TlsVersions::Only13 ? TLS1_3_VERSION : TLS1_2_VERSION;
    if (raw == nullptr || SSL_CTX_set_min_proto_version(raw, oldest) != 1 ||
        SSL_CTX_set_cipher_list(raw, kTls12Ciphers) != 1 ||
        SSL_CTX_set_ciphersuites(raw, kTls13Ciphers) != 1 ||
        SSL_CTX_set1_groups_list(raw, kGroups) != 1 ||
        SSL_CTX_set_session_id_context(raw, kSessionIdContext, sizeof kSessionIdContext - 1) != 1)
        return nullptr;
    SSL_CTX_set_options(
        raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                 SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(raw, 1);
    const auto lifetime = TicketKeys::kRotation * (TicketKeys::kKept - 1);
    SSL_CTX_set_timeout(raw, static_cast<long>(std::chrono::seconds(lifetime).count()));
    SSL_CTX_set_tlsext_ticket_key_evp_cb(raw, onTicket);
    SSL_CTX_set_tlsext_servername_callback(raw, onServerName);
    SSL_CTX_set_alpn_select_cb(raw, onProtocols, nullptr);
    return context;
}

int refusePassword(char*, int, int, void*) {
    return 0;
}

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

std::unique_ptr<EVP_PKEY, FreeKey> readKey(const std::string& file) {
    BIO* const bio = BIO_new_file(file.c_str(), "r");
    if (bio == nullptr)
        return nullptr;
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio, nullptr, refusePassword, nullptr);
    BIO_free(bio);
    return std::unique_ptr<EVP_PKEY, FreeKey>(key);
}

base::Result<State::Context, Failure> load(const CertificateFiles& files, TlsVersions versions) {
    State::Context context = makeContext(versions);
    if (!context || SSL_CTX_use_certificate_chain_file(context.get(), files.chain.c_str()) != 1)
        return base::fail(TlsError::CertificateNotReadable, files.chain);
    const auto key = readKey(files.key);
    if (!key)
        return base::fail(TlsError::KeyNotReadable, files.key);
    if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        return base::fail(TlsError::KeyDoesNotMatch, files.key);
    return context;
}

void addName(State& state, SSL_CTX* context, std::string name) {
    if (name.rfind("*.", 0) == 0)
        name.erase(0, 1);
    state.names.emplace(std::move(name), context); // the first certificate with a name keeps it
}

/// The DNS names of the subject alternative names (RFC 6125 §6.4).
void addNames(State& state, SSL_CTX* context) {
    X509* const certificate = SSL_CTX_get0_certificate(context);
    auto* const names = static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
        const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names, i);
        if (name->type != GEN_DNS)
            continue;
        const auto* text = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
        const auto length = static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName));
        addName(state, context, lowerCase({text, length}));
    }
    GENERAL_NAMES_free(names);
}

base::Result<std::shared_ptr<const State>, Failure> loadAll(
    const std::vector<CertificateFiles>& certificates, TlsVersions versions,
    std::shared_ptr<TicketKeys> tickets) {
    auto state = std::make_shared<State>();
    state->tickets = std::move(tickets);
    for (const CertificateFiles& files : certificates) {
        auto context = load(files, versions);
        ERR_clear_error();
        if (!context)
            return tl::unexpected(context.error());
        addNames(*state, context->get());
        state->contexts.push_back(std::move(*context));
    }
    if (state->contexts.empty())
        state->contexts.push_back(makeContext(versions));
    if (!state->contexts.front())
        return base::fail(TlsError::CertificateNotReadable);
    return std::shared_ptr<const State>(std::move(state));
}

} // namespace

SSL_CTX* TlsContext::State::find(std::string_view serverName) const {
    const std::string name = lowerCase(serverName);
    auto entry = names.find(name);
    if (const auto dot = name.find('.'); entry == names.end() && dot != name.npos)
        entry = names.find(std::string_view(name).substr(dot));
    return entry == names.end() ? contexts.front().get() : entry->second;
}

struct TlsContext::Holder {
    const TlsVersions versions;
    const platform::SystemClock clock{};
    const std::shared_ptr<TicketKeys> tickets = std::make_shared<TicketKeys>(clock);
    mutable base::Mutex mutex;
    std::shared_ptr<const State> state MESON_GUARDED_BY(mutex);
};

TlsContext::TlsContext(TlsVersions versions)
    : m_holder(new Holder{versions}) {}
TlsContext::~TlsContext() = default;

base::Result<std::shared_ptr<TlsContext>, Failure>
TlsContext::create(const std::vector<CertificateFiles>& certificates, TlsVersions versions) {
    std::shared_ptr<TlsContext> context(new TlsContext(versions));
    if (auto loaded = context->reload(certificates); !loaded)
        return tl::unexpected(loaded.error());
    return context;
}

base::Result<void, Failure> TlsContext::reload(const std::vector<CertificateFiles>& certificates) {
    auto loaded = loadAll(certificates, m_holder->versions, m_holder->tickets);
    if (!loaded)
        return tl::unexpected(loaded.error());
    const base::MutexLock lock(m_holder->mutex);
    m_holder->state.swap(*loaded);
    return {};
}

std::shared_ptr<const TlsContext::State> TlsContext::state() const {
    const base::MutexLock lock(m_holder->mutex);
    return m_holder->state;
}

std::string_view sentence(TlsError error) {
    switch (error) {
    case TlsError::CertificateNotReadable:
        return "The certificate file cannot be read or is not PEM: check its path and permissions.";
    case TlsError::KeyNotReadable:
        return "The key file cannot be read, is not PEM or needs a password: check its path and "
               "permissions.";
    case TlsError::KeyDoesNotMatch:
        return "The key does not belong to the certificate: use the key it was issued for.";
    }
    return "The certificate cannot be used.";
}

} // namespace meson::http
